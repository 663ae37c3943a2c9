"""What stands for a person without telling who it is: a keyed hash that changes every day (I10).

The hall's secret lies in the data folder; kiosks have it in their identity, so that two of them know the same person.
Without the secret nobody can try all numbers there are; after midnight nobody can tell who came yesterday.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date
from pathlib import Path

from lobby.identity import write_secret

SECRET_BYTES = 32
SUBJECT_BYTES = 12


def hall_secret(data: Path) -> str:
    """The hall's secret, made if there is none."""
    file = data / "subjects.key"
    if not file.exists():
        write_secret(file, secrets.token_hex(SECRET_BYTES).encode())
    return file.read_text("ascii")


def subject_of(secret: str, day: date, document: str) -> str:
    """The subject of a document's number or a code's holder on this day; empty for nobody.

    `document`: e.g. `440105194910010015` or `code:` and the provider's word for its holder. Case and spaces do not
    matter."""
    plain = "".join(document.split()).upper()
    if not plain or not secret:
        return ""
    key = hmac.digest(bytes.fromhex(secret), day.isoformat().encode(), "sha256")
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()[: 2 * SUBJECT_BYTES]
