"""Try a sign: show a text or a number, dim it, clear it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar

from devices.desk.trial import Misused, Trial, Word
from devices.kinds.sign import Colour, Motion, SignLine, SignResult, SignText
from devices.values import DeviceEvent
from devices.verbs.sign import Sign

WordT = TypeVar("WordT", bound=StrEnum)


class SignTrial(Trial[Sign]):
    kind: ClassVar = Sign

    _colour = Colour.RED
    _motion = Motion.STILL

    def words(self) -> list[Word]:
        return [
            Word("show TEXT [| TEXT]", "show one line, or several", self._show),
            Word("number N", "show a number", self._number),
            Word("clear", "show nothing", lambda _rest: self.deed(SignResult, self.device.clear)),
            Word("dim PERCENT", "how bright it is", self._dim),
            Word("clock", "set its clock to this machine's", lambda _rest: self._clock()),
            Word(f"colour {_choices(Colour)}", "of the texts that follow", self._set_colour),
            Word(f"motion {_choices(Motion)}", "of the texts that follow", self._set_motion),
        ]

    def tell(self, event: DeviceEvent) -> str:
        if isinstance(event, SignResult) and event.substituted:
            return f"{event.substituted} characters it cannot show stand as □"
        return ""

    def _show(self, rest: str) -> bool:
        if not rest:
            raise Misused("there is no text")
        lines = tuple(SignLine(text=text.strip(), colour=self._colour) for text in rest.split("|"))
        text = SignText(lines=lines, motion=self._motion)
        return self.deed(SignResult, lambda job: self.device.show(job, text))

    def _number(self, rest: str) -> bool:
        number = whole(rest)
        return self.deed(SignResult, lambda job: self.device.show_number(job, number))

    def _dim(self, rest: str) -> bool:
        percent = whole(rest)
        if not 0 <= percent <= 100:
            raise Misused("0 to 100")
        return self.deed(SignResult, lambda job: self.device.dim(job, percent))

    def _clock(self) -> bool:
        return self.deed(SignResult, lambda job: self.device.set_clock(job, datetime.now().astimezone()))

    def _set_colour(self, rest: str) -> bool:
        self._colour = _chosen(Colour, rest)
        return True

    def _set_motion(self, rest: str) -> bool:
        self._motion = _chosen(Motion, rest)
        return True


def whole(rest: str) -> int:
    """A whole number. Raises Misused."""
    try:
        return int(rest)
    except ValueError:
        raise Misused(f"'{rest}' is no whole number") from None


def _choices(kind: type[StrEnum]) -> str:
    return "|".join(one.value for one in kind)


def _chosen(kind: type[WordT], rest: str) -> WordT:
    try:
        return kind(rest)
    except ValueError:
        raise Misused(f"one of {_choices(kind)}") from None
