"""Second-generation ID card readers on a serial line (SDT, GA 450), the reference for all: model `sdt-serial`."""

from __future__ import annotations

from typing import ClassVar, Literal

from devices.connection import Connection
from devices.driver import LineOptions, Options
from devices.readers.sdt_reader import SdtOptions, SdtReader

BITS_PER_BYTE = 10
"""8N1."""


class SdtSerialOptions(SdtOptions, frozen=True, kw_only=True):
    """`baud`: the speed the reader is set to; its factory's is 115200."""

    baud: Literal[115_200, 57_600, 38_400, 19_200, 9_600] = 115_200


class SdtSerial(SdtReader[SdtSerialOptions]):
    """A reader at a serial port; the speeds are those its module can be set to."""

    model = "sdt-serial"
    options_type: ClassVar[type[Options]] = SdtSerialOptions

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        assert isinstance(options, SdtSerialOptions)
        return super().connect(port, LineOptions(baud=options.baud))

    @property
    def byte_s(self) -> float:
        return BITS_PER_BYTE / self.options.baud
