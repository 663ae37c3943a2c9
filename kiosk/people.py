"""The edge where a card or a code stops being personal text: what enters a flow is a masked name and a keyed digest."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import date

from config.rules import Priority
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
APPOINTMENT = rb"[A-Za-z0-9][A-Za-z0-9-]{3,39}"
"""What an appointment's code may be made of; anything else is a verifier's."""
SENIOR_RANK = 4
Subject = Callable[[str], str]
"""Makes the subject of a document (`lobby.subjects`)."""


def mark(secret: bytes) -> bytes:
    """A digest that only tells whether it is the same card or code again."""
    return hashlib.blake2b(secret, key=_KEY, digest_size=16).digest()


def person_of_card(card: IdentityCard, *, subject: Subject, priority: Priority, today: date) -> Person:
    """The date of birth is looked at here and nowhere else."""
    return Person(
        shown=masks.name(card.name),
        mark=mark(card.number.encode()),
        channel=Channel.CARD,
        valid_to=card.valid_to,
        subject=subject(card.number),
        rank=SENIOR_RANK if card.birth is not None and age(card.birth, today) >= priority.senior_age else 0,
    )


def age(birth: date, today: date) -> int:
    """In whole years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def person_of_code(verification: Verification, *, subject: Subject) -> Person | None:
    """Who a verifier recognised; None when it did not."""
    if verification.verdict not in (Verdict.ACCEPTED, Verdict.ELSEWHERE):
        return None
    return Person(
        shown=masks.name(verification.name),
        mark=mark(verification.subject),
        channel=Channel.CODE,
        elsewhere=verification.verdict is Verdict.ELSEWHERE,
        subject=subject(f"code:{verification.subject.decode('utf-8', 'backslashreplace')}"),
    )


def appointment_of(code: ScannedCode | None) -> str:
    """The code of an appointment, as its confirmation shows it, if this may be one."""
    found = code is not None and re.fullmatch(APPOINTMENT, code.data.strip())
    return found[0].decode() if found else ""


def code_read(code: ScannedCode | None, hall: Hall) -> CodeRead:
    """A slip's own address is recognised before any verifier is asked; everything else stays opaque bytes."""
    if code is None:
        return CodeRead()
    if hall.public_url and (found := re.fullmatch(_address(hall), code.data)):
        return CodeRead(token=found[1].decode())
    return CodeRead(code=code)


def _address(hall: Hall) -> bytes:
    return (re.escape(hall.public_url.rstrip("/")) + f"/t/({TOKEN})\r?\n?").encode()
