"""Second-generation ID card readers that speak SDT over a serial line (GA 450, SAM_V): model `sdt-serial`.

Every reading is find → select → read, all three each time. The driver reads a card once until it is removed, whichever
way the firmware answers for a card that stays. Of the reply only the text is used; the photo never leaves `wire.sdt`.
"""

from __future__ import annotations

import time
from typing import Annotated

from msgspec import Meta

from devices.driver import LineDriver, LineOptions
from devices.errors import BadFrame, DeviceError, NoAnswer, Refused
from devices.kinds.reader import CardEvent, CardSeen, IdentityCard
from devices.pad import Look, Pad
from devices.verbs.reader import ReaderDriver
from devices.wire import sdt
from devices.wire.identity_card import read_text_block

STEP_S = 1.5
"""A command without any answer for so long: the reader hangs (F022)."""
RESET_S = 1.0
BREAK_S = 0.2
"""A reply that has begun and pauses for so long has broken off (F020)."""
GAP_S = 0.01
"""Pause between an answer and the next command; what still arrives in it is late and dropped."""
SECOND_TRY_S = 0.8
"""A reading that failed sooner is tried once more before the person is asked to."""
BAD_IN_A_ROW = 5


class SdtOptions(LineOptions, frozen=True, kw_only=True):
    """`poll_ms`: pause between two looks for a card. `reading`: read from the start, without `start_reading`."""

    baud: Annotated[int, Meta(ge=9600, le=115_200)] = 115_200
    poll_ms: Annotated[int, Meta(ge=20, le=5000)] = 250
    reading: bool = True


class SdtReader(LineDriver[SdtOptions], ReaderDriver[SdtOptions]):
    """Looks for a card in every turn, also while reading is stopped, so that it knows what was there before."""

    model = "sdt-serial"
    options_type = SdtOptions

    _replies: sdt.ReplyReader
    _pad: Pad
    _reading: bool | None = None
    _bad = 0
    _heard_at = 0.0

    def start_reading(self) -> None:
        self._reading = True

    def stop_reading(self) -> None:
        self._reading = False

    def probe(self) -> None:
        self._replies, self._pad = sdt.ReplyReader(), Pad()
        self._bad = 0
        self._must(self._ask(sdt.Command.STATUS, patient=True))

    def recover(self) -> None:
        """Reset once; the reader is back when it also finds again (or finds nothing)."""
        self._must(self._ask(sdt.Command.RESET, RESET_S, patient=True))
        self._find()

    def forget(self) -> None:
        """The line went away with a card on the pad: nobody waits for its end."""
        if self._pad.present:
            self._complain("line-lost")
            self._gone()

    def turn(self) -> float:
        try:
            self._look()
            self._bad = 0
        except (BadFrame, Refused):
            self._bad += 1
            if self._bad >= BAD_IN_A_ROW:
                raise NoAnswer(f"{self.device} sends nothing but noise") from None
        return self.options.poll_ms / 1000

    # --- the pad ----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if not self._find():
            if self._pad.missing(time.monotonic()):
                self._gone()
            return
        look = self._pad.found()
        if look is not Look.KNOWN and self._wants_to_read:
            self._read(look)

    @property
    def _wants_to_read(self) -> bool:
        return self.options.reading if self._reading is None else self._reading

    def _read(self, look: Look) -> None:
        """Announce a new card, read it, and say what became of it exactly once."""
        if look is Look.NEW:
            self._announce()
        try:
            text = self._text_in_two_tries(time.monotonic() + SECOND_TRY_S)
            card = read_text_block(text)
        except DeviceError as error:
            self._complain(error.reason)
            if not isinstance(error, BadFrame | Refused):
                raise
        else:
            self._tell(card, text, look)

    def _text_in_two_tries(self, second_until: float) -> bytes:
        try:
            return self._text()
        except (BadFrame, Refused):
            if time.monotonic() > second_until or not self._find():
                raise
        return self._text()

    def _text(self) -> bytes:
        self._must(self._ask(sdt.Command.SELECT))
        return sdt.text_block(self._must(self._ask(sdt.Command.READ)).data)

    def _tell(self, card: IdentityCard, text: bytes, look: Look) -> None:
        if look is Look.DOUBT:
            if self._pad.is_same(text):
                self._pad.was_read(text)
                return
            self._gone()
            self._pad.found()
            self._announce()
        self._pad.was_read(text)
        self.emit(CardSeen(device=self.device, event=CardEvent.READ, card=card))

    def _announce(self) -> None:
        self._pad.announced = True
        self.emit(CardSeen(device=self.device, event=CardEvent.READING))

    def _complain(self, reason: str) -> None:
        """Once for each card laid down; later tries at the same card are silent unless one works."""
        if self._pad.wants_complaint:
            self._pad.complained = True
            self.emit(CardSeen(device=self.device, event=CardEvent.UNREADABLE, reason=reason))

    def _gone(self) -> None:
        told = self._pad.announced
        self._pad.clear()
        if told:
            self.emit(CardSeen(device=self.device, event=CardEvent.REMOVED))

    # --- one command, one reply -------------------------------------------------------------------------------------

    def _find(self) -> bool:
        reply = self._ask(sdt.Command.FIND)
        return reply.status != sdt.NO_CARD and bool(self._must(reply))

    def _must(self, reply: sdt.Reply) -> sdt.Reply:
        """The reply, if it is a good one."""
        if reply.status in (sdt.OK, sdt.FOUND):
            return reply
        if reply.status in sdt.NOT_WORKING:
            raise NotWorking(sdt.NOT_WORKING[reply.status])
        if reply.status in sdt.BAD_REQUEST:
            raise BadFrame("our request arrived broken")
        raise Refused(f"the reader answered {reply.status:02X}")

    def _ask(self, command: sdt.Command, timeout_s: float = STEP_S, *, patient: bool = False) -> sdt.Reply:
        """One exchange. NoAnswer at the end of the time, BadFrame when a reply broke off. `patient`: wait on after a
        broken one, which may be the rest of what was asked before."""
        self._be_quiet()
        self.line.write(sdt.request(command))
        deadline = time.monotonic() + timeout_s
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


class NotWorking(DeviceError):
    """The reader answers, but its security module does not work: a person from the vendor must come."""

    reason = "not-working"
