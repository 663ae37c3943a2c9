"""The two forms of the page of screens and voice: a notice, and a zone that shall speak; what each asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from config.site import Site, Station
from config.values import Language, Text
from lobby.console import reasons
from lobby.console.form_ids import fresh_id, sent_id
from lobby.console.presses import PATIENCE
from lobby.console.reasons import Choice, Form
from lobby.console.screens_values import Field, PutForm
from lobby.console.words import Words
from lobby.ladder.voices import LONGEST_REASON, SetVoice
from lobby.notices import LONGEST, PutNotice

DAYS = (0, 1, 2, 4, 6, 13, 29, 59)
"""Days after today that are offered."""
READY = {"evacuate": "ready.evacuate", "typhoon": "ready.typhoon"}
"""Texts nobody should have to write in a hurry (J28)."""
URGENT = frozenset({"evacuate"})
BLANK = "__"
"""What a ready text leaves to be filled in."""
NAMES = {Language.ZH_HANS: "zh_hans", Language.ZH_HANT: "zh_hant", Language.EN: "en"}
TITLES = {Language.ZH_HANS: "简体中文", Language.ZH_HANT: "繁體中文", Language.EN: "English"}
REASONS = {"screens-fail": "voice.why.screens", "asked-for": "voice.why.asked", "power": "voice.why.power"}


# -- a notice ----------------------------------------------------------------------------------------------------------


def put_form(words: Words, today: date, ready: str = "") -> PutForm:
    """Empty, or with one of the ready texts."""
    return PutForm(
        fields=tuple(
            Field(name=NAMES[language], language=language, title=TITLES[language], text=_ready(ready, words, language))
            for language in Language
        ),
        choices=tuple(Choice(value=str(days), text=_until(days, today, words)) for days in DAYS),
        id=fresh_id(),
        urgent=ready in URGENT,
    )


def _ready(ready: str, words: Words, language: Language) -> str:
    return Words(words.face, language)(READY[ready]) if ready in READY else ""


def _until(days: int, today: date, words: Words) -> str:
    key = {0: "notice.today", 1: "notice.tomorrow"}.get(days, "notice.days")
    return words(key, n=days + 1, date=f"{today + timedelta(days=days):%m-%d}")


def typed(form: PutForm, sent: Mapping[str, str]) -> PutForm:
    """The form as it came back, with its own id. Raises ValueError for what no page of ours sends."""
    if sent.get("days", "") not in {choice.value for choice in form.choices}:
        raise ValueError("no such day")
    return replace(
        form,
        fields=tuple(replace(field, text=_tidy(sent.get(field.name, ""))) for field in form.fields),
        days=sent["days"],
        urgent="urgent" in sent,
        id=sent_id(sent.get("id", "")),
    )


def _tidy(text: str) -> str:
    """Lines as people mean them: forms send CRLF."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def checked(form: PutForm, words: Words) -> PutForm:
    """With an error, where something lacks."""
    for field in form.fields:
        if error := _lacks(field, words):
            return replace(form, error=error, wrong=field.name)
    return form


def _lacks(field: Field, words: Words) -> str:
    if not field.text:
        return words("notice.empty", name=field.title)
    if BLANK in field.text:
        return words("notice.blank", name=field.title)
    over = len(field.text) - LONGEST
    return words("notice.long", name=field.title, n=over) if over > 0 else ""


def put_asked(form: PutForm, now: datetime) -> PutNotice:
    text = Text(**{field.name: field.text for field in form.fields})
    return PutNotice(request=form.id, deadline=now + PATIENCE, text=text, urgent=form.urgent, days=int(form.days))


# -- a voice -----------------------------------------------------------------------------------------------------------


def speakers(site: Site, zone: str) -> tuple[Station, ...]:
    """Stations with a loudspeaker for this zone's calls: its own, and those of its windows."""
    windows = {counter.id for counter in site.counters if counter.zone == zone}
    return tuple(
        one for one in site.stations if one.speaker and (one.counter in windows if one.counter else one.zone == zone)
    )


def voice_form(site: Site, zone: str, words: Words) -> Form | None:
    """None: there is no such zone."""
    name = next((one.name.say(words.language) for one in site.zones if one.id == zone), None)
    if name is None:
        return None
    return Form(
        action="/screens/voice",
        hidden=(("zone", zone), ("on", "1")),
        name=name,
        title=words("voice.title", name=name),
        text=words("voice.text"),
        button=words("voice.on"),
        reasons=reasons.choices(REASONS, words),
        id=fresh_id(),
    )


def voice_asked(sent: Mapping[str, str], now: datetime) -> SetVoice:
    """Raises ValueError for an id that no page of ours made."""
    why = sent["why"] if sent.get("why") in REASONS else ""
    return SetVoice(
        request=sent_id(sent.get("id", "")),
        deadline=now + PATIENCE,
        zone=sent.get("zone", ""),
        on=bool(sent.get("on")),
        reason=reasons.written(why, sent.get("more", "").strip())[:LONGEST_REASON],
    )


def voice_reason_read(reason: str, words: Words) -> str:
    """A reason of the journal as people read it."""
    return reasons.read(reason, REASONS, words)
