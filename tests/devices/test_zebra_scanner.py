"""SSI: packets, acknowledgements that get lost, a scanner that sleeps, and what is no packet."""

from __future__ import annotations

import time

import pytest

from devices.emulators.zebra_scanner import SsiScanner, packed
from devices.errors import BadFrame
from devices.health import DeviceState
from devices.kinds.scanner import CodeSeen
from devices.wire.scanner_ssi import DECODER, HOST, RESEND, Opcode, packet, read_packet
from devices.wire.scanner_ssi_receiver import CAP, QUIET_S, PacketReceiver
from tests.devices.bench import Bench
from tests.devices.scanner_frames import frame
from tests.devices.waiting import wait_for
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs
from tests.scale import Scale


@pytest.mark.parametrize(
    ("id", "opcode", "data"),
    [
        ("zebra-ssi-001", Opcode.START, b""),
        ("zebra-ssi-002", Opcode.STOP, b""),
        ("zebra-ssi-003", Opcode.REQUEST_REVISION, b""),
        ("zebra-ssi-004", Opcode.ENABLE, b""),
        ("zebra-ssi-005", Opcode.DISABLE, b""),
        ("zebra-ssi-006", Opcode.LED_ON, b"\x01"),
        ("zebra-ssi-007", Opcode.DEFAULTS, b""),
        ("zebra-ssi-008", Opcode.SLEEP, b""),
        ("zebra-ssi-014", Opcode.ACK, b""),
        ("zebra-ssi-015", Opcode.NAK, RESEND),
    ],
)
def test_a_packet_is_the_published_one(id: str, opcode: Opcode, data: bytes) -> None:
    assert packet(opcode, data) == frame(id)
    assert read_packet(frame(id)) == (opcode, HOST, 0, data)


def test_a_code_is_read_from_the_published_packet() -> None:
    assert read_packet(frame("zebra-ssi-016")) == (Opcode.DECODED, DECODER, 0, b"\x03ABC123")


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (b"", "alien"),
        (b"\x03\xe4\x04\x00\xff\x14", "alien"),
        (b"\x04\xe4\x07\x00\xff\x14", "alien"),
        (b"\x04\xe4\x04", "short: 3 bytes missing"),
        (b"\x04\xe4\x04\x00\xff\x15", "bad checksum: FF15, should be FF14"),
    ],
)
def test_what_is_no_packet_is_refused_in_words(heard: bytes, words: str) -> None:
    with pytest.raises(BadFrame, match=words):
        read_packet(heard)


def test_packets_are_found_behind_noise_once_the_line_is_quiet() -> None:
    receiver = PacketReceiver()
    code = frame("zebra-ssi-016")
    assert receiver.feed(b"\xff\x1b" + code + code, 1.0) == []
    found = receiver.tick(1.0 + QUIET_S)
    assert [one.data for one in found] == [b"\x03ABC123"] * 2
    assert receiver.damaged


def test_a_packet_is_found_whole_byte_by_byte_without_waiting() -> None:
    receiver = PacketReceiver()
    found = [one for byte in frame("zebra-ssi-016") for one in receiver.feed(bytes((byte,)), 1.0)]
    assert [one.opcode for one in found] == [Opcode.DECODED]
    assert receiver.tick(1.0 + QUIET_S) == []
    assert not receiver.damaged


@pytest.mark.fault("F026")
def test_random_bytes_never_stop_a_receiver_or_make_it_grow(scale: Scale) -> None:
    receiver, now = PacketReceiver(), 0.0
    for _ in range(scale.rounds(ci=1_000, long=100_000)):
        now += scale.random.choice((0.0, 0.001, QUIET_S))
        receiver.feed(scale.random.randbytes(scale.random.randrange(400)), now)
        assert len(vars(receiver)["_held"]) <= CAP
        receiver.tick(now)
    now += QUIET_S
    receiver.tick(now)
    assert [one.data for one in receiver.feed(frame("zebra-ssi-016"), now)] == [b"\x03ABC123"]


def test_a_code_is_acknowledged_and_told_with_the_scanners_own_number_for_its_kind() -> None:
    with Bench(scanner := SsiScanner()) as bench:
        scanner.show("A012 木棉")
        seen: CodeSeen = bench.ear.next(lambda event: isinstance(event, CodeSeen))
        assert seen.code is not None
        assert (seen.code.data, seen.code.type_number, seen.code.symbology) == ("A012 木棉".encode(), 0x1C, "")
        wait_for(lambda: scanner.acknowledged == 1)


def test_a_code_whose_acknowledgement_is_lost_is_told_once_and_acknowledged_twice() -> None:
    with Bench(scanner := SsiScanner()) as bench:
        scanner.fault("ack-lost", times=1)
        scanner.show("A012")
        assert bench.ear.code() == b"A012"
        wait_for(lambda: scanner.acknowledged == 1)
        assert bench.ear.all_for(0.2) == []
        scanner.show("A012")
        assert bench.ear.code() == b"A012", "the same code shown again is another one"


def test_a_code_in_a_damaged_packet_is_asked_for_again_and_told_once(given_time: GivenTime) -> None:
    with Bench(scanner := SsiScanner()) as bench:
        scanner.fault("bad-checksum", times=1)
        start = time.monotonic()
        scanner.show("A012")
        assert bench.ear.code() == b"A012"
        assert given_time.between(start, bench.ear.at) < 0.4, "it came only when the scanner lost its patience"
        assert bench.ear.all_for(0.7) == []
        assert scanner.refused == 1


def test_a_scanner_that_sleeps_is_woken_before_it_is_triggered() -> None:
    with Bench(scanner := SsiScanner()) as bench:
        scanner.control("sleep")
        scanner.control("hold A012")
        bench.rack.scanners[0].trigger()
        assert bench.ear.code() == b"A012"
        bench.rack.scanners[0].release()
        wait_for(lambda: scanner.releases == 1)


def test_a_scanner_that_acknowledges_no_command_is_triggered_all_the_same() -> None:
    with Bench(scanner := SsiScanner()) as bench:
        scanner.fault("no-acks")
        for number in range(2):
            scanner.hold(f"A{number}")
            bench.rack.scanners[0].trigger()
            assert bench.ear.code() == f"A{number}".encode()


def test_a_refused_trigger_is_said_and_the_scanner_stays_well(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("asked for what it cannot do: the scanner refuses to start")
    with Bench(scanner := SsiScanner()) as bench:
        scanner.fault("nak", times=1)
        bench.rack.scanners[0].trigger()
        assert bench.ear.all_for(0.5) == []
        scanner.show("A012")
        assert bench.ear.code() == b"A012"


def test_a_scanner_that_refuses_to_say_what_it_is_stays_out_of_service_in_words(expected_logs: ExpectedLogs) -> None:
    expected_logs.must("is lost: the scanner refuses to say its revision")
    scanner = SsiScanner()
    scanner.fault("nak", times=1)
    with Bench(scanner) as bench:
        assert bench.ear.heard[-1].health.state is DeviceState.READY  # type: ignore[attr-defined] # it healed
        reasons = [event.health.reason for event in bench.ear.heard]  # type: ignore[attr-defined] # only healths so far
        assert "refused" in reasons


@pytest.mark.fault("F026")
def test_a_flood_is_told_once_and_the_scanner_ready_again_in_300_ms(given_time: GivenTime) -> None:
    with Bench(scanner := SsiScanner(paced=False)) as bench:
        scanner.flood(1_000_000)
        assert bench.ear.code(within_s=30) is None
        wait_for(lambda: scanner.call(lambda: scanner.is_idle))
        assert bench.ear.all_for(0.3) == []
        start = time.monotonic()
        scanner.show("after")
        assert bench.ear.code() == b"after"
        assert given_time.since(start) < 0.3


def test_a_code_that_comes_again_right_behind_its_damaged_first_try_is_told() -> None:
    """The scanner shows the same code twice; the second time only the retransmission arrives whole."""
    with Bench(scanner := SsiScanner()) as bench:
        scanner.show("A012")
        assert bench.ear.code() == b"A012"
        wait_for(lambda: scanner.acknowledged == 1)
        whole = packed(0xF3, b"\x1cA012", status=1)
        scanner.call(lambda: scanner.send(whole[3:] + whole))
        assert bench.ear.code() == b"A012"
