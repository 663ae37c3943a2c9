"""The only door to pyserial: a port path or pyserial URL as a `Line`, 8N1, held alone.

Works for `/dev/…` (also a pseudo-terminal), `socket://host:port` and `rfc2217://host:port`. Modem lines are neither set
nor asked: a pseudo-terminal has none, and the devices here do without. A pseudo-terminal takes any speed, so a wrong
`baud` shows only on a real line.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import termios
import threading
import time
from types import TracebackType

import serial

from devices.errors import LineLost, NoAnswer

AT_ONCE = 4096
SLICE_S = 0.1
"""How long a read may last on a port whose reads cannot be ended from outside (socket://, rfc2217://)."""


class SerialLine:
    """An open serial port. Raises LineLost when it cannot be opened or is already held by another program."""

    def __init__(self, port: str, *, baud: int, write_timeout_s: float = 2.0) -> None:
        self._guard = threading.Lock()
        self._room = bytearray(AT_ONCE)
        self._woken = False
        self._errors = _LinesLoss(port)
        with self._errors:
            self._port = serial.serial_for_url(
                port, do_not_open=True, baudrate=baud, timeout=SLICE_S, write_timeout=write_timeout_s
            )
            self._native = hasattr(self._port, "cancel_read")
            if self._native:
                self._port.exclusive = True
            self._port.open()

    def read(self, timeout_s: float) -> bytes:
        if self._native:
            return self._read_native(timeout_s)
        return self._read_sliced(time.monotonic() + timeout_s)

    def _read_native(self, timeout_s: float) -> bytes:
        """What waits, in two calls to the system. pyserial's own read takes six, and sets the port up anew for each
        new timeout: on a station that polls many devices that is most of what they cost."""
        with self._errors:
            port, woken = self._port.fileno(), self._port.pipe_abort_read_r
            assert woken is not None  # while the port is open
            ready, _, _ = select.select((port, woken), (), (), max(0.0, timeout_s))
            if woken in ready:
                os.read(woken, AT_ONCE)
            if port not in ready:
                return b""
            return self._taken(port)

    def _taken(self, port: int) -> bytes:
        """What waits, by way of room that is used again and wiped: a block given back keeps what a card said (F007)."""
        count = os.readv(port, [self._room])
        if not count:
            raise OSError("the device is gone")
        with memoryview(self._room) as room:
            data = bytes(room[:count])
            room[:count] = bytes(count)
        return data

    def _read_sliced(self, deadline: float) -> bytes:
        while not self._take_wake():
            left = deadline - time.monotonic()
            data = self._read_once(max(0.0, min(left, SLICE_S)))
            if data or left <= 0:
                return data
        return b""

    def _take_wake(self) -> bool:
        woken, self._woken = self._woken, False
        return woken

    def _read_once(self, timeout_s: float) -> bytes:
        with self._errors:
            if self._port.timeout != timeout_s:
                self._port.timeout = timeout_s
            data: bytes = self._port.read(1)
            if data and (waiting := self._port.in_waiting):
                data += self._port.read(waiting)
            return data

    def write(self, data: bytes) -> None:
        with self._errors:
            self._port.write(data)

    def drain(self) -> None:
        with self._errors:
            self._port.reset_input_buffer()

    def wake(self) -> None:
        with self._guard:
            self._woken = True
            if self._native and self._port.is_open:
                # Never cancel_write: pyserial then stops a write after any of its pieces and miscounts what left.
                self._port.cancel_read()

    def close(self) -> None:
        """Bytes the line has not carried yet are dropped: they belong to what was given up (F015)."""
        with self._guard, contextlib.suppress(OSError, termios.error):
            self._port.reset_output_buffer()
        with self._guard, contextlib.suppress(OSError, termios.error):
            self._unlock()
        with self._guard, contextlib.suppress(OSError, termios.error):
            self._port.close()

    def _unlock(self) -> None:
        """Closing alone frees the port only when no other thread is just starting a program: a forked child holds
        the same open file, and with it the lock, until it becomes that program."""
        if self._native and self._port.is_open:
            fcntl.flock(self._port.fileno(), fcntl.LOCK_UN)


class _LinesLoss:
    """Turns pyserial's and the system's errors into ours; the message names the port, never the bytes."""

    def __init__(self, port: str) -> None:
        self._port = port

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, serial.SerialTimeoutException):
            raise NoAnswer(f"{self._port} takes no more bytes") from error
        # SerialException is an OSError; termios.error (a flush after the plug was pulled) is not; a URL that pyserial
        # cannot read is a ValueError.
        if isinstance(error, OSError | ValueError | termios.error):
            kind_of = type(error).__name__
            raise LineLost(f"{self._port} is gone or held by another program ({kind_of})") from error
