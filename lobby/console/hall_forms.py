"""The hall desk's tasks: what each asks of the person, and what of the server."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import datetime, time

from msgspec import Struct
from starlette.datastructures import FormData

from config.site import Site
from lobby.clerks import Duty
from lobby.console.hall_values import Choice, Form, PadForm
from lobby.console.presses import PATIENCE, TOKEN_BYTES
from lobby.console.words import Words
from lobby.door import ClerkRequest, HallSnapshot
from lobby.opening.pad import EnterPadNumber
from lobby.overrides import Advance
from lobby.stopping.stops import LONGEST_REASON, ResumeNumbers, StopNumbers

REASONS = {
    "stop": {"before-closing": "hall.why.late", "few-windows": "hall.why.staff", "system-down": "hall.why.system"},
    "resume": {"more-windows": "hall.why.windows", "fewer-wait": "hall.why.fewer", "system-back": "hall.why.mended"},
    "top": {"urgent": "hall.why.urgent", "our-mistake": "hall.why.ours", "papers": "hall.why.papers"},
}
"""Common reasons of each task: the word in the journal, and what is read. Beside them a free line."""
OTHER = "other"
MANAGERS = frozenset({"stop", "resume"})


class Sent(Struct, frozen=True, kw_only=True):
    """A form that came back."""

    id: str
    subject: str
    why: str
    more: str

    @property
    def reason(self) -> str:
        chosen = "" if self.why == OTHER else self.why
        return ": ".join(filter(None, (chosen, self.more)))[:LONGEST_REASON]


def sent(form: FormData) -> Sent:
    """Raises ValueError for an id that no page of ours made."""
    read = {name: str(form.get(name, ""))[:200].strip() for name in ("id", "subject", "why", "more")}
    uuid.UUID(read["id"])
    return Sent(**read)


def reason_read(reason: str, words: Words) -> str:
    """A reason of the journal as people read it."""
    value, _, more = reason.partition(": ")
    known = {value: key for reasons in REASONS.values() for value, key in reasons.items()}
    return words("hall.why.both", why=words(known[value]), more=more).rstrip("：: ") if value in known else reason


def form(site: Site, hall: HallSnapshot, action: str, subject: str, duty: Duty | None, words: Words) -> Form | None:
    """An open task; None: there is no such thing to do, or not for this person."""
    if action not in REASONS or (action in MANAGERS and duty is not Duty.MANAGER):
        return None
    name = _name(site, hall, action, subject, words)
    if name is None:
        return None
    titles = {"stop": "hall.stop.title", "resume": "hall.resume.title", "top": "hall.top.title"}
    texts = {"stop": "hall.stop.text", "resume": "hall.resume.text", "top": "hall.top.text"}
    buttons = {"stop": "hall.stop", "resume": "hall.resume", "top": "hall.top"}
    return Form(
        action=action,
        subject=subject,
        name=name,
        title=words(titles[action], name=name),
        text=words(texts[action]),
        button=words(buttons[action]),
        reasons=tuple(
            Choice(value=value, text=words(key)) for value, key in (REASONS[action] | {OTHER: "hall.why.other"}).items()
        ),
        id=str(uuid.uuid4()),
    )


def _name(site: Site, hall: HallSnapshot, action: str, subject: str, words: Words) -> str | None:
    if action in MANAGERS:
        return next((one.name.say(words.language) for one in site.services if one.id == subject), None)
    waiting = (ticket for queue in hall.queues.values() for ticket in queue)
    return next((ticket.label for ticket in waiting if ticket.id == subject), None)


def asked(action: str, filled: Sent, now: datetime) -> ClerkRequest:
    """What a form asks of the server."""
    id, until, why = filled.id, now + PATIENCE, filled.reason
    if action == "top":
        return Advance(request=id, deadline=until, ticket=filled.subject, reason=why)
    kind = StopNumbers if action == "stop" else ResumeNumbers
    return kind(request=id, deadline=until, service=filled.subject, reason=why)


def pad_form(site: Site, words: Words) -> PadForm | None:
    """None: this hall has no paper pad."""
    if not site.queue.ranges.pad:
        return None
    return PadForm(
        services=tuple(
            Choice(value=one.id, text=f"{one.series} {one.name.say(words.language)}") for one in site.services
        ),
        range=words("list.comma").join(f"{one.first}–{one.last}" for one in site.queue.ranges.pad),
        id=str(uuid.uuid4()),
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
    uuid.UUID(id)
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
