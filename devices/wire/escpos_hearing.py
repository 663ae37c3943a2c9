"""What a driver knows of a printer from what the printer said: the answers put to their questions. No I/O."""

from __future__ import annotations

from collections import deque

from devices.health import DeviceState, Paper
from devices.wire.escpos import Ask
from devices.wire.escpos_replies import (
    AutoStatus,
    PaperInTurn,
    ProcessDone,
    Reply,
    ReplyParser,
    StatusByte,
    asked_status,
)


class Hearing:
    """Feed it what arrives. `status` is the newest the printer said, by itself or asked."""

    def __init__(self) -> None:
        self.status = AutoStatus()
        self.done: set[bytes] = set()
        """Markers of GS ( H that came back."""
        self.in_turn = 0
        """Answers to GS r so far."""
        self._parser = ReplyParser()
        self._open: deque[Ask] = deque()
        self._answers: dict[Ask, int] = {}

    def asked_all(self) -> None:
        """The four questions have just been put; answers to earlier ones no longer count."""
        self._open = deque(Ask)
        self._answers = {}

    @property
    def is_waiting(self) -> bool:
        """Whether an answer to the four questions is still missing."""
        return bool(self._open)

    def take(self, data: bytes) -> None:
        for reply in self._parser.feed(data):
            self._note(reply)

    def _note(self, reply: Reply) -> None:
        if isinstance(reply, AutoStatus):
            self.status = reply
        elif isinstance(reply, ProcessDone):
            self.done.add(reply.marker)
        elif isinstance(reply, PaperInTurn):
            self.in_turn += 1
        elif isinstance(reply, StatusByte) and self._open:
            self._answers[self._open.popleft()] = reply.byte
            if not self._open:
                self.status = asked_status(self._answers)


def condition(status: AutoStatus) -> tuple[DeviceState, str]:
    """Each status bit is one state and one plain reason (F014); the first thing a person must put right comes first."""
    if status.cover_open:
        return DeviceState.ATTENTION, "cover-open"
    if status.paper is Paper.OUT:
        return DeviceState.ATTENTION, "paper-out"
    if status.cutter:
        return DeviceState.ATTENTION, "cutter"
    if status.error:
        return DeviceState.FAULT, "printer-error"
    if status.offline:
        return DeviceState.ATTENTION, "offline"
    return DeviceState.READY, ""
