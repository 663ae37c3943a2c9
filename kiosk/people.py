"""The edge where a card or a code stops being personal text: what enters a flow is a masked name and a keyed digest."""

from __future__ import annotations

import hashlib
import re
import secrets

from config.site import Hall
from devices import masks
from devices.kinds.reader import IdentityCard
from devices.kinds.scanner import ScannedCode
from kiosk.flow import CodeRead
from kiosk.session import Person
from kiosk.verifiers import Verdict, Verification
from lobby.contract.tickets import Channel

_KEY = secrets.token_bytes(32)
"""New with every start: a digest means nothing to anybody else, or later."""
TOKEN = r"[A-Z2-7]{16}"


def mark(secret: bytes) -> bytes:
    """A digest that only tells whether it is the same card or code again."""
    return hashlib.blake2b(secret, key=_KEY, digest_size=16).digest()


def person_of_card(card: IdentityCard) -> Person:
    return Person(
        shown=masks.name(card.name),
        mark=mark(card.number.encode()),
        channel=Channel.CARD,
        valid_to=card.valid_to,
    )


def person_of_code(verification: Verification) -> Person | None:
    """Who a verifier recognised; None when it did not."""
    if verification.verdict not in (Verdict.ACCEPTED, Verdict.ELSEWHERE):
        return None
    return Person(
        shown=masks.name(verification.name),
        mark=mark(verification.subject),
        channel=Channel.CODE,
        elsewhere=verification.verdict is Verdict.ELSEWHERE,
    )


def code_read(code: ScannedCode | None, hall: Hall) -> CodeRead:
    """A slip's own address is recognised before any verifier is asked; everything else stays opaque bytes."""
    if code is None:
        return CodeRead()
    if hall.public_url and (found := re.fullmatch(_address(hall), code.data)):
        return CodeRead(token=found[1].decode())
    return CodeRead(code=code)


def _address(hall: Hall) -> bytes:
    return (re.escape(hall.public_url.rstrip("/")) + f"/t/({TOKEN})\r?\n?").encode()
