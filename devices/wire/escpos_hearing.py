"""What a driver knows of a printer from what the printer said: the answers put to their questions. No I/O."""

from __future__ import annotations

from collections import deque
from typing import ClassVar

from devices.health import Media
from devices.wire import escpos
from devices.wire.escpos import Ask
from devices.wire.escpos_replies import (
    AutoStatus,
    PaperInTurn,
    PaperMeasured,
    ProcessDone,
    Reply,
    ReplyParser,
    StatusByte,
    asked_status,
)
from devices.wire.printer_status import PrinterStatus

MOST_CHANGES = 64
"""A slot changes twice a slip, and a driver fetches many times a second."""


class Hearing:
    """Feed it what arrives. `status` is the newest the printer said, by itself or asked. A dialect asks otherwise."""

    speak_up: ClassVar[bytes] = escpos.ASB_ON
    """What makes the printer tell of changes by itself; ESC @ before it makes it silent."""
    parser_type: ClassVar[type[ReplyParser]] = ReplyParser

    def __init__(self) -> None:
        self.status = PrinterStatus()
        self.done: set[bytes] = set()
        """Markers of GS ( H that came back."""
        self.in_turn = 0
        """Answers to GS r so far."""
        self.centimetres: int | None = None
        """Paper left, where the printer measures it."""
        self.parser = self.parser_type()
        self._slot = Media.UNKNOWN
        self._slot_changes: deque[Media] = deque(maxlen=MOST_CHANGES)
        self._open: deque[Ask] = deque()
        self._answers: dict[Ask, int] = {}

    def questions(self) -> bytes:
        """The bytes that ask for everything, about to be sent; answers to earlier ones no longer count."""
        self._open = deque(Ask)
        self._answers = {}
        return escpos.ask_all()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer to the questions is still missing."""
        return bool(self._open)

    def saw_slot(self, media: Media) -> None:
        """The slot's sensor said so; the latest changes are kept until somebody fetches them."""
        if media is not self._slot:
            self._slot = media
            self._slot_changes.append(media)

    def slot_changes(self) -> list[Media]:
        """What the slot showed since this was asked last, one after the other."""
        changes = list(self._slot_changes)
        self._slot_changes.clear()
        return changes

    def take(self, data: bytes) -> None:
        for reply in self.parser.feed(data):
            self.note(reply)

    def note(self, reply: Reply) -> None:
        if isinstance(reply, AutoStatus):
            self.status = reply.status
        elif isinstance(reply, ProcessDone):
            self.done.add(reply.marker)
        elif isinstance(reply, PaperInTurn):
            self.in_turn += 1
        elif isinstance(reply, PaperMeasured):
            self.centimetres = reply.centimetres
        elif isinstance(reply, StatusByte) and self._open:
            self._answers[self._open.popleft()] = reply.byte
            if not self._open:
                self.status = asked_status(self._answers)
