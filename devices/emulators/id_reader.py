"""An ID card reader on a serial line; its words and faults are in `sdt_module`."""

from __future__ import annotations

from typing import ClassVar

from devices.emulators.sdt_module import SdtModule


class IdReader(SdtModule):
    """SDT at the line's own speed."""

    models: ClassVar = ("sdt-serial",)
