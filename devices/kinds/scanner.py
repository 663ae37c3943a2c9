"""Code scanners: hand up the bytes of every code, untouched."""

from __future__ import annotations

from devices.values import DeviceEvent, Value


class ScannedCode(Value, frozen=True, kw_only=True):
    """The bytes of one code, untouched (F026–F028): opaque until a verifier accepts them.

    `aim`: the AIM id without its bracket (`Q1`) and `symbology` in words, where the scanner says so. `type_number`: a
    scanner's own number for it, whose table nobody has confirmed. Both are empty where the scanner says nothing.
    """

    data: bytes
    aim: str = ""
    symbology: str = ""
    type_number: int | None = None

    def __repr__(self) -> str:
        return f"ScannedCode({len(self.data)} bytes)"


class CodeSeen(DeviceEvent, frozen=True, kw_only=True):
    """A scanner's event; `code` is None when what came was too long or otherwise no code (F026)."""

    device: str
    code: ScannedCode | None
