"""Try a card reader: lay a card down and see what it reads, masked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar

import msgspec

from devices import masks
from devices.desk.reasons import in_words
from devices.desk.trial import Trial, Word, seconds
from devices.kinds.reader import CardEvent, CardSeen, IdentityCard, SerialSeen
from devices.values import DeviceEvent
from devices.verbs.reader import Reader

CARD_S = 30.0
HARMLESS = ("type", "version", "issue_count")
"""The fields that say nothing of the person."""
MASKS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "name": masks.name,
        "english_name": masks.name,
        "number": lambda number: masks.STAR * 4 + masks.document(number),
    }
)
"""Enough to know one's own card by (practice B-8); of all else only that it is there."""


class ReaderTrial(Trial[Reader]):
    kind: ClassVar = Reader

    _seen: CardSeen | None = None
    """What became of the card that lies there."""

    def words(self) -> list[Word]:
        return [
            Word("read [SECONDS]", f"wait for a card and read it (default: {CARD_S:.0f} s)", self._read),
            Word("removed [SECONDS]", "wait until it is taken away", self._removed),
            Word("serial", "the number of its security module", lambda _rest: self._serial()),
            Word("stop", "look for cards no longer, until the next read", lambda _rest: self._stop()),
        ]

    def tell(self, event: DeviceEvent) -> str:
        if not isinstance(event, CardSeen):
            return ""
        self._seen = event if event.event in (CardEvent.READ, CardEvent.UNREADABLE) else None
        if event.card:
            return "the card is read\n" + card_in_words(event.card, show=self.show)
        return {
            CardEvent.READING: "a card is there",
            CardEvent.UNREADABLE: f"the card cannot be read: {in_words(event.reason)} ({event.reason})",
            CardEvent.REMOVED: "the card is gone",
        }.get(event.event, event.event.value)

    def _read(self, rest: str) -> bool:
        within_s = seconds(rest, CARD_S)
        self.device.start_reading()
        if self._seen is None:
            self.desk.say("lay a card on the reader")
            self.desk.wait_for(CardSeen, lambda _event: self._seen is not None, within_s)
        if self._seen is None:
            self.desk.say(f"no card within {within_s:.0f} s")
        return bool(self._seen and self._seen.card)

    def _removed(self, rest: str) -> bool:
        within_s = seconds(rest, CARD_S)
        if self._seen is None:
            return True
        return self.desk.wait_for(CardSeen, lambda seen: seen.event is CardEvent.REMOVED, within_s) is not None

    def _serial(self) -> bool:
        self.device.read_serial()
        said = self.desk.wait_for(SerialSeen, lambda _event: True, 5)
        self.desk.say(said.serial or in_words(said.reason) if said else "it did not say")
        return bool(said and said.serial)

    def _stop(self) -> bool:
        self.device.stop_reading()
        return True


def card_in_words(card: IdentityCard, *, show: bool) -> str:
    fields = {name: getattr(card, name) for name in card.__struct_fields__}
    there = {name: value for name, value in fields.items() if value not in (None, "", b"")}
    return "\n".join(
        f"  {name.replace('_', ' '):<13} {_shown(name, value, show=show)}" for name, value in there.items()
    )


def _shown(name: str, value: object, *, show: bool) -> str:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    text = str(msgspec.to_builtins(value))
    if show or name in HARMLESS:
        return text
    return MASKS[name](text) if name in MASKS else masks.STAR * 3
