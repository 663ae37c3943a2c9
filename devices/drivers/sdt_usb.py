"""Second-generation ID card readers on USB (SDT, GA 450): model `sdt-usb`. Of USB no framing is confirmed.

The port is `usb://VENDOR:PRODUCT` (see `devices.transports.usb`); what a framing is, is in `devices.wire.sdt_usb`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options
from devices.readers.sdt_reader import SdtOptions, SdtReader
from devices.transports.usb import Framing, UsbLine
from devices.wire.sdt_usb import HidWrap, Native, Single

Byte = Annotated[int, Meta(ge=0, le=255)]


class SdtUsbOptions(SdtOptions, frozen=True, kw_only=True):
    """`framing`: how frames are spread over pipes. For single and hid-wrap `out_pipe` and `in_pipe`: the addresses of
    the pipes out of and into the host, of which no source speaks. For hid-wrap `report_bytes` and `hid_command`: the
    length of a report and the command that carries SDT, not confirmed either."""

    framing: Literal["native", "single", "hid-wrap"] = "native"
    out_pipe: Byte = 0x02
    in_pipe: Byte = 0x81
    report_bytes: Annotated[int, Meta(ge=32, le=1024)] = 64
    hid_command: Byte = 0


class SdtUsb(SdtReader[SdtUsbOptions]):
    """A reader on USB, asked as on a serial line."""

    model = "sdt-usb"
    options_type: ClassVar[type[Options]] = SdtUsbOptions

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        assert isinstance(options, SdtUsbOptions)
        return UsbLine(port, framing_of(options))


def framing_of(options: SdtUsbOptions) -> Framing:
    match options.framing:
        case "native":
            return Native()
        case "single":
            return Single(options.out_pipe, options.in_pipe)
        case "hid-wrap":
            return HidWrap(options.out_pipe, options.in_pipe, command=options.hid_command, report=options.report_bytes)
