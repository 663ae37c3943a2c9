"""The hall desk's tasks: what each asks of the person, and what of the server."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, time

from msgspec import Struct
from starlette.datastructures import FormData

from config.site import Site
from lobby.clerks import Duty
from lobby.console import reasons
from lobby.console.form_ids import fresh_id, sent_id
from lobby.console.hall_values import PadForm
from lobby.console.presses import PATIENCE, TOKEN_BYTES
from lobby.console.ranks import RANK_REASONS, RANK_WORDS, rank_of
from lobby.console.reasons import Choice, Form
from lobby.console.words import Words
from lobby.opening.pad import EnterPadNumber
from lobby.overrides import Advance, Release, Rerank, WithdrawAdvance
from lobby.pictures import HallSnapshot
from lobby.queueing.ticket import Ticket
from lobby.stopping.stops import LONGEST_REASON, ResumeNumbers, StopNumbers
from lobby.wishes import ClerkRequest

REASONS = {
    "stop": {"before-closing": "hall.why.late", "few-windows": "hall.why.staff", "system-down": "hall.why.system"},
    "resume": {"more-windows": "hall.why.windows", "fewer-wait": "hall.why.fewer", "system-back": "hall.why.mended"},
    "top": {"urgent": "hall.why.urgent", "our-mistake": "hall.why.ours", "papers": "hall.why.papers"},
    "back": {"mistaken": "hall.why.mistaken", "settled": "hall.why.settled"},
    "rank": RANK_REASONS,
    "release": {"clerk-away": "hall.why.away", "machine-down": "hall.why.machine"},
}
"""Common reasons of each task: the word in the journal, and what is read. Beside them a free line."""
SERVICES = frozenset({"stop", "resume"})
"""Tasks about a service; the others are about a number."""
MANAGERS = SERVICES | {"release"}
SAYINGS = {
    "stop": ("hall.stop.title", "hall.stop.text", "hall.stop"),
    "resume": ("hall.resume.title", "hall.resume.text", "hall.resume"),
    "top": ("hall.top.title", "hall.top.text", "hall.top"),
    "back": ("hall.back.title", "hall.back.text", "hall.back"),
    "rank": ("hall.rank.title", "hall.rank.text", "hall.rank.button"),
    "release": ("hall.release.title", "hall.release.text", "hall.release"),
}
"""Title, explanation and button of each task."""


class Sent(Struct, frozen=True, kw_only=True):
    """A form that came back."""

    id: str
    subject: str
    why: str
    more: str
    rank: str

    @property
    def reason(self) -> str:
        return reasons.written(self.why, self.more)[:LONGEST_REASON]


def sent(form: FormData) -> Sent:
    """Raises ValueError for an id that no page of ours made."""
    read = {name: str(form.get(name, ""))[:200].strip() for name in ("id", "subject", "why", "more", "rank")}
    return Sent(**{**read, "id": sent_id(read["id"])})


def reason_read(reason: str, words: Words) -> str:
    """A reason of the journal as people read it."""
    return reasons.read(reason, {why: key for of_task in REASONS.values() for why, key in of_task.items()}, words)


def form(site: Site, hall: HallSnapshot, action: str, subject: str, duty: Duty | None, words: Words) -> Form | None:
    """An open task; None: there is no such thing to do, or not for this person."""
    if action not in REASONS or (action in MANAGERS and duty is not Duty.MANAGER):
        return None
    name = _name(site, hall, action, subject, words)
    if name is None:
        return None
    title, text, button = SAYINGS[action]
    return Form(
        action=f"/hall/{action}",
        hidden=(("subject", subject),),
        name=name,
        title=words(title, name=name),
        text=words(text),
        button=words(button),
        reasons=reasons.choices(REASONS[action], words),
        id=fresh_id(),
        ranks=_ranks(words) if action == "rank" else (),
    )


def _ranks(words: Words) -> tuple[Choice, ...]:
    return tuple(Choice(value=str(rank), text=words(word)) for rank, word in RANK_WORDS.items())


def _name(site: Site, hall: HallSnapshot, action: str, subject: str, words: Words) -> str | None:
    if action in SERVICES:
        return next((one.name.say(words.language) for one in site.services if one.id == subject), None)
    tickets = _at_windows(hall) if action == "release" else _waiting(hall)
    if action == "back" and subject not in hall.advanced:
        return None
    return next((ticket.label for ticket in tickets if ticket.id == subject), None)


def _waiting(hall: HallSnapshot) -> Iterator[Ticket]:
    return (ticket for queue in hall.queues.values() for ticket in queue)


def _at_windows(hall: HallSnapshot) -> Iterator[Ticket]:
    return (ticket for look in hall.counters for ticket in (look.ticket, *look.held) if ticket)


def asked(action: str, filled: Sent, now: datetime) -> ClerkRequest:
    """What a form asks of the server. Raises ValueError."""
    id, until, why = filled.id, now + PATIENCE, filled.reason
    if action == "rank":
        return Rerank(request=id, deadline=until, ticket=filled.subject, reason=why, rank=rank_of(filled.rank))
    if (service := _OF_SERVICE.get(action)) is not None:
        return service(request=id, deadline=until, service=filled.subject, reason=why)
    return _OF_TICKET[action](request=id, deadline=until, ticket=filled.subject, reason=why)


_OF_SERVICE: dict[str, type[StopNumbers | ResumeNumbers]] = {"stop": StopNumbers, "resume": ResumeNumbers}
_OF_TICKET: dict[str, type[Advance | WithdrawAdvance | Release]] = {
    "top": Advance,
    "back": WithdrawAdvance,
    "release": Release,
}


def pad_form(site: Site, words: Words) -> PadForm | None:
    """None: this hall has no paper pad."""
    if not site.queue.ranges.pad:
        return None
    return PadForm(
        services=tuple(
            Choice(value=one.id, text=f"{one.series} {one.name.say(words.language)}") for one in site.services
        ),
        range=words("list.comma").join(f"{one.first}–{one.last}" for one in site.queue.ranges.pad),
        id=fresh_id(),
    )


def _token(id: str) -> str:
    """80 bits that follow from the form's own random id, so that a form sent twice is one number."""
    return base64.urlsafe_b64encode(hashlib.sha256(id.encode()).digest()[:TOKEN_BYTES]).decode().rstrip("=")


def _clock_time(typed: str) -> time:
    """`9:41` or `09:41`; a full-width colon is one too. Raises ValueError."""
    hour, _, minute = typed.strip().replace("：", ":").partition(":")
    return time(int(hour), int(minute))


def pad_asked(site: Site, service: str, number: str, given: str, id: str, now: datetime) -> EnterPadNumber:
    """The number as it was typed, `501` or `A501`, and the time it was given, `HH:MM` or nothing. Raises ValueError."""
    id = sent_id(id)
    found = next((one for one in site.services if one.id == service), None)
    digits = number.strip().upper().removeprefix(found.series if found else "")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 5:
        raise ValueError("no number")
    local = now.astimezone(site.hall.zone_info)
    taken_at = datetime.combine(local.date(), _clock_time(given), local.tzinfo) if given else None
    return EnterPadNumber(
        request=id,
        deadline=now + PATIENCE,
        service=service,
        number=int(digits),
        token=_token(id),
        taken_at=taken_at,
    )
