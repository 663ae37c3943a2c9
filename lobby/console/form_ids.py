"""Ids of forms. Each carries one, so that a form that is sent twice is one request."""

from __future__ import annotations

import uuid


def fresh_id() -> str:
    return str(uuid.uuid4())


def sent_id(text: str) -> str:
    """The id that came back. Raises ValueError for one that no page of ours made."""
    return str(uuid.UUID(text))
