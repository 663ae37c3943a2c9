"""Relay boards with Modbus RTU, for lamps and buzzers: model `modbus-relay`.

The one exception to "nothing moves by itself": at each opening all relays are switched off (`off_at_open`), which is
their safe state, so that a lamp or a buzzer that a crash left on does not stay on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from devices.bus.modbus import ModbusDriver, ModbusOptions
from devices.capability import Capability
from devices.errors import NoAnswer, Unsupported
from devices.health import DeviceState, Part
from devices.kinds.indicator import FlashRate
from devices.values import Ending, Outcome
from devices.verbs.indicator import IndicatorDriver
from devices.wire.modbus import OFF, Function

ALL = 0x00FF
FLASH_ON = 0x0200
"""Waveshare's coils: all relays; and one relay on for so many times 100 ms, timed by the board (modbus-relay-012)."""
_HALF_S = {FlashRate.SLOW: 1.0, FlashRate.MEDIUM: 0.5, FlashRate.QUICK: 0.25}
"""Half a period of blinking. XFS4IoT names the rates and leaves their speed open."""
LONGEST_PULSE_MS = 60_000
IDLE_S = 60.0


class OnValue(StrEnum):
    """What a board takes for on: FF00 is the standard; some Chinese boards want 0100 (modbus-relay-007)."""

    STANDARD = "FF00"
    SHORT = "0100"


class Flash(StrEnum):
    """Whether a board can time a pulse by itself."""

    NONE = "none"
    WAVESHARE = "waveshare"


class RelayOptions(ModbusOptions, frozen=True, kw_only=True):
    """`channels`: how many relays. `base`: the number of the first on the wire, 0 or 1. `on_value`: FF00 or 0100.
    `flash`: none, or waveshare for a board that times pulses itself. `own_pulses`: time pulses here where the board
    cannot; if this program ends meanwhile, the relay stays on until the next opening. `off_at_open`: switch all off at
    each opening. `read_back`: false for a board that cannot be asked how its relays stand. `ask_s`: how often an idle
    board is asked."""

    channels: Annotated[int, Meta(ge=1, le=64)] = 8
    base: Annotated[int, Meta(ge=0, le=1)] = 0
    on_value: OnValue = OnValue.STANDARD
    flash: Flash = Flash.NONE
    own_pulses: bool = False
    off_at_open: bool = True
    read_back: bool = True
    ask_s: Annotated[float, Meta(ge=0.1, le=600)] = 5.0


class Change(Struct):
    """A relay that changes by itself: when next, to what, and every how many seconds (0: only once more)."""

    at: float
    on: bool
    every_s: float


class ModbusRelay(ModbusDriver[RelayOptions], IndicatorDriver[RelayOptions]):
    """`confirmed`: the board was told and then asked how the relay stands. `assumed`: it only acknowledged."""

    model = "modbus-relay"
    wire = "modbus-relay"
    options_type = RelayOptions

    _told: dict[int, bool]
    """How each relay should stand; those that change by themselves are not in it."""
    _changing: dict[int, Change]
    _looked_at = 0.0

    def capabilities(self) -> frozenset[Capability]:
        pulses = {Capability.PULSES} if self._pulses else set()
        return frozenset({Capability.BLINKS, *pulses})

    @property
    def _pulses(self) -> bool:
        return self.options.flash is Flash.WAVESHARE or self.options.own_pulses

    def probe(self) -> None:
        self._told, self._changing = {}, {}
        self.begin_talk(readable=self.options.read_back)
        if self.options.read_back:
            self._states()
        if self.options.off_at_open:
            self._all_off()
        if self.options.read_back:
            self._judge(self._states())

    def recover(self) -> None:
        if not self.options.read_back:
            raise NoAnswer(f"{self.device} stays silent")
        self._judge(self._states())

    def turn(self) -> float:
        """Let blink what blinks; ask an idle board how it stands; notice a lost line at once."""
        now = time.monotonic()
        for channel, change in tuple(self._changing.items()):
            if now >= change.at:
                self._change(channel, change, now)
        look_at = self._looked_at + self.options.ask_s if self.options.read_back else now + IDLE_S
        if now >= look_at:
            self._judge(self._states())
        self.exchange.idle(min([look_at, *(change.at for change in self._changing.values())]))
        return 0.0

    # --- verbs ------------------------------------------------------------------------------------------------------

    def switch(self, job: str, channel: int, on: bool) -> None:
        self._deed(job, channel, lambda: self._switch(channel, on))

    def blink(self, job: str, channel: int, rate: FlashRate) -> None:
        self._deed(job, channel, lambda: self._blink(channel, rate))

    def pulse(self, job: str, channel: int, ms: int) -> None:
        self._deed(job, channel, lambda: self._pulse(channel, ms))

    def _deed(self, job: str, channel: int, deed: Callable[[], Ending]) -> None:
        there = 1 <= channel <= self.options.channels
        self.answer(job, channel, deed if there else lambda: Ending(Outcome.FAILED, "no-such-channel"))

    def _switch(self, channel: int, on: bool) -> Ending:
        self._leave_alone(channel)
        self._write(channel, on)
        self._told[channel] = on
        return self._as_told(channel, on)

    def _blink(self, channel: int, rate: FlashRate) -> Ending:
        ending = self._switch(channel, rate is not FlashRate.OFF)
        if rate in _HALF_S and ending.outcome is not Outcome.FAILED:
            self._change_later(channel, _HALF_S[rate], _HALF_S[rate])
        return ending

    def _pulse(self, channel: int, ms: int) -> Ending:
        if not self._pulses:
            raise Unsupported(f"{self.model} times no pulse: see the options flash and own_pulses")
        if not 1 <= ms <= LONGEST_PULSE_MS:
            return Ending(Outcome.FAILED, "no-such-time")
        if self.options.flash is Flash.WAVESHARE:
            return self._flash(channel, ms)
        ending = self._switch(channel, True)
        if ending.outcome is not Outcome.FAILED:
            self._change_later(channel, ms / 1000, 0.0)
        return ending

    def _flash(self, channel: int, ms: int) -> Ending:
        """Timed by the board, in steps of 100 ms. Told once only, or it would begin anew."""
        self._leave_alone(channel)
        over = time.monotonic() + ms / 1000
        self.write(Function.WRITE_COIL, FLASH_ON + channel - 1, -(-ms // 100), tries=1)
        ending = self._as_told(channel, True)
        seen_in_time = time.monotonic() < over or ending.outcome is Outcome.CONFIRMED
        return ending if seen_in_time else Ending(Outcome.ASSUMED)

    # --- the board --------------------------------------------------------------------------------------------------

    def _leave_alone(self, channel: int) -> None:
        """What the relay did by itself ends with what it is told now."""
        self._changing.pop(channel, None)
        self._told.pop(channel, None)
        self.begin()

    def _change_later(self, channel: int, in_s: float, every_s: float) -> None:
        """It is on now; off in a while, and so on."""
        self._told.pop(channel)
        self._changing[channel] = Change(at=time.monotonic() + in_s, on=False, every_s=every_s)

    def _change(self, channel: int, change: Change, now: float) -> None:
        self._write(channel, change.on)
        if not change.every_s:
            del self._changing[channel]
            self._told[channel] = change.on
            return
        change.on = not change.on
        change.at = max(change.at, now - change.every_s) + change.every_s

    def _write(self, channel: int, on: bool) -> None:
        value = int(self.options.on_value, 16) if on else OFF
        self.write(Function.WRITE_COIL, self.options.base + channel - 1, value)

    def _all_off(self) -> None:
        if self.options.flash is Flash.WAVESHARE:
            self.write(Function.WRITE_COIL, ALL, OFF)
        else:
            for channel in range(1, self.options.channels + 1):
                self._write(channel, False)
        self._told = dict.fromkeys(range(1, self.options.channels + 1), False)

    def _as_told(self, channel: int, on: bool) -> Ending:
        if not self.options.read_back:
            return Ending(Outcome.ASSUMED)
        states = self._states()
        self._judge(states)
        if states[channel - 1] is not on:
            return Ending(Outcome.FAILED, "not-switched")
        return Ending(Outcome.CONFIRMED)

    def _states(self) -> tuple[bool, ...]:
        self._looked_at = time.monotonic()
        return self.read_bits(Function.READ_COILS, self.options.base, self.options.channels)

    def _judge(self, states: tuple[bool, ...]) -> None:
        """Say which relays do not stand as they were told."""
        wrong = tuple(
            Part(name=f"channel-{channel}", state=DeviceState.FAULT, reason="not-as-told")
            for channel, on in sorted(self._told.items())
            if states[channel - 1] is not on
        )
        if wrong:
            self.set_health(DeviceState.ATTENTION, "not-as-told", parts=wrong)
        elif self.health.parts:
            self.set_health(DeviceState.READY, parts=())
