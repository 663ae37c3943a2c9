"""What a sign can be asked: the base its drivers fill in, and the handle other threads hold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any

from devices.driver import Driver, OptionsT
from devices.errors import Unsupported
from devices.handle import Handle
from devices.kinds.sign import SignResult, SignText
from devices.values import Ending


class SignDriver(Driver[OptionsT]):
    """A sign. Each verb hands up exactly one `SignResult`, also when the line is gone. After it was lost a sign may be
    dark or show old words: whoever cares shows again."""

    substituted = 0
    """Of the text that is being shown: how many characters stand as □."""

    @abstractmethod
    def show(self, job: str, text: SignText) -> None: ...

    @abstractmethod
    def show_number(self, job: str, number: int) -> None: ...

    @abstractmethod
    def clear(self, job: str) -> None:
        """Show nothing."""

    def dim(self, job: str, percent: int) -> None:
        """Set the brightness."""
        self.answer(job, lambda: self.cannot("dim"))

    def set_clock(self, job: str, now: datetime) -> None:
        """Set the sign's own clock."""
        self.answer(job, lambda: self.cannot("keep time"))

    # --- for a driver -----------------------------------------------------------------------------------------------

    def answer(self, job: str, deed: Callable[[], Ending]) -> None:
        """Do it, and tell its one result."""
        self.substituted = 0
        self.carry_out(deed, lambda ending: self._tell(job, ending))

    def cannot(self, what: str) -> Ending:
        """The deed of a verb this model does not have."""
        raise Unsupported(f"{self.model} cannot {what}")

    def _tell(self, job: str, ending: Ending) -> None:
        self.emit(
            SignResult(
                device=self.device,
                job=job,
                outcome=ending.outcome,
                reason=ending.reason,
                substituted=self.substituted,
            )
        )


class Sign(Handle[SignDriver[Any]]):
    """A sign seen from another thread."""

    def show(self, job: str, text: SignText) -> None:
        self._ask(lambda sign: sign.show(job, text))

    def show_number(self, job: str, number: int) -> None:
        self._ask(lambda sign: sign.show_number(job, number))

    def clear(self, job: str) -> None:
        self._ask(lambda sign: sign.clear(job))

    def dim(self, job: str, percent: int) -> None:
        self._ask(lambda sign: sign.dim(job, percent))

    def set_clock(self, job: str, now: datetime) -> None:
        self._ask(lambda sign: sign.set_clock(job, now))


SignDriver.handle = Sign
