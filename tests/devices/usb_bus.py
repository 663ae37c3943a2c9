"""A USB bus without hardware: a backend for pyusb itself, with one device of 64-byte pipes whose bytes a test sets."""

from __future__ import annotations

from array import array
from collections import deque
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

PIPES = (0x02, 0x06, 0x81, 0x85)
PACKET = 64
TIMED_OUT, GONE = 110, 19


class UsbBus(usb.backend.IBackend):  # type: ignore[misc] # pyusb publishes no types
    """`queued` packets wait on their pipe; `answers` are queued when something was written to a pipe; `fails` is the
    system's number every transfer fails with."""

    def __init__(self) -> None:
        self.queued: dict[int, deque[bytes]] = {pipe: deque() for pipe in PIPES}
        self.answers: dict[int, dict[int, list[bytes]]] = {}
        self.written: list[tuple[int, bytes]] = []
        self.fails = 0
        self.kernel_holds = True
        self.claimed: set[int] = set()

    def enumerate_devices(self) -> list[str]:
        return ["device"]

    def get_parent(self, _device: str) -> None:
        return None

    def get_device_descriptor(self, _device: str) -> Any:
        fields = ("bLength", "bDescriptorType", "bcdUSB", "bDeviceClass", "bDeviceSubClass", "bDeviceProtocol",
                  "bMaxPacketSize0", "bcdDevice", "iManufacturer", "iProduct", "iSerialNumber")  # fmt: skip
        return SimpleNamespace(
            **dict.fromkeys(fields, 0), idVendor=0x0400, idProduct=0xC35A, bNumConfigurations=1, address=5, bus=1,
            port_number=4, port_numbers=(1, 4), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, _device: str, config: int) -> Any:
        if config:
            raise IndexError
        fields = ("bLength", "bDescriptorType", "wTotalLength", "iConfiguration", "bmAttributes", "bMaxPower")
        return SimpleNamespace(
            **dict.fromkeys(fields, 0), bNumInterfaces=1, bConfigurationValue=1, extra_descriptors=[]
        )

    def get_interface_descriptor(self, _device: str, interface: int, alternate: int, _config: int) -> Any:
        if interface or alternate:
            raise IndexError
        fields = ("bLength", "bDescriptorType", "bInterfaceNumber", "bAlternateSetting", "bInterfaceClass",
                  "bInterfaceSubClass", "bInterfaceProtocol", "iInterface")  # fmt: skip
        return SimpleNamespace(**dict.fromkeys(fields, 0), bNumEndpoints=len(PIPES), extra_descriptors=[])

    def get_endpoint_descriptor(self, _device: str, endpoint: int, *_place: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=PIPES[endpoint], bmAttributes=2, wMaxPacketSize=PACKET,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, _device: str) -> str:
        self._fail()
        return "handle"

    def close_device(self, _handle: str) -> None: ...

    def get_configuration(self, _handle: str) -> int:
        return 1

    def claim_interface(self, _handle: str, interface: int) -> None:
        assert not self.kernel_holds
        self.claimed.add(interface)

    def release_interface(self, _handle: str, interface: int) -> None:
        self.claimed.discard(interface)

    def is_kernel_driver_active(self, _handle: str, _interface: int) -> bool:
        return self.kernel_holds

    def detach_kernel_driver(self, _handle: str, _interface: int) -> None:
        self.kernel_holds = False

    def bulk_write(self, _handle: str, endpoint: int, _interface: int, data: array[int], _timeout: int) -> int:
        self._fail()
        self.written.append((endpoint, bytes(data)))
        for pipe, packets in self.answers.get(endpoint, {}).items():
            self.queued[pipe].extend(packets)
        return len(data)

    def bulk_read(self, _handle: str, endpoint: int, _interface: int, room: array[int], _timeout: int) -> int:
        self._fail()
        if not self.queued[endpoint]:
            raise usb.core.USBTimeoutError("timed out", None, TIMED_OUT)
        packet = self.queued[endpoint].popleft()
        assert len(packet) <= len(room)
        room[: len(packet)] = array("B", packet)
        return len(packet)

    def _fail(self) -> None:
        if self.fails == TIMED_OUT:
            raise usb.core.USBTimeoutError("timed out", None, TIMED_OUT)
        if self.fails:
            raise usb.core.USBError("failed", None, self.fails)
