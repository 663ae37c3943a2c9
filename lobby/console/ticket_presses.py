"""What a ticket's page may ask of the server: each press becomes one request in the citizen's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import ValidationError
from starlette.datastructures import FormData

from lobby.contract.channels import RemindMe
from lobby.contract.ratings import Rate
from lobby.contract.tickets import CancelTicket, CheckIn
from lobby.queueing.ticket import Ticket
from lobby.wishes import ClerkCommand, PhoneShown, RunLate

CANCELLED = "by-phone"
"""Reason of a number given back on its page."""


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """One press: its id, which a retry repeats, the ticket, and what the form says."""

    request: str
    deadline: datetime
    ticket: Ticket
    form: FormData

    def said(self, name: str) -> str:
        return str(self.form.get(name, ""))


def _here(press: Press) -> ClerkCommand:
    return CheckIn(request=press.request, deadline=press.deadline, token=press.ticket.token)


def _late(press: Press) -> ClerkCommand:
    return RunLate(request=press.request, deadline=press.deadline, token=press.ticket.token)


def _cancel(press: Press) -> ClerkCommand:
    return CancelTicket(request=press.request, deadline=press.deadline, ticket=press.ticket.id, reason=CANCELLED)


def _stop(press: Press) -> ClerkCommand:
    return RemindMe(request=press.request, deadline=press.deadline, token=press.ticket.token, phone="")


def _shown(press: Press) -> ClerkCommand:
    call = press.said("call")
    return PhoneShown(request=press.request, deadline=press.deadline, token=press.ticket.token, call=call)


def _rate(press: Press) -> ClerkCommand:
    """Checked as if it had come over the wire: a page is no more trusted than a station."""
    wish = {
        "kind": "rate",
        "request": press.request,
        "deadline": press.deadline,
        "token": press.ticket.token,
        "level": int(press.said("level")),
        "tags": [int(str(code)) for code in press.form.getlist("tag")],
        "text": press.said("text").replace("\r\n", "\n"),
        "contact": _phone(press.said("phone")),
    }
    return msgspec.convert(wish, Rate)


def _phone(typed: str) -> str:
    """As people write it, in E.164: a bare mainland number gets its country."""
    figures = "".join(sign for sign in typed if sign.isdecimal() or sign == "+")
    return figures if not figures or figures.startswith("+") else f"+86{figures}"


_MAKERS: dict[str, Callable[[Press], ClerkCommand]] = {
    "here": _here,
    "late": _late,
    "cancel": _cancel,
    "stop": _stop,
    "shown": _shown,
    "rate": _rate,
}
PRESSES = tuple(_MAKERS)


def command(what: str, press: Press) -> ClerkCommand | None:
    """The request; None: the form does not say what it should."""
    try:
        return _MAKERS[what](press)
    except (ValueError, ValidationError):
        return None
