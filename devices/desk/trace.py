"""What passes between a program and a device, cut into messages and told in plain words, a person's data masked.

Bytes come in as they pass; a message is told when more follows, when the other side takes its turn, or when the line is
quiet, because only then it is known to be whole. Noise and what broke off are told as such, and the next message is
found again. No I/O, no clock: times come with the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from devices import masks
from devices.decoder import Decoder, Field, Message, Sender, Undecodable
from devices.values import Value

TURN_S = 0.003
"""The other side answers a message no sooner; bytes that pass sooner cross each other."""
QUIET_S = 0.03
"""So long after the last byte a message is over."""
BROKEN_OFF_S = 0.5
"""So long after the last byte the rest of a message no longer comes."""
FULL = 4096
"""So many bytes are looked at although the line never rests."""
HARMLESS = 4
"""Of bytes that nobody understands and that may be a person's, so many are shown: the head of most frames."""
HIDDEN = masks.STAR * 3

NAMES = ("name", "english_name")


class Traced(Value, frozen=True, kw_only=True):
    """One message, or bytes that are none (`error`). `at`: when its first byte came. `hex` has fewer than `size` bytes
    where they may be a person's."""

    at: float
    sender: Sender
    size: int
    hex: str
    kind: str = ""
    fields: Mapping[str, Field]
    error: str = ""

    @property
    def hidden(self) -> int:
        """How many bytes are not shown."""
        return self.size - len(self.hex) // 2


class Trace:
    """Both directions of one line. `decoder` None: bytes only. `show`: nothing is masked."""

    def __init__(self, decoder: Decoder | None, *, show: bool = False) -> None:
        self._sides = {sender: _Side(decoder, sender, show=show) for sender in (Sender.HOST, Sender.DEVICE)}

    def feed(self, at: float, sender: Sender, data: bytes) -> Iterator[Traced]:
        """Bytes that passed: what is complete because of them."""
        other = self._sides[Sender.DEVICE if sender is Sender.HOST else Sender.HOST]
        if other.rests(at, TURN_S):
            yield from other.complete()
        yield from self._sides[sender].feed(at, data)

    def quiet(self, now: float) -> Iterator[Traced]:
        """Time has passed: what is complete because of that."""
        for side in sorted(self._sides.values(), key=lambda side: side.since):
            yield from side.quiet(now)

    @property
    def holds(self) -> bool:
        """Some bytes are not told yet: ask again when the line is quiet."""
        return any(side.holds for side in self._sides.values())

    def end(self) -> Iterator[Traced]:
        """Everything that is left."""
        for side in self._sides.values():
            yield from side.complete(broken_off=True)


class _Side:
    """One direction of the line."""

    def __init__(self, decoder: Decoder | None, sender: Sender, *, show: bool) -> None:
        self._decoder = decoder
        self._sender = sender
        self._speaks_as = _speaks_as(decoder, sender)
        self._show = show
        self._held = b""
        """What of it is not told yet."""
        self._in_noise = False
        self._began = self._since = self._until = 0.0

    @property
    def holds(self) -> bool:
        return bool(self._held)

    @property
    def since(self) -> float:
        """When the first of what it holds came."""
        return self._since

    def rests(self, now: float, for_s: float) -> bool:
        return now - self._until >= for_s

    def feed(self, at: float, data: bytes) -> Iterator[Traced]:
        yield from self.quiet(at)
        if not self._held:
            self._since = at
        self._held += data
        self._until = at
        if len(self._held) > FULL:
            yield from self.complete()

    def quiet(self, now: float) -> Iterator[Traced]:
        if self.rests(now, QUIET_S):
            yield from self.complete(broken_off=self.rests(now, BROKEN_OFF_S))

    def complete(self, *, broken_off: bool = False) -> Iterator[Traced]:
        """Every whole message, and the bytes that are none; what may still become one stays, unless it broke off."""
        while self._held:
            try:
                message = self._decoded(self._held)
            except Undecodable as error:
                if is_short(error) and not broken_off:
                    return
                yield self._noise(self._take(self._next_start(hope=not broken_off)), str(error))
            else:
                yield self._message(self._take(message.used), message)

    def _decoded(self, data: bytes) -> Message:
        if self._decoder is None or self._speaks_as is None:
            return Message("", {}, len(data))
        return self._decoder.decode(data, self._speaks_as)

    def _next_start(self, *, hope: bool) -> int:
        """Where the next message begins in bytes that begin with none: the next whole one, else (`hope`) the next that
        may become one, else their end."""
        hopeful = len(self._held)
        for start in range(1, len(self._held)):
            try:
                self._decoded(self._held[start:])
            except Undecodable as error:
                hopeful = min(hopeful, start) if hope and is_short(error) else hopeful
            else:
                return start
        return hopeful

    def _take(self, count: int) -> bytes:
        taken, self._held = self._held[:count], self._held[count:]
        self._began, self._since = self._since, self._until
        return taken

    # --- telling ----------------------------------------------------------------------------------------------------

    def _message(self, data: bytes, message: Message) -> Traced:
        self._in_noise = False
        personal = self._decoder.personal if self._decoder and not self._show else frozenset[str]()
        named = any(message.fields.get(name) for name in personal)
        return Traced(
            at=self._began,
            sender=self._sender,
            size=len(data),
            hex=_hex(data, shown=HARMLESS if self._knows_nothing else 0 if named else len(data)),
            kind=message.kind,
            fields={name: masked(name, value) if name in personal else value for name, value in message.fields.items()},
        )

    def _noise(self, data: bytes, error: str) -> Traced:
        """Of what goes on after noise nothing is shown: its pieces would add up."""
        may_be_personal = not self._show and (self._decoder is None or bool(self._decoder.personal))
        shown = len(data) if not may_be_personal else 0 if self._in_noise else HARMLESS
        self._in_noise = True
        return Traced(
            at=self._began,
            sender=self._sender,
            size=len(data),
            hex=_hex(data, shown=shown),
            fields={},
            error=error,
        )

    @property
    def _knows_nothing(self) -> bool:
        """Bytes nobody decodes may be anything."""
        return not self._show and (self._decoder is None or self._speaks_as is None)


def _speaks_as(decoder: Decoder | None, sender: Sender) -> Sender | None:
    """The name a side's messages have in the protocol; None where it should be silent."""
    senders = decoder.senders if decoder else ()
    if sender in senders:
        return sender
    return Sender.DATA if sender is Sender.DEVICE and Sender.DATA in senders else None


def is_short(error: Undecodable) -> bool:
    return str(error).startswith("short")


def masked(name: str, value: Field) -> Field:
    """A field that a person brought, as it may be shown."""
    if not value:
        return value
    if name in NAMES and isinstance(value, str):
        return masks.name(value)
    if name.endswith("number") and isinstance(value, str):
        return masks.STAR * 4 + masks.document(value)
    return HIDDEN


def _hex(data: bytes, *, shown: int) -> str:
    return data[:shown].hex().upper()
