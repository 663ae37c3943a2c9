"""What all ID card readers that speak SDT have in common (GA 450, SAM_V): what is read, and a card's time on the pad.

Every reading is find → select → read, all three each time. A card is read once until it is removed, whichever way the
firmware answers for a card that stays. Only what the options ask for is taken from the card or kept of a reply.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Annotated, TypeVar

from msgspec import Meta
from msgspec.structs import replace

from devices.capability import Capability
from devices.driver import Options
from devices.errors import BadFrame, DeviceError, NoAnswer, Refused
from devices.kinds.reader import CardEvent, CardSeen, IdentityCard
from devices.photo.opening import PhotoOptions, open_photo
from devices.readers.pad import Look, Pad
from devices.readers.sdt_exchange import SdtExchange
from devices.verbs.reader import ReaderDriver
from devices.wire import sdt
from devices.wire.identity_card import read_text_block
from devices.wire.sdt_record import Record, card_number, new_address, read_record
from devices.wire.sdt_status import EMPTY

log = logging.getLogger("kapok.devices")

RESET_S = 1.0
SERIAL_S = 0.5
FINGERPRINTS_S = 2.5
"""A chip takes longer to give its fingerprints; one library waits 3 s."""
SECOND_TRY_S = 0.8
"""A reading that failed sooner is tried once more before the person is asked to."""
BAD_IN_A_ROW = 5


class SdtOptions(Options, frozen=True, kw_only=True):
    """`poll_ms`: pause between two looks for a card. `reading`: read from the start, without `start_reading`.

    What is read beside name, number, birth and the end of validity: `whole_text` all fields of the text, `photo` as a
    picture, `fingerprint`, `new_address` what was added to the card later, `card_number` that of the card's body.

    A photo is opened by the vendor's library: `photo_library` its file, `photo_function` the function that takes photo
    and picture, `photo_flag` its third argument if it has one. How libraries are called is not confirmed.
    """

    poll_ms: Annotated[int, Meta(ge=20, le=5000)] = 250
    reading: bool = True
    whole_text: bool = False
    photo: bool = False
    photo_library: str = ""
    photo_function: str = "wlt2bmp"
    photo_flag: int | None = None
    fingerprint: bool = False
    new_address: bool = False
    card_number: bool = False


SdtOptionsT = TypeVar("SdtOptionsT", bound=SdtOptions)


class SdtReader(SdtExchange[SdtOptionsT], ReaderDriver[SdtOptionsT]):
    """Looks for a card in every turn, also while reading is stopped, so that it knows what was there before."""

    wire = "sdt-samv"

    _pad: Pad
    _reading: bool | None = None
    _bad = 0
    _serial = ""

    def start_reading(self) -> None:
        self._reading = True

    def stop_reading(self) -> None:
        self._reading = False

    def serial(self) -> str:
        self._serial = sdt.sam_id(self.good(self.ask(sdt.Command.SAM_ID, SERIAL_S)).data)
        return self._serial

    def facts(self) -> dict[str, str]:
        return {"security module": self._serial or "does not say its number"}

    def capabilities(self) -> frozenset[Capability]:
        asked = {
            Capability.READS_SERIAL: bool(self._serial),
            Capability.READS_PHOTO: self.options.photo,
            Capability.READS_ADDRESS: self.options.whole_text or self.options.new_address,
        }
        return frozenset(capability for capability, yes in asked.items() if yes)

    def probe(self) -> None:
        self.begin_talk()
        self._pad, self._bad = Pad(), 0
        self.good(self.ask(sdt.Command.STATUS, patient=True))
        self._learn_serial()

    def _learn_serial(self) -> None:
        """A reader that keeps its number to itself is a reader all the same."""
        try:
            self.serial()
        except (NoAnswer, BadFrame, Refused):
            self._serial = ""

    def recover(self) -> None:
        """Reset once; the reader is back when it also finds again (or finds nothing)."""
        self.good(self.ask(sdt.Command.RESET, RESET_S, patient=True))
        self.find()

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
        return min(self.options.poll_ms / 1000, self._pad.patience(time.monotonic()))

    # --- the pad ----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        if not self.find():
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
            record = self._record_in_two_tries(time.monotonic() + SECOND_TRY_S)
            if look is Look.DOUBT and self._pad.is_same(record.text):
                self._pad.was_read(record.text)
                return
            card = self._card_of(record)
        except DeviceError as error:
            if self._complain(error.reason):
                log.info("%s could not read a card: %s", self.device, error)
            if not isinstance(error, BadFrame | Refused):
                raise
        else:
            self._tell(card, record.text, look)

    def _tell(self, card: IdentityCard, text: bytes, look: Look) -> None:
        if look is Look.DOUBT:
            self._gone()
            self._pad.found()
            self._announce()
        self._pad.was_read(text)
        self.emit(CardSeen(device=self.device, event=CardEvent.READ, card=card))

    def _announce(self) -> None:
        self._pad.announced = True
        self.emit(CardSeen(device=self.device, event=CardEvent.READING))

    def _complain(self, reason: str) -> bool:
        """Once for each card laid down; later tries at the same card are silent unless one works."""
        if not self._pad.wants_complaint:
            return False
        self._pad.complained = True
        self.emit(CardSeen(device=self.device, event=CardEvent.UNREADABLE, reason=reason))
        return True

    def _gone(self) -> None:
        told = self._pad.announced
        self._pad.clear()
        if told:
            self.emit(CardSeen(device=self.device, event=CardEvent.REMOVED))

    # --- what is read -----------------------------------------------------------------------------------------------

    def _record_in_two_tries(self, second_until: float) -> Record:
        try:
            return self._record()
        except (BadFrame, Refused):
            if time.monotonic() > second_until or not self.find():
                raise
        return self._record()

    def _record(self) -> Record:
        self.good(self.ask(sdt.Command.SELECT))
        if self.options.fingerprint:
            reply = self.ask(sdt.Command.READ_ALL, FINGERPRINTS_S)
        else:
            reply = self.ask(sdt.Command.READ)
        return read_record(self.good(reply).data, fingerprints=self.options.fingerprint)

    def _card_of(self, record: Record) -> IdentityCard:
        wanted, card = self.options, read_text_block(record.text, whole=self.options.whole_text)
        if wanted.photo:
            card = replace(card, photo=self._photo(record.photo))
        if wanted.fingerprint:
            card = replace(card, fingerprints=record.fingerprints)
        if wanted.new_address:
            card = replace(card, new_address=self._item(sdt.Command.NEW_ADDRESS, new_address))
        if wanted.card_number:
            card = replace(card, card_number=self._item(sdt.Command.CARD_NUMBER, card_number))
        return card

    def _photo(self, photo: bytes) -> bytes:
        how = PhotoOptions(
            library=self.options.photo_library, function=self.options.photo_function, flag=self.options.photo_flag
        )
        return open_photo(photo, how, go_on=self.leave_if_stopping)

    def _item(self, command: sdt.Command, read: Callable[[bytes], str]) -> str | None:
        """One more item of the card, '' when it has none, None when it cannot be read: the text stands without it.

        It is found and selected anew, as the protocol asks; firmware that does not find a card twice is asked as is.
        """
        try:
            if self.find():
                self.good(self.ask(sdt.Command.SELECT))
            reply = self.ask(command)
            return "" if reply.status == EMPTY else read(self.good(reply).data)
        except (BadFrame, Refused):
            return None
