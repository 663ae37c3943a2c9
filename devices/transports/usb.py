"""The only door to pyusb: a USB device's pipes as a `Line`.

    usb://0400:c35a             the device with these vendor and product numbers
    usb://0400:c35a?at=1-1.4    … at this place: bus, then the ports on the way (as `lsusb -t` has them)
    usb-emulator:///a/socket    an emulated device: the same pipes over a Unix socket, no USB at all

How a device spreads its messages over its pipes is its `Framing`. Nothing here was tried with a real device.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from typing import Any, Protocol

from devices.errors import BadSetting, LineLost, NoAnswer
from devices.transports.usb_socket import SCHEME as EMULATED
from devices.transports.usb_socket import SocketPipes

SLICE_S = 0.1
"""A read on a pipe cannot be ended from outside: it lasts no longer."""
DRAIN_S = 0.001
WRITE_S = 2.0

_PORT = re.compile(r"usb://([0-9a-f]{4}):([0-9a-f]{4})(?:\?at=(\d+)-(\d+(?:\.\d+)*))?", re.IGNORECASE)


class Framing(Protocol):
    """Bytes of a line ↔ transfers on pipes, by endpoint address. One for each opened device: it may remember."""

    @property
    def inputs(self) -> tuple[int, ...]:
        """Every pipe it may listen on."""

    @property
    def listens(self) -> int:
        """The pipe the next bytes come from."""

    def outgoing(self, data: bytes) -> list[tuple[int, bytes]]:
        """The transfers that carry one message."""

    def heard(self, endpoint: int, data: bytes) -> bytes:
        """What one transfer brought of the line's bytes."""

    def reset(self) -> None:
        """What was under way is given up."""


class Pipes(Protocol):
    """An open device. `read` gives one transfer or packet, b"" when the time is over. Both raise LineLost."""

    def read(self, endpoint: int, timeout_s: float) -> bytes: ...
    def write(self, endpoint: int, data: bytes) -> None: ...
    def close(self) -> None: ...


class UsbLine:
    """An open USB device. Raises LineLost when it is not there, BadSetting for a port that is written wrong."""

    def __init__(self, port: str, framing: Framing) -> None:
        self._framing = framing
        self._pipes: Pipes = SocketPipes(port) if port.startswith(EMULATED) else DevicePipes(port)
        self._woken = threading.Event()

    def read(self, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        while not self._woken.is_set():
            left = deadline - time.monotonic()
            endpoint = self._framing.listens
            data = self._pipes.read(endpoint, max(DRAIN_S, min(left, SLICE_S)))
            if data and (data := self._framing.heard(endpoint, data)):
                return data
            if left <= 0:
                return b""
        self._woken.clear()
        return b""

    def write(self, data: bytes) -> None:
        for endpoint, transfer in self._framing.outgoing(data):
            self._pipes.write(endpoint, transfer)

    def drain(self) -> None:
        """A device that never stops does not hold this up: its noise is the next read's."""
        self._framing.reset()
        until = time.monotonic() + SLICE_S
        for endpoint in self._framing.inputs:
            while self._pipes.read(endpoint, DRAIN_S) and time.monotonic() < until:
                pass

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._pipes.close()


class DevicePipes:
    """A real device, taken from the system's own driver if that holds it. Its first interface is used."""

    def __init__(self, port: str) -> None:
        self._name = port
        with _devices_loss(port):
            self._device = _found(port)
            self._take()
            configuration = self._device.get_active_configuration()
            self._packet = {end.bEndpointAddress: end.wMaxPacketSize for face in configuration for end in face}

    def read(self, endpoint: int, timeout_s: float) -> bytes:
        """One packet: a longer read that runs out of time would lose what it has."""
        import usb.core

        with _devices_loss(self._name):
            try:
                return bytes(self._device.read(endpoint, self._packet[endpoint], max(1, round(timeout_s * 1000))))
            except usb.core.USBTimeoutError:
                return b""

    def write(self, endpoint: int, data: bytes) -> None:
        import usb.core

        with _devices_loss(self._name):
            try:
                self._device.write(endpoint, data, round(WRITE_S * 1000))
            except usb.core.USBTimeoutError as error:
                raise NoAnswer(f"{self._name} takes no more bytes") from error

    def close(self) -> None:
        import usb.core
        import usb.util

        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)

    def _take(self) -> None:
        import usb.util

        with contextlib.suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(0):
                self._device.detach_kernel_driver(0)
        usb.util.claim_interface(self._device, 0)


def _found(port: str) -> Any:
    import usb.core

    asked = _PORT.fullmatch(port)
    if asked is None:
        raise BadSetting(f"'{port}' is no USB device; write usb://VENDOR:PRODUCT with four hex digits each")
    vendor, product, bus, ports = asked.groups()
    path = tuple(int(number) for number in ports.split(".")) if ports else None
    device = usb.core.find(
        idVendor=int(vendor, 16),
        idProduct=int(product, 16),
        custom_match=lambda one: path is None or (one.bus == int(bus) and one.port_numbers == path),
    )
    if device is None:
        raise LineLost(f"{port} is not plugged in")
    return device


@contextlib.contextmanager
def _devices_loss(name: str) -> Iterator[None]:
    """Turn pyusb's errors into ours; the message names the device, never the bytes."""
    import usb.core

    try:
        yield
    except usb.core.NoBackendError as error:
        raise BadSetting("USB devices need the library libusb-1.0") from error
    except usb.core.USBError as error:  # it carries the system's number: 13 is a missing permission
        raise LineLost(f"{name} is gone or held by another program (USB error {error.errno})") from error
    except (KeyError, ValueError) as error:  # ours for a pipe in, pyusb's for a pipe out
        raise BadSetting(f"{name} has no such pipe: is the framing right?") from error
