"""The Internet Printing Protocol as `ipptool` speaks it: requests as its text, answers as its property list. No I/O.

States after RFC 8011 (5.3.7, 5.4.11). What they mean for us stands in `ipp_status`.
"""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from enum import IntEnum
from typing import TypeVar
from xml.parsers.expat import ExpatError

from devices.values import Value

NAME = "kapok"
"""Job's name and user: a print service keeps both, so neither says anything (I10)."""


class PrinterState(IntEnum):
    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def is_over(self) -> bool:
        return self >= JobState.CANCELED


StateT = TypeVar("StateT", PrinterState, JobState)


class PrinterNow(Value, kw_only=True):
    """A printer's state and its reasons, with their severities."""

    state: PrinterState
    reasons: tuple[str, ...] = ()


class JobNow(Value, kw_only=True):
    """A job's state; pages 0 where the printer does not count."""

    number: int
    state: JobState
    pages_printed: int = 0
    pages_total: int = 0


class NotUnderstood(Exception):
    """The answer is no answer to what was asked; the message is the printer's status word, or says what is missing."""


# --- requests ---------------------------------------------------------------------------------------------------------


def ask_printer() -> str:
    return _request("Get-Printer-Attributes", "ATTR keyword requested-attributes printer-state,printer-state-reasons")


def print_job(document: str, *, copies: int) -> str:
    """`document`: a file name beside the request's."""
    return _request(
        "Print-Job",
        f"ATTR name requesting-user-name {NAME}",
        f"ATTR name job-name {NAME}",
        "ATTR mimeMediaType document-format application/pdf",
        "GROUP job-attributes-tag",
        f"ATTR integer copies {copies}",
        f"FILE {document}",
    )


def ask_job(number: int) -> str:
    return _request("Get-Job-Attributes", f"ATTR integer job-id {number}", f"ATTR name requesting-user-name {NAME}")


def cancel_job(number: int) -> str:
    return _request("Cancel-Job", f"ATTR integer job-id {number}", f"ATTR name requesting-user-name {NAME}")


def _request(operation: str, *lines: str) -> str:
    opening = (
        f"OPERATION {operation}",
        "GROUP operation-attributes-tag",
        "ATTR charset attributes-charset utf-8",
        "ATTR language attributes-natural-language en",
        "ATTR uri printer-uri $uri",
    )
    return "\n".join(("{", *opening, *lines, "}", ""))


# --- answers ----------------------------------------------------------------------------------------------------------


def read_printer(answer: bytes) -> PrinterNow:
    said = _attributes(answer)
    return PrinterNow(state=_state(said, "printer-state", PrinterState), reasons=_words(said, "printer-state-reasons"))


def read_job(answer: bytes) -> JobNow:
    said = _attributes(answer)
    sheets = _number(said, "job-media-sheets-completed", 0)
    return JobNow(
        number=_number(said, "job-id"),
        state=_state(said, "job-state", JobState),
        pages_printed=_number(said, "job-impressions-completed", sheets),
        pages_total=_number(said, "job-impressions", 0),
    )


def read_nothing(answer: bytes) -> None:
    """An answer that only has to be a yes."""
    _attributes(answer)


def is_silence(answer: bytes) -> bool:
    """Nothing came back: a printer that answers says its language at least."""
    tests = _tests(answer)
    return not tests or not any(tests[-1].get("ResponseAttributes", []))


def _attributes(answer: bytes) -> Mapping[str, object]:
    """The attributes of the printer or job in a successful answer. Raises NotUnderstood."""
    tests = _tests(answer)
    if not tests:
        raise NotUnderstood("no answer")
    word = tests[-1].get("StatusCode", "no status")
    if not str(word).startswith("successful"):
        raise NotUnderstood(str(word))
    groups = tests[-1].get("ResponseAttributes", [])
    return {name: value for group in groups for name, value in group.items()}


def _tests(answer: bytes) -> list[Mapping[str, list[Mapping[str, object]]]]:
    try:
        found: list[Mapping[str, list[Mapping[str, object]]]] = plistlib.loads(answer).get("Tests", [])
    except (plistlib.InvalidFileException, ExpatError, ValueError, AttributeError, LookupError, TypeError):
        return []
    return found


def _number(said: Mapping[str, object], name: str, otherwise: int | None = None) -> int:
    value = said.get(name, otherwise)
    if not isinstance(value, int):
        raise NotUnderstood(f"{name} is missing")
    return value


def _state(said: Mapping[str, object], name: str, states: type[StateT]) -> StateT:
    number = _number(said, name)
    if number not in [state.value for state in states]:
        raise NotUnderstood(f"{name} is none of the standard's")
    return states(number)


def _words(said: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = said.get(name, "none")
    words = value if isinstance(value, list) else [value]
    return tuple(str(word) for word in words if word != "none")
