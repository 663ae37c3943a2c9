"""A security module that speaks SDT, and the hand that lays cards on its reader, whatever line it hangs on.

    card PRESET|JSON   lay a card down (presets in `devices.emulators.cards`)
    remove             take it away

A card that stays is found again with every look; with the fault `found-once` it answers 80 after it was read, as some
firmware may. Both readings of the protocol must work, since no source says which is true. Sleep, wake and the speed are
answered and change nothing here: what they do is not documented.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import reduce
from operator import xor
from typing import ClassVar

from devices.emulators.cards import Card, card_of, number_of, text_block
from devices.emulators.chip import CARD_NUMBER, fingerprints_of, new_address_of, photo_of
from devices.emulators.emulator import Answer
from devices.emulators.wire_emulator import WireEmulator

START = bytes((0xAA, 0xAA, 0xAA, 0x96, 0x69))
LONGEST_REQUEST = 32
"""Bytes after the length field; no command has more than four."""
SPLIT_S = 0.05
NUMBER = bytes.fromhex("0500010085EC330187D61200B1CB7400")
"""Printed 05.01-20180101-0001234567-0007654321: invented."""


class CardAnswer(Answer, kw_only=True):
    """What lies on the reader now; an invented person's, so it may be told."""

    name: str = ""
    number: str = ""


class SdtModule(WireEmulator):
    """Asked one request at a time. Reading needs a find and a select before it, each time."""

    faults: ClassVar = {
        "bad-checksum": "each answer's last byte is wrong",
        "flip": "byte N of each answer is wrong",
        "extra-aa": "one AA more before each answer",
        "split": "each answer pauses for 0.05 s after N bytes (default 6, in its length)",
        "no-96": "the 96 of the preamble is missing",
        "too-long": "each answer says it is longer than any answer can be",
        "photo-length": "the photo's length says N (default 512) and so many bytes come",
        "photo-length-lie": "the photo's length says N (default 512) and 1024 bytes come",
        "removed-while-read": "the card is gone after N bytes (default 600) of the long answer",
        "status": "each answer is this status byte (hex, default 24) without data",
        "select-fails": "the card cannot be selected (81)",
        "read-fails": "the card cannot be read: hex SW3 (default 41), or SW1 SW2 SW3 with the card's own word",
        "self-test": "the security module failed its self test (60)",
        "no-serial": "the module keeps its number to itself (21)",
        "found-once": "a card that was read and stays is not found again (80)",
        "late-read": "the long answer leaves N seconds late (default 1.6), and what is asked meanwhile after it",
        "deaf": "requests are not heard, and nothing is kept for later",
    }

    _request = b""
    _card: Card | None = None
    _found = _selected = _done = False
    _busy_until = 0.0
    reads = 0
    """How often a card was read to the end."""
    resets = 0
    asked: frozenset[bytes] = frozenset()
    """Every command heard so far."""

    # --- the hand ---------------------------------------------------------------------------------------------------

    def lay(self, card: Card | str = "mumian") -> Card:
        """Lay a card down (another one is taken away first)."""
        laid = card_of(card) if isinstance(card, str) else card
        self.call(lambda: self._put_down(laid))
        return laid

    def remove(self) -> None:
        self.call(lambda: self._put_down(None))

    def commands(self) -> dict[str, Callable[[str], Answer]]:
        return super().commands() | {"card": self._card_command, "remove": lambda _rest: self._remove_command()}

    def _card_command(self, rest: str) -> Answer:
        card = self.lay(rest)
        return CardAnswer(name=card.name or card.english_name, number=number_of(card))

    def _remove_command(self) -> Answer:
        self.remove()
        return Answer()

    def _put_down(self, card: Card | None) -> None:
        self._card = card
        self._found = self._selected = self._done = False

    # --- the module -------------------------------------------------------------------------------------------------

    def plugged(self) -> None:
        self._request = b""

    def received(self, data: bytes) -> None:
        if self.take_fault("deaf") is not None:
            return
        self._request += data
        while (start := self._request.find(START)) >= 0 and len(self._request) >= start + 7:
            length = int.from_bytes(self._request[start + 5 : start + 7], "big")
            if not 2 <= length <= LONGEST_REQUEST:
                self._request = self._request[start + 7 :]
                self._say(0x11)
            elif len(self._request) < start + 7 + length:
                return
            else:
                frame = self._request[start : start + 7 + length]
                self._request = self._request[start + 7 + length :]
                self._serve(frame[5:])

    def _serve(self, body: bytes) -> None:
        """`body` is the request from its length to its checksum."""
        if (status := self.take_fault("status")) is not None:
            self._say(int(status or "24", 16))
        elif reduce(xor, body):
            self._say(0x10)
        elif self.take_fault("self-test") is not None:
            self._say(0x60)
        else:
            self._act(body[2:-1])

    def _act(self, command: bytes) -> None:
        self.asked |= {command}
        acts: dict[bytes, Callable[[], None]] = {
            b"\x10\xff": self._reset,
            b"\x11\xff": lambda: self._say(0x90),
            b"\x12\xff": self._tell_number,
            b"\x20\x01": self._find,
            b"\x20\x02": self._select,
            b"\x30\x01": lambda: self._read(with_prints=False),
            b"\x30\x10": lambda: self._read(with_prints=True),
            b"\x30\x03": lambda: self._item(new_address_of),
            b"\x30\x05": lambda: self._item(lambda _card: CARD_NUMBER),
            b"\x00": lambda: self._say(0x90),
            b"\x01": lambda: self._say(0x90),
        }
        acts.get(command, lambda: self._set(command))()

    def _set(self, command: bytes) -> None:
        """Speed and radio frame; anything else is no command."""
        speed = len(command) == 2 and command[0] == 0x60 and command[1] <= 4
        frame = len(command) == 3 and command[:2] == b"\x61\xff" and command[2] >= 24
        self._say(0x90 if speed or frame else 0x21)

    def _reset(self) -> None:
        self.resets += 1
        self._found = self._selected = False
        self._say(0x90)

    def _tell_number(self) -> None:
        if self.take_fault("no-serial") is not None:
            self._say(0x21)
        else:
            self._say(0x90, NUMBER)

    def _find(self) -> None:
        hidden = self._done and "found-once" in self.active
        self._found = self._card is not None and not hidden
        self._selected = False
        self._say(0x9F, bytes(4)) if self._found else self._say(0x80)

    def _select(self) -> None:
        self._selected = self._found and self.take_fault("select-fails") is None
        self._found = False
        self._say(0x90, bytes(8)) if self._selected else self._say(0x81)

    def _takes_reading(self) -> Card | None:
        """The card to read from, after find and select; without, the answer is 41."""
        selected, self._selected = self._selected, False
        fails = self.take_fault("read-fails")
        if selected and self._card is not None and fails is None:
            return self._card
        *words, status = bytes.fromhex((fails or "41").zfill(6))
        self._say(status, words=bytes(words))
        return None

    def _read(self, *, with_prints: bool) -> None:
        card = self._takes_reading()
        if card is None:
            return
        content = self._content(card, with_prints=with_prints)
        if (late := self.take_fault("late-read")) is not None:
            self._busy_until = time.monotonic() + float(late or 1.6)
        broken_at = self.take_fault("removed-while-read")
        if broken_at is None:
            self._done = True
            self.reads += 1
            self._say(0x90, content)
        else:
            self.send(self.framed(0x90, content)[: int(broken_at or 600)])
            self._put_down(None)

    def _item(self, item_of: Callable[[Card], bytes]) -> None:
        if (card := self._takes_reading()) is not None:
            item = item_of(card)
            self._say(0x90 if item else 0x91, item)

    def _content(self, card: Card, *, with_prints: bool) -> bytes:
        """Text, photo and perhaps fingerprints, with their lengths before them."""
        text, whole, prints = text_block(card), photo_of(card), fingerprints_of(card)
        told = carried = len(whole)
        if (short := self.take_fault("photo-length")) is not None:
            told = carried = int(short or 512)
        if (lie := self.take_fault("photo-length-lie")) is not None:
            told = int(lie or 512)
        lengths = [len(text), told, len(prints)] if with_prints else [len(text), told]
        photo = whole[:carried].ljust(carried, b"\x5a")
        return b"".join(length.to_bytes(2, "big") for length in lengths) + text + photo + prints * with_prints

    def _say(self, status: int, data: bytes = b"", *, words: bytes = b"\0\0") -> None:
        frame = self._spoiled(bytearray(self.framed(status, data, words)))
        after_s = max(0.0, self._busy_until - time.monotonic())
        if (place := self.take_fault("split")) is None:
            self.answer(frame, after_s=after_s)
        else:
            first = frame[: int(place or 6)]
            self.answer(first, after_s=after_s)
            self.answer(frame[len(first) :], after_s=after_s + SPLIT_S)

    @staticmethod
    def framed(status: int, data: bytes, words: bytes = b"\0\0") -> bytes:
        body = words + bytes((status,)) + data
        body = (len(body) + 1).to_bytes(2, "big") + body
        return START + body + bytes((reduce(xor, body),))

    def _spoiled(self, frame: bytearray) -> bytes:
        if self.take_fault("bad-checksum") is not None:
            frame[-1] ^= 0xFF
        if (place := self.take_fault("flip")) is not None:
            frame[int(place or 0) % len(frame)] ^= 0x01
        if self.take_fault("too-long") is not None:
            frame[5:7] = (2321).to_bytes(2, "big")
        if self.take_fault("extra-aa") is not None:
            frame[:0] = b"\xaa"
        if self.take_fault("no-96") is not None:
            del frame[3]
        return bytes(frame)
