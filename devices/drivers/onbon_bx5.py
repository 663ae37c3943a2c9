"""Window signs with an Onbon BX-5 controller, on the network (`socket://sign:5005`) or serial: model `onbon-bx5`.

A text goes into the sign's dynamic areas, which are in its RAM: showing a number every minute wears nothing out, and a
sign that was without power is dark.
"""

from __future__ import annotations

import time
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from devices.bus.exchange import BusExchange
from devices.capability import Capability
from devices.driver import LineDriver, LineOptions
from devices.errors import Refused
from devices.kinds.sign import Motion, SignLine, SignText
from devices.values import Ending, Outcome
from devices.verbs.sign import SignDriver
from devices.wire import onbon_bx5 as onbon
from devices.wire import onbon_text
from devices.wire.onbon_bx5 import Area, Command, Frame
from devices.wire.onbon_text import SignFont, SignString, sign_string

QUIET_S = 0.02
"""All acknowledgements are alike."""
MOST_BYTES = 1024
"""Of all text of one showing."""

_MOTIONS = {Motion.STILL: onbon.Motion.STILL, Motion.LEFT: onbon.Motion.LEFT, Motion.UP: onbon.Motion.UP}


class Unit(StrEnum):
    """What X and width count; the documents disagree [?]. pixel: dots, as in the published frame; 8-pixel: units of
    eight dots; marked-pixel: dots with the highest bit set."""

    PIXEL = "pixel"
    EIGHT = "8-pixel"
    MARKED = "marked-pixel"


class OnbonOptions(LineOptions, frozen=True, kw_only=True):
    """`screen`: its address. `width`, `height`: of the sign, in dots. `letter`: height in dots of the sign's font 000.
    `font`: what that holds. `colours`: false for a sign of one colour. `unit`: what X and width count (pixel, 8-pixel,
    marked-pixel). `brightest`: its highest level of brightness. `answer_s`: how long an answer may take. `ask_s`: how
    often an idle sign is asked whether it is still there."""

    screen: Annotated[int, Meta(ge=1, le=onbon.SCREENS[-1])] = 1
    width: Annotated[int, Meta(ge=16, le=2048)] = 128
    height: Annotated[int, Meta(ge=8, le=512)] = 32
    letter: Annotated[int, Meta(ge=8, le=128)] = 16
    font: SignFont = SignFont.GB2312
    colours: bool = True
    unit: Unit = Unit.PIXEL
    brightest: Annotated[int, Meta(ge=1, le=255)] = 15
    answer_s: Annotated[float, Meta(ge=0.05, le=1.4)] = 1.0
    ask_s: Annotated[float, Meta(ge=1, le=600)] = 30.0


class OnbonBx5(LineDriver[OnbonOptions], SignDriver[OnbonOptions]):
    """Each line is an area of its own, in the middle; all come in one frame, so that no half of a text is ever seen.
    `confirmed` means that the controller acknowledged: whether the dots shine it cannot tell."""

    model = "onbon-bx5"
    wire = "onbon-bx5"
    options_type = OnbonOptions

    _exchange: BusExchange[Frame]

    def capabilities(self) -> frozenset[Capability]:
        colours = {Capability.SHOWS_COLOURS} if self.options.colours else set()
        return frozenset(
            {Capability.SHOWS_TEXT, Capability.SHOWS_NUMBER, Capability.DIMS, Capability.KEEPS_TIME, *colours}
        )

    def probe(self) -> None:
        self._exchange = BusExchange(self, onbon.Frames(), answer_s=self.options.answer_s, quiet_s=QUIET_S)
        self._ask(Command.PING)

    def recover(self) -> None:
        self._ask(Command.PING)

    def turn(self) -> float:
        """Notice a lost line at once, a silent sign in time."""
        ask_at = self._exchange.answered_at + self.options.ask_s
        if time.monotonic() >= ask_at:
            self._ask(Command.PING)
        self._exchange.idle(ask_at)
        return 0.0

    # --- verbs ------------------------------------------------------------------------------------------------------

    def show(self, job: str, text: SignText) -> None:
        self.answer(job, lambda: self._show(text))

    def show_number(self, job: str, number: int) -> None:
        self.show(job, SignText(lines=(SignLine(text=str(number)),)))

    def clear(self, job: str) -> None:
        self.answer(job, self._clear)

    def dim(self, job: str, percent: int) -> None:
        level = round(max(0, min(100, percent)) * self.options.brightest / 100)
        self.answer(job, lambda: self._do(Command.BRIGHTNESS, onbon.brightness(level)))

    def set_clock(self, job: str, now: datetime) -> None:
        self.answer(job, lambda: self._do(Command.SET_CLOCK, onbon.clock(now)))

    def _clear(self) -> Ending:
        """The areas go first, or they would come back."""
        self._do(Command.AREAS, onbon.areas(()))
        return self._do(Command.CLEAR)

    # --- a text as areas --------------------------------------------------------------------------------------------

    def _show(self, text: SignText) -> Ending:
        if len(text.lines) > self.options.height // self.options.letter:
            return Ending(Outcome.FAILED, "too-many-lines")
        strings = [self._string(line) for line in text.lines]
        if sum(len(string.text) for string in strings) > MOST_BYTES:
            return Ending(Outcome.FAILED, "too-long")
        self.substituted = sum(string.substituted for string in strings)
        top = (self.options.height - len(strings) * self.options.letter) // 2
        areas = [
            self._area(number, top + number * self.options.letter, string, text.motion)
            for number, string in enumerate(strings)
            if string.columns
        ]
        return self._do(Command.AREAS, onbon.areas(areas))

    def _string(self, line: SignLine) -> SignString:
        colour = onbon_text.Colour[line.colour.name] if self.options.colours else None
        return sign_string(line.text, font=self.options.font, colour=colour)

    def _area(self, number: int, y: int, string: SignString, motion: Motion) -> Area:
        """A line that does not fit runs through the whole width."""
        whole, width = self.options.width, string.columns * self.options.letter // 2
        moves = onbon.Motion.LEFT if width > whole else _MOTIONS[motion]
        x = 0 if moves is onbon.Motion.LEFT else (whole - width) // 2
        x, width = self._counted(x, whole if moves is onbon.Motion.LEFT else width)
        return Area(id=number, x=x, y=y, width=width, height=self.options.letter, text=string.text, motion=moves)

    def _counted(self, x: int, width: int) -> tuple[int, int]:
        """As the sign counts; in units of eight what is not whole grows to both sides."""
        if self.options.unit is Unit.EIGHT:
            return x // 8, -(-(x + width) // 8) - x // 8
        mark = 0x8000 if self.options.unit is Unit.MARKED else 0
        return x | mark, width | mark

    # --- one question at a time -------------------------------------------------------------------------------------

    def _do(self, command: Command, payload: bytes = b"") -> Ending:
        self.begin()
        self._ask(command, payload)
        return Ending(Outcome.CONFIRMED)

    def _ask(self, command: Command, payload: bytes = b"") -> None:
        """Acknowledged by this screen, or Refused, NoAnswer, LineLost."""
        request = onbon.frame(self.options.screen, command, payload)
        if not self._exchange.ask(request, self._is_for_us, reply_bytes=onbon.ACK_BYTES).is_ack:
            raise Refused(f"{self.device} did not acknowledge {command.name.lower()}")

    def _is_for_us(self, frame: Frame) -> bool:
        return frame.to == onbon.HOST and frame.sender == self.options.screen
