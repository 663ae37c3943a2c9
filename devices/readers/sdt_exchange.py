"""One command and its reply with an ID card reader that speaks SDT, whatever line carries it.

Replies hold no echo of what was asked. So one request is outstanding at a time, a gap is kept before the next, and what
arrives in the gap is late and dropped; a reply that could not belong to the question is not taken for its answer.
"""

from __future__ import annotations

import time

from devices.driver import LineDriver, OptionsT
from devices.errors import BadFrame, DeviceError, NoAnswer, Refused
from devices.wire import sdt
from devices.wire.identity_card import UnsupportedCard
from devices.wire.sdt_status import BAD_REQUEST, FOUND, NO_CARD, NOT_WORKING, OK, UNKNOWN_CARD, sentence

STEP_S = 1.5
"""A command without any answer for so long, the line's own time apart: the reader hangs (F022)."""
BREAK_S = 0.2
"""A reply that has begun and pauses for so long has broken off (F020)."""
GAP_S = 0.01
"""Pause between an answer and the next command; what still arrives in it is late and dropped."""


class NotWorking(DeviceError):
    """The reader answers, but its security module does not work: a person from the vendor must come."""

    reason = "not-working"


class SdtExchange(LineDriver[OptionsT]):
    """Asks commands; subclasses know what a reader is asked for."""

    _replies: sdt.ReplyReader
    _heard_at = 0.0

    @property
    def byte_s(self) -> float:
        """What one byte takes on the line; 0 where that does not count."""
        return 0.0

    def begin_talk(self) -> None:
        """The line is new: nothing was heard on it."""
        self._replies = sdt.ReplyReader()

    def find(self) -> bool:
        """Is there a card?"""
        reply = self.ask(sdt.Command.FIND)
        return reply.status != NO_CARD and bool(self.good(reply))

    def good(self, reply: sdt.Reply) -> sdt.Reply:
        """The reply, if it is a good one."""
        if reply.status in (OK, FOUND):
            return reply
        said = sentence(reply.status, reply.card)
        if reply.status in NOT_WORKING:
            raise NotWorking(said)
        if reply.status in BAD_REQUEST:
            raise BadFrame(said)
        if reply.status == UNKNOWN_CARD:
            raise UnsupportedCard(said)
        raise Refused(said)

    def ask(self, command: sdt.Command, timeout_s: float = STEP_S, *, patient: bool = False) -> sdt.Reply:
        """One exchange. NoAnswer at the end of the time, BadFrame when a reply broke off. `patient`: wait on after a
        broken one, which may be the rest of what was asked before."""
        self._be_quiet()
        self.line.write(sdt.request(command))
        deadline = time.monotonic() + timeout_s + self.byte_s * _longest(command)
        while True:
            replies, broken = self._next_replies(deadline)
            for reply in replies:
                if sdt.answers(command, reply):
                    return reply
            if broken and not replies and not patient and time.monotonic() < deadline:
                raise BadFrame("the reply broke off")

    def _next_replies(self, deadline: float) -> tuple[list[sdt.Reply], bool]:
        """What the next bytes complete; and whether a reply that had begun is over because nothing more came."""
        if not self._replies.broken:
            return self._hear(self.receive(deadline)), False
        try:
            return self._hear(self.receive(min(deadline, self._heard_at + BREAK_S))), False
        except NoAnswer:
            replies = self._replies.give_up_waiting()
            self._replies.clear()
        return replies, True

    def _hear(self, data: bytes) -> list[sdt.Reply]:
        self._heard_at = time.monotonic()
        return self._replies.feed(data)

    def _be_quiet(self) -> None:
        """Keep the gap between commands, and drop what is late."""
        while (left := self._heard_at + GAP_S - time.monotonic()) > 0:
            self.listen(left)
        self.line.drain()
        self._replies.clear()


def _longest(command: sdt.Command) -> int:
    """Bytes of the longest answer to a command: at 9600 baud a reading takes longer than a reader may be silent."""
    return {sdt.Command.READ: 1295, sdt.Command.READ_ALL: sdt.LONGEST}.get(command, 0)
