"""ESC/POS receipt printers on the network: model `escpos-network`. A slip is one picture.

`port` is `socket://printer:9100`. Such a printer serves one session at a time: it is held for a job or a question only,
so that other programs can print in between (protocols 3.4, 6). A serial device as port is held as any.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from devices.connection import Connection
from devices.driver import Options
from devices.printers.receipt_options import EscposOptions
from devices.printers.receipt_printer import EscposPrinter
from devices.slips.encoding import Manner
from devices.transports.session import SessionLine
from devices.transports.tcp import SCHEME
from devices.wire import escpos


class NetworkOptions(EscposOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As on a serial line, but a picture unless the site file says text. `baud`: no speed of a line, but what the
    printer works off at least. `status_s`: what another program has under way is waited for as long."""

    baud: Annotated[int, Meta(ge=300, le=4_000_000)] = 2_000_000
    manner: Manner = Manner.BITMAP
    status_s: Annotated[float, Meta(gt=0, le=5)] = 1.2
    confirm_s: Annotated[float, Meta(gt=0, le=60)] = 3.5


class EscposNetwork(EscposPrinter[NetworkOptions]):
    """The line is fast enough that a slip looks on paper as it was drawn."""

    model = "escpos-network"
    options_type: ClassVar[type[Options]] = NetworkOptions
    notices_loss_s = 4.0

    @classmethod
    def connect(cls, port: str, options: Options) -> Connection:
        assert isinstance(options, NetworkOptions)
        if port.startswith(SCHEME):
            return SessionLine(port, patience_s=options.status_s)
        return super().connect(port, options)

    def fall_silent(self) -> None:
        """Its own words would reach whoever comes next. A printer that waits for the rest of a command is left alone:
        what it takes for that rest is ours to give."""
        if isinstance(self.line, SessionLine) and self.line.in_session and not self.leftover:
            self.line.write(escpos.ASB_OFF)
        super().fall_silent()

    def let_go(self) -> None:
        if isinstance(self.line, SessionLine):
            self.line.release()
            self.hearing.parser.held.clear()
