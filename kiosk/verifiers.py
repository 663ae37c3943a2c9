"""Who says whether a scanned code is a code of the city (红棉码): a provider, asked with bytes nobody else looks into.

Until a verifier accepts them the bytes are opaque: never shown, never logged, never part of a topic or a query (F027).
A provider of a real hall is another class with the same `verify`; the simulator here takes only tokens that are
plainly invented, so that it can't be mistaken for one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Protocol

from msgspec import Struct

from config.site import CodeProvider
from devices.kinds.scanner import ScannedCode


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    ELSEWHERE = "elsewhere"
    """Good, of another city: queueing works, some functions need a card."""
    EXPIRED = "expired"
    USED = "used"
    FOREIGN = "foreign"
    """No code of this kind: payment, health, anything else."""
    UNREACHABLE = "unreachable"
    """The provider can't be asked now."""


class Verification(Struct, frozen=True, kw_only=True):
    """A verdict; `name` and `subject` (who it is, opaque) only with ACCEPTED and ELSEWHERE."""

    verdict: Verdict
    name: str = ""
    subject: bytes = b""

    def __repr__(self) -> str:
        return f"Verification({self.verdict.value})"


class Verifier(Protocol):
    """May take its time: it is asked on a thread of its own. Raises nothing."""

    def verify(self, code: ScannedCode) -> Verification: ...


class NoProvider:
    """A hall without a provider: nothing can be verified, and the citizen is told the other ways."""

    def verify(self, code: ScannedCode) -> Verification:
        return Verification(verdict=Verdict.UNREACHABLE)


class SimulatedProvider:
    """Stands for the city's provider in the demo hall: `SIMULATED-KAPOK-CODE|kind|serial|name`.

    kind: `good`, `elsewhere`, `expired`, `offline` (as if the provider could not be asked). A good token works once.
    """

    PREFIX: ClassVar[bytes] = b"SIMULATED-KAPOK-CODE|"
    KINDS: ClassVar[dict[str, Verdict]] = {
        "good": Verdict.ACCEPTED,
        "elsewhere": Verdict.ELSEWHERE,
        "expired": Verdict.EXPIRED,
        "offline": Verdict.UNREACHABLE,
    }

    def __init__(self) -> None:
        self._used: set[bytes] = set()

    def verify(self, code: ScannedCode) -> Verification:
        kind, serial, name = self._fields(code.data)
        verdict = self.KINDS.get(kind, Verdict.FOREIGN)
        if verdict not in (Verdict.ACCEPTED, Verdict.ELSEWHERE):
            return Verification(verdict=verdict)
        if serial in self._used:
            return Verification(verdict=Verdict.USED)
        self._used.add(serial)
        return Verification(verdict=verdict, name=name, subject=serial)

    def _fields(self, data: bytes) -> tuple[str, bytes, str]:
        parts = data.removeprefix(self.PREFIX).split(b"|")
        if not data.startswith(self.PREFIX) or len(parts) != 3:
            return "", b"", ""
        name = decoded(parts[2])
        return ("", b"", "") if name is None else (parts[0].decode("ascii", "replace"), parts[1], name)


def decoded(data: bytes) -> str | None:
    """UTF-8, else GB18030, both strictly (F028); None when it is neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def verifier(provider: CodeProvider) -> Verifier:
    """The verifier the site file names."""
    return SimulatedProvider() if provider is CodeProvider.SIMULATED else NoProvider()
