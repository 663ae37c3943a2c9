"""Chips at a PC/SC reader: the driver against its emulator; the door against a stand-in for pyscard, which no reader
was ever behind (pyscard is an extra and no service runs here)."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from devices.emulators.pcsc_reader import PcscReader
from devices.errors import BadSetting, LineLost, Refused
from devices.health import DeviceState
from devices.kinds.chip_reader import Chip, ChipEvent, ChipSeen
from devices.transports.smart_card import READ_UID, PcscSlot, Presence
from tests.devices.bench import Bench
from tests.logs import ExpectedLogs

UID = "04A1B2C3D4E5F6"


def chip(bench: Bench, event: ChipEvent) -> Chip | None:
    seen: ChipSeen = bench.ear.next(lambda one: isinstance(one, ChipSeen) and one.event is event)
    return seen.chip


def test_a_chip_is_told_once_with_its_number_and_then_its_removal() -> None:
    with Bench(reader := PcscReader(), poll_ms=20) as bench:
        reader.lay(UID)
        told = chip(bench, ChipEvent.READ)
        assert told is not None
        assert told.uid == UID
        assert UID not in repr(told)
        assert bench.ear.all_for(0.2) == []
        reader.remove()
        chip(bench, ChipEvent.REMOVED)


def test_a_contact_card_has_no_number_and_is_there_all_the_same() -> None:
    with Bench(reader := PcscReader(), poll_ms=20) as bench:
        reader.lay("none")
        told = chip(bench, ChipEvent.READ)
        assert told is not None
        assert (told.uid, bool(told.atr)) == ("", True)


def test_a_chip_that_cannot_be_read_is_told_once() -> None:
    with Bench(reader := PcscReader(), poll_ms=20) as bench:
        reader.lay("broken")
        chip(bench, ChipEvent.UNREADABLE)
        assert bench.ear.all_for(0.2) == []


def test_a_reader_pulled_with_a_chip_in_it_tells_its_end_and_heals(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("is lost")
    with Bench(reader := PcscReader(), poll_ms=20) as bench:
        reader.lay(UID)
        chip(bench, ChipEvent.READ)
        reader.hang_up()
        chip(bench, ChipEvent.REMOVED)
        reader.come_back()
        bench.ear.health(DeviceState.READY)
        chip(bench, ChipEvent.READ)


# --- the door, against a stand-in -----------------------------------------------------------------------------------


class StandIn(SimpleNamespace):
    """As much of `smartcard.scard` as the door uses, with one reader; `fails` is what each call answers."""

    SCARD_S_SUCCESS = 0
    SCARD_SCOPE_USER = SCARD_SHARE_SHARED = SCARD_LEAVE_CARD = SCARD_STATE_UNAWARE = 0
    SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 = 1, 2
    SCARD_STATE_UNKNOWN, SCARD_STATE_UNAVAILABLE, SCARD_STATE_PRESENT = 0x04, 0x08, 0x20

    def __init__(self) -> None:
        super().__init__(fails=0, state=0x20 | 3 << 16, answer=[*bytes.fromhex(UID), 0x90, 0x00], open=0, asked=[])

    def SCardEstablishContext(self, _scope: int) -> tuple[int, str]:  # noqa: N802 - pyscard's name
        self.open += 1
        return self.fails, "context"

    def SCardReleaseContext(self, _context: str) -> int:  # noqa: N802
        self.open -= 1
        return 0

    def SCardListReaders(self, _context: str, _groups: list[str]) -> tuple[int, list[str]]:  # noqa: N802
        return self.fails, ["Dummy Reader 00 00"]

    def SCardGetStatusChange(self, _context: str, _ms: int, asked: list[tuple[str, int]]) -> tuple[int, list[Any]]:  # noqa: N802
        return self.fails, [(asked[0][0], self.state, [0x3B, 0x00])]

    def SCardConnect(self, *_asked: object) -> tuple[int, str, int]:  # noqa: N802
        return self.fails, "card", 2

    def SCardTransmit(self, _card: str, _protocol: int, command: list[int]) -> tuple[int, list[int]]:  # noqa: N802
        self.asked.append(tuple(command))
        return self.fails, self.answer

    def SCardDisconnect(self, _card: str, _how: int) -> int:  # noqa: N802
        return 0


@pytest.fixture
def scard() -> StandIn:
    return StandIn()


def test_the_door_finds_a_reader_by_a_piece_of_its_name_and_reads_the_number(scard: StandIn) -> None:
    slot = PcscSlot("pcsc://Dummy", scard=scard)
    assert slot.presence() == Presence(b"\x3b\x00", 3)
    assert slot.uid().hex().upper() == UID
    assert scard.asked == [READ_UID]
    scard.state = 0
    assert slot.presence() is None
    scard.answer = [0x6A, 0x81]
    assert slot.uid() == b""


def test_a_service_that_stops_and_a_reader_that_goes_are_lost_and_the_context_is_given_back(scard: StandIn) -> None:
    slot = PcscSlot("pcsc://", scard=scard)
    scard.fails = -2146435042  # SCARD_E_SERVICE_STOPPED as pyscard gives it, signed
    with pytest.raises(LineLost, match="8010001E"):
        slot.presence()
    with pytest.raises(Refused):
        slot.uid()
    slot.close()
    scard.fails, scard.state = 0, 0x04
    again = PcscSlot("pcsc://", scard=scard)
    with pytest.raises(LineLost, match="no longer"):
        again.presence()
    again.close()
    with pytest.raises(LineLost, match="not plugged in"):
        PcscSlot("pcsc://Another", scard=scard)
    assert scard.open == 0


def test_without_pyscard_a_station_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    with pytest.raises(BadSetting, match="install"):
        PcscSlot("pcsc://")
