"""Lines: the serial door over real pseudo-terminals and sockets, and the line in memory."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import socket
import threading
import time
import tty
from collections.abc import Iterator

import pytest

from devices.errors import LineLost, NoAnswer
from devices.transports.memory import Faults, memory_pair
from devices.transports.serial import SerialLine
from devices.transports.tcp import TcpLine
from tests.given_time import GivenTime


@pytest.fixture
def ends() -> Iterator[tuple[int, str]]:
    """The master's descriptor and the slave's path of a pseudo-terminal."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    with contextlib.suppress(OSError):
        os.close(master)  # unless the test pulled the plug


def test_all_bytes_pass_both_ways_at_any_speed(ends: tuple[int, str]) -> None:
    master, path = ends
    line = SerialLine(path, baud=115_200)
    os.write(master, bytes(range(256)))
    heard = b""
    while len(heard) < 256:
        heard += line.read(1.0)
    assert heard == bytes(range(256))
    line.write(bytes(range(256)))
    assert os.read(master, 1000) == bytes(range(256))
    line.close()
    line.close()


def test_a_read_ends_at_its_time_or_when_woken(ends: tuple[int, str], given_time: GivenTime) -> None:
    line = SerialLine(ends[1], baud=9600)
    start = time.monotonic()
    assert line.read(0.05) == b""
    end = time.monotonic()
    assert end - start > 0.04
    assert given_time.between(start, end) < 0.5
    woken = threading.Timer(0.05, line.wake)
    woken.start()
    start = time.monotonic()
    assert line.read(30.0) == b""
    assert given_time.since(start) < 1.0
    woken.join()
    line.wake()
    assert line.read(30.0) == b"", "a wake before the read is not lost"
    line.close()
    line.wake()


def test_a_pulled_plug_is_a_lost_line_at_once(ends: tuple[int, str], given_time: GivenTime) -> None:
    master, path = ends
    line = SerialLine(path, baud=9600)
    threading.Timer(0.05, os.close, [master]).start()
    start = time.monotonic()
    with pytest.raises(LineLost, match="gone"):
        line.read(30.0)
    assert given_time.since(start) < 1.0
    with pytest.raises(LineLost):
        line.write(b"x")
    line.close()


def test_a_port_is_held_by_one_alone(ends: tuple[int, str]) -> None:
    line = SerialLine(ends[1], baud=9600)
    with pytest.raises(LineLost, match="another program"):
        SerialLine(ends[1], baud=9600)
    line.close()
    SerialLine(ends[1], baud=9600).close()


def test_a_closed_port_is_free_although_a_program_being_started_still_holds_its_file(ends: tuple[int, str]) -> None:
    line = SerialLine(ends[1], baud=9600)
    child = os.fork()
    if not child:  # as between fork and exec: every open file is still there
        time.sleep(30)
        os._exit(0)
    try:
        line.close()
        SerialLine(ends[1], baud=9600).close()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize("port", ["/dev/nothing-here", "nonsense://x", "socket://127.0.0.1:1"])
def test_what_is_not_there_is_a_lost_line(port: str) -> None:
    with pytest.raises(LineLost):
        SerialLine(port, baud=9600)


def test_an_end_that_takes_no_more_is_no_answer(ends: tuple[int, str]) -> None:
    line = SerialLine(ends[1], baud=9600, write_timeout_s=0.05)
    with pytest.raises(NoAnswer):
        line.write(b"x" * 1_000_000)
    line.close()


def test_a_device_behind_a_socket_is_a_line_too(given_time: GivenTime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = SerialLine(f"socket://127.0.0.1:{server.getsockname()[1]}", baud=9600)
        device, _ = server.accept()
        with device:
            line.write(b"ask")
            assert device.recv(10) == b"ask"
            device.sendall(b"answer")
            heard = b""
            while len(heard) < 6:
                heard += line.read(1.0)
            assert heard == b"answer"
            threading.Timer(0.05, line.wake).start()
            start = time.monotonic()
            assert line.read(30.0) == b""
            assert given_time.since(start) < 1.0
        with pytest.raises(LineLost):
            line.read(1.0)
        line.close()


@pytest.fixture
def network() -> Iterator[tuple[TcpLine, socket.socket]]:
    """A line to a device on the network, and the device's end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = TcpLine(f"socket://127.0.0.1:{server.getsockname()[1]}", write_timeout_s=0.05)
        device, _ = server.accept()
        with device:
            yield line, device
        line.close()
        line.close()
        line.wake()


def test_a_device_on_the_network_is_read_at_once_and_woken_at_once(
    network: tuple[TcpLine, socket.socket], given_time: GivenTime
) -> None:
    line, device = network
    line.write(bytes(range(256)))
    assert device.recv(1000) == bytes(range(256))
    device.sendall(b"stale")
    assert line.read(1.0) == b"stale"
    device.sendall(b"stale too")
    line.drain()
    assert line.read(0.0) == b""
    device.sendall(b"answer")
    assert line.read(1.0) == b"answer"
    threading.Timer(0.05, line.wake).start()
    start = time.monotonic()
    assert line.read(30.0) == b""
    line.wake()
    assert line.read(30.0) == b""
    assert given_time.since(start) < 0.2


def test_a_device_on_the_network_that_ends_the_connection_is_lost(network: tuple[TcpLine, socket.socket]) -> None:
    line, device = network
    device.close()
    with pytest.raises(LineLost, match="ended"):
        line.read(1.0)


def test_a_device_on_the_network_that_takes_no_more_is_no_answer(network: tuple[TcpLine, socket.socket]) -> None:
    with pytest.raises(NoAnswer):
        network[0].write(b"x" * 10_000_000)


@pytest.mark.parametrize("port", ["socket://127.0.0.1:1", "socket://127.0.0.1:99999", "socket://", "socket://x:y"])
def test_where_no_network_device_is_the_line_is_lost(port: str) -> None:
    with pytest.raises(LineLost):
        TcpLine(port)


def test_a_line_in_memory_carries_loses_delays_and_is_pulled() -> None:
    one, other = memory_pair()
    one.write(b"abc")
    assert other.read(1.0) == b"abc"
    other.faults = Faults(one_byte=True, noise=b"~", lose_every=3)
    one.write(b"abcdef")
    assert [other.read(1.0) for _ in range(5)] == [b"~", b"a", b"b", b"d", b"e"]
    other.faults = Faults(delay_s=0.05)
    one.write(b"late")
    assert other.read(0.01) == b""
    assert other.read(1.0) == b"late"
    one.pull()
    with pytest.raises(LineLost):
        other.read(1.0)
    other.plug()
    other.wake()
    assert one.read(0.01) == b""
