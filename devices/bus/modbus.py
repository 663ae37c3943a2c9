"""The base of every driver whose device speaks Modbus RTU: one unit on a line, asked one thing at a time."""

from __future__ import annotations

from typing import Annotated, TypeVar

from msgspec import Meta

from devices.bus.exchange import TRIES, BusExchange
from devices.driver import LineDriver, LineOptions
from devices.errors import Refused
from devices.wire.modbus import Function, Reply, ReplyFrames, Request

_ALIKE = frozenset({Function.WRITE_COIL, Function.WRITE_REGISTER})
"""Answered with the request itself, so that an echo looks like an answer."""


class ModbusOptions(LineOptions, frozen=True, kw_only=True):
    """`unit`: the device's address on its line; 0, everybody's, cannot be set. `answer_s`: how long an answer may take.
    `echoes`: the adapter gives back what it is sent; needed only where nothing can be read from the device, otherwise
    it is learned."""

    unit: Annotated[int, Meta(ge=1, le=247)] = 1
    answer_s: Annotated[float, Meta(ge=0.02, le=1.4)] = 0.3
    echoes: bool = False


ModbusOptionsT = TypeVar("ModbusOptionsT", bound=ModbusOptions)


class ModbusDriver(LineDriver[ModbusOptionsT]):
    """A subclass begins its `probe` with `begin_talk`."""

    exchange: BusExchange[Reply]

    def begin_talk(self, *, readable: bool) -> None:
        """The line is new. `readable`: the first question is a reading, which teaches whether the line echoes."""
        echoes = None if readable else self.options.echoes
        self.exchange = BusExchange(self, ReplyFrames(), answer_s=self.options.answer_s, echoes=echoes)

    def read_bits(self, function: Function, first: int, count: int) -> tuple[bool, ...]:
        """Coils or inputs. Raises NoAnswer, Refused, LineLost."""
        return self._ask(Request(unit=self.options.unit, function=function, address=first, value=count)).bits(count)

    def write(self, function: Function, address: int, value: int, *, more: bytes = b"", tries: int = TRIES) -> None:
        """`tries`: 1 where being told twice is not the same as once. Raises NoAnswer, Refused, LineLost."""
        request = Request(unit=self.options.unit, function=function, address=address, value=value, more=more)
        self._ask(request, tries=tries)

    def _ask(self, request: Request, *, tries: int = TRIES) -> Reply:
        alike = request.function in _ALIKE
        reply = self.exchange.ask(
            request.frame(), request.answered_by, tries=tries, alike=alike, reply_bytes=request.reply_bytes
        )
        if reply.refusal:
            raise Refused(f"{self.device}: {reply.refusal_words}")
        return reply
