"""A voice, where the hall allows it: for tickets that need to hear their call, in zones a manager switched to it, and,
if the site says so, when screens fail. Off by default; letter and figures only, never a name (practice B-10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar

from msgspec import Meta

from lobby.askers import Asker
from lobby.clerks import Duty
from lobby.contract.channels import Announce, Announced, ChannelKind, ChannelState
from lobby.contract.message import Answer, Refusal
from lobby.contract.tickets import Mode
from lobby.hall import Hall, NotDone
from lobby.ladder import screens
from lobby.ladder.climb import Climb
from lobby.ladder.standing import keep, rung
from lobby.pictures import VoiceLook
from lobby.queueing.ticket import Ticket
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest

LONGEST_REASON = 80
"""Characters."""


class ZoneVoice(Shelved, frozen=True, kw_only=True):
    """By the zone's id: calls there are said aloud until its day closes or a manager ends it."""

    kind: ClassVar[str] = "zone-voice"

    by: str
    reason: str


class VoiceSet(Answer, tag="voice-set", frozen=True, kw_only=True):
    zone: str
    on: bool


class SetVoice(ClerkRequest, tag="set-voice", frozen=True, kw_only=True):
    """Say this zone's calls aloud, or no longer; the reason is journalled."""

    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})
    answer: ClassVar[type[Answer]] = VoiceSet

    zone: str
    on: bool
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


def set_voice(hall: Hall, _: Archive, asker: Asker, wish: SetVoice) -> VoiceSet:
    if wish.zone not in {zone.id for zone in hall.site.zones}:
        raise NotDone(Refusal.BAD_REQUEST, f"no zone {wish.zone}")
    if wish.on and not wish.reason.strip():
        raise NotDone(Refusal.NEEDS_REASON, "a hall is silent unless somebody says why not")
    if wish.on:
        hall.keep(ZoneVoice(key=wish.zone, until=hall.day, by=asker.station, reason=wish.reason))
    else:
        hall.drop(ZoneVoice, wish.zone)
    hall.note(Fact.VOICE, reason=f"{'on' if wish.on else 'off'}:{wish.zone}:{wish.reason}".rstrip(":"))
    return VoiceSet(request=wish.request, zone=wish.zone, on=wish.on)


def voice_looks(hall: Hall) -> tuple[VoiceLook, ...]:
    """The zones that speak because a manager wants it."""
    kept = hall.shelf.all(ZoneVoice).values()
    return tuple(VoiceLook(zone=one.key, by=one.by, reason=one.reason) for one in kept)


def begin(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    zone = hall.desks[ticket.counter].zone
    asked = Mode.VOICE in ticket.modes or zone in hall.shelf.all(ZoneVoice)
    return _said(hall, ticket, climb) if asked or _must(hall, climb) else climb


def look(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """Screens that fail after the call."""
    known = climb.rung(ChannelKind.VOICE) is not None
    return climb if known or not _must(hall, climb) else _said(hall, ticket, climb)


def _must(hall: Hall, climb: Climb) -> bool:
    return hall.site.voice.fallback and screens.fail(hall, climb)


def _said(hall: Hall, ticket: Ticket, climb: Climb) -> Climb:
    """To every loudspeaker of the zone; which of them speaks is the site's."""
    voice, desk = hall.site.voice, hall.desks[ticket.counter]
    if not any(station.speaker for station in hall.site.stations):
        return climb
    hall.events.append(
        Announce(
            id=ticket.call,
            zone=desk.zone,
            label=ticket.label,
            counter=desk.number,
            languages=voice.languages,
            expires_at=hall.now + timedelta(seconds=voice.expires_s),
        )
    )
    return climb.with_rungs([rung(hall, ChannelKind.VOICE, ChannelState.SENT)])


def announced(hall: Hall, event: Announced) -> None:
    """One loudspeaker's word is enough; another's failure does not take it back."""
    climb = hall.shelf.get(Climb, event.call)
    if climb is None or climb.came(ChannelKind.VOICE, ChannelState.SHOWN):
        return
    state = ChannelState.FAILED if event.failed else ChannelState.SHOWN
    keep(hall, climb.with_rungs([rung(hall, ChannelKind.VOICE, state, detail=event.failed[:80])]))


RULES: dict[type, Rule] = {SetVoice: set_voice}
