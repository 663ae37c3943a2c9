"""Puts the hall's notices and voices into the words of the page of screens and voice."""

from __future__ import annotations

from datetime import datetime

from config.rules import Spoken
from config.site import Role, Site
from config.values import Language
from lobby.console.screens_forms import speakers, voice_reason_read
from lobby.console.screens_values import NoticeRow, Said, ScreensPage, ZoneRow
from lobby.console.sessions import Session
from lobby.console.values import Shape
from lobby.console.words import Words
from lobby.pictures import HallSnapshot, NoticeLook

TONGUES = {Spoken.PUTONGHUA: "spoken.cmn", Spoken.CANTONESE: "spoken.yue", Spoken.ENGLISH: "spoken.en"}


def screens_page(site: Site, hall: HallSnapshot, session: Session, words: Words, now: datetime) -> ScreensPage:
    """What this manager sees and may do."""
    rows = [_notice_row(look, session, words) for look in hall.notices]
    return ScreensPage(
        waiting=tuple(row for row in rows if row.waits),
        standing=tuple(row for row in rows if not row.waits),
        zones=tuple(_zone_row(site, hall, zone.id, words) for zone in site.zones),
        spoken=_spoken(site, words),
        paused=hall.messages_paused,
        notice=session.notice_at(now),
    )


def _notice_row(look: NoticeLook, session: Session, words: Words) -> NoticeRow:
    return NoticeRow(
        id=look.notice,
        name=_said(look, words.language).title,
        said=tuple(_said(look, language) for language in Language),
        urgent=look.urgent,
        until=words("notice.until", date=f"{look.until:%m-%d}") if look.until else "",
        by=_by(look, words),
        waits=not look.stands,
        mine=look.by == f"@{session.clerk.name}",
        take=bool(look.by),
    )


def _said(look: NoticeLook, language: Language) -> Said:
    title, *lines = look.text.say(language).splitlines() or [""]
    return Said(language=language, title=title, lines=tuple(lines))


def _by(look: NoticeLook, words: Words) -> str:
    if not look.by:
        return words("notice.by_calendar")
    both = [name.removeprefix("@") for name in (look.by, look.confirmed_by) if name]
    return words("notice.by_two" if len(both) > 1 else "notice.by", name=both[0], other=both[-1])


def _zone_row(site: Site, hall: HallSnapshot, zone: str, words: Words) -> ZoneRow:
    voice = next((look for look in hall.voices if look.zone == zone), None)
    shape, displays = _displays(site, hall, zone, words)
    places = (station.place.say(words.language) for station in speakers(site, zone))
    name = next(one.name for one in site.zones if one.id == zone)
    return ZoneRow(
        id=zone,
        name=name.say(words.language),
        shape=shape,
        shape_word=words("shape.ok" if shape is Shape.OK else "shape.warn"),
        displays=displays,
        speakers=words("voice.and").join(places),
        on=voice is not None,
        why=f"{voice.by.removeprefix('@')} · {voice_reason_read(voice.reason, words)}" if voice else "",
    )


def _displays(site: Site, hall: HallSnapshot, zone: str, words: Words) -> tuple[Shape | None, str]:
    """The zone's area displays: well or not."""
    areas = {one.id for one in site.stations if one.role is Role.DISPLAY and not one.counter and one.zone == zone}
    silent = len(areas) - sum(look.alive for look in hall.stations if look.station in areas)
    if not areas:
        return None, words("zone.no_display")
    if not silent:
        return Shape.OK, words("channel.areas_n", n=len(areas))
    return Shape.WARN, words("zone.displays_lost", n=silent, m=len(areas))


def _spoken(site: Site, words: Words) -> str:
    tongues = words("voice.and").join(words(TONGUES[tongue]) for tongue in site.voice.languages)
    return words("voice.fallback" if site.voice.fallback else "voice.by_hand", languages=tongues)
