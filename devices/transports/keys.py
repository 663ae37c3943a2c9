"""The only door to evdev: a keyboard that belongs to Kapok alone, so that nothing it types reaches the desktop.

A real input device (`/dev/input/…`) is grabbed (EVIOCGRAB). Anything else at the path is an emulated keyboard: a line
that carries the kernel's records, locked instead of grabbed. What cannot be had alone is not read at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from devices.errors import BadSetting, LineLost, Refused
from devices.wire.input_event import KEY, SIZE, SYNC, InputEvent, read_events

INPUT_MAJOR = 13
"""The kernel's number for input devices."""
MOST_WAITING = 64
"""Reads that empty any keyboard's buffer."""
TORN_S = 0.15
"""Half a record that is followed by this much silence was none."""


class Keys:
    """A keyboard, ours alone from the moment this exists until `close`. One thread reads; `wake` comes from any.

    Raises LineLost when there is none, Refused when it cannot be had alone.
    """

    def __init__(self, port: str) -> None:
        self._source = _source(port)
        self._guard = threading.Lock()
        self._wake_r, self._wake_w = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._closed = False

    def read(self, timeout_s: float) -> list[InputEvent]:
        """Everything that waits; [] when the time is over or `wake` was called. Raises LineLost."""
        deadline = time.monotonic() + timeout_s
        while True:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self._source.fd, self._wake_r], [], [], left)
            woken = self._wake_r in ready and os.read(self._wake_r, 4096)
            events = self._source.take() if self._source.fd in ready else []
            if events or woken or not ready:
                return events

    def drain(self) -> None:
        """Drop what was typed before, also while somebody goes on typing. Raises LineLost."""
        for _ in range(MOST_WAITING):
            if not self.read(0.0):
                return

    def wake(self) -> None:
        with self._guard:
            if not self._closed:
                os.write(self._wake_w, b"x")

    def close(self) -> None:
        """Give the keyboard back; again is harmless."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            self._source.close()
            os.close(self._wake_r)
            os.close(self._wake_w)


class _Source(Protocol):
    @property
    def fd(self) -> int: ...

    def take(self) -> list[InputEvent]: ...

    def close(self) -> None: ...


def _source(port: str) -> _Source:
    with _keyboards_loss(port):
        found = Path(port).stat()
    is_real = stat.S_ISCHR(found.st_mode) and os.major(found.st_rdev) == INPUT_MAJOR
    return _GrabbedDevice(port) if is_real else _LockedLine(port)


class _GrabbedDevice:
    """The kernel gives the events of a grabbed device to nobody else."""

    def __init__(self, port: str) -> None:
        self._port = port
        import evdev  # takes 0.2 s: only where there is a real keyboard

        with _keyboards_loss(port):
            self._device = evdev.InputDevice(port)
        try:
            if evdev.ecodes.KEY_ENTER not in self._device.capabilities().get(evdev.ecodes.EV_KEY, ()):
                raise Refused(f"{port} is no keyboard")
            with _taken(port):
                self._device.grab()
        except BaseException:
            self._device.close()
            raise
        self.fd: int = self._device.fd

    def take(self) -> list[InputEvent]:
        with _keyboards_loss(self._port), contextlib.suppress(BlockingIOError):
            return [InputEvent(event.type, event.code, event.value) for event in self._device.read()]
        return []

    def close(self) -> None:
        """Closing gives up the grab too."""
        self._device.close()


class _LockedLine:
    """An emulated keyboard. Its records may come in pieces, which the kernel's never do."""

    def __init__(self, port: str) -> None:
        self._port = port
        with _keyboards_loss(port):
            self.fd = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            with _taken(port):
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(self.fd)
            raise
        self._torn, self._heard_at = b"", 0.0

    def take(self) -> list[InputEvent]:
        with _keyboards_loss(self._port):
            try:
                data = os.read(self.fd, 4096)
            except BlockingIOError:
                return []
        if not data:
            raise LineLost(f"{self._port} is gone")
        now = time.monotonic()
        held = data if now - self._heard_at > TORN_S else self._torn + data
        whole = len(held) - len(held) % SIZE
        self._torn, self._heard_at = held[whole:], now
        return read_events(held[:whole])

    def close(self) -> None:
        """Unlocked first: a program another thread is just starting may still hold the same open file."""
        fcntl.flock(self.fd, fcntl.LOCK_UN)
        os.close(self.fd)


class KernelKeyboard:
    """A keyboard the kernel believes in (uinput), for an emulator. Raises BadSetting where it makes none."""

    def __init__(self, name: str, *, maker: str = "/dev/uinput") -> None:
        import evdev

        keys = [code for code in evdev.ecodes.keys if code < evdev.ecodes.BTN_MISC]
        try:
            self._device = evdev.UInput({evdev.ecodes.EV_KEY: keys}, name=name, devnode=maker)
        except (OSError, evdev.UInputError) as error:
            raise BadSetting(f"the kernel makes no keyboard here: {maker} is missing or not ours") from error
        self.path = str(self._device.device.path)

    def type(self, events: list[InputEvent]) -> None:
        for event in events:
            if event.type in (SYNC, KEY):
                self._device.write(*event)

    def close(self) -> None:
        self._device.close()


@contextlib.contextmanager
def _keyboards_loss(port: str) -> Iterator[None]:
    """The system's errors as ours; a keyboard that may not be opened is refused in words."""
    try:
        yield
    except PermissionError as error:
        raise Refused(f"{port} may not be opened: the kiosk's user is not in the group of input devices") from error
    except OSError as error:
        raise LineLost(f"{port} is gone ({type(error).__name__})") from error


@contextlib.contextmanager
def _taken(port: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(f"{port} cannot be had alone: another program holds it, so it is not read") from error
