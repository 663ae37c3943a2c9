"""What hinders a printer is one word, and staff have one sentence for each (F014)."""

from __future__ import annotations

import pytest

from config.values import Language
from config.wording import say
from devices.errors import BadFrame, DeviceError, LineLost, NoAnswer, Refused, Unsupported
from devices.health import DeviceState, Media, Paper
from devices.wire.printer_status import PrinterStatus, Trouble

ERRORS = {error.reason for error in (DeviceError, NoAnswer, LineLost, BadFrame, Refused, Unsupported)} | {"internal"}


@pytest.mark.fault("F014")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", sorted({trouble.value for trouble in Trouble} | ERRORS))
def test_staff_have_a_sentence_for_every_reason_that_fits_beside_the_device(reason: str, language: Language) -> None:
    sentence = say("kiosk", f"staff.reason.{reason}", language)
    assert sentence != reason
    assert sum(2 if char >= "\u2e80" else 1 for char in sentence) <= 28


@pytest.mark.fault("F014")
def test_no_two_troubles_have_the_same_sentence() -> None:
    for language in Language:
        said = [say("kiosk", f"staff.reason.{trouble.value}", language) for trouble in Trouble]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_alone_is_its_own_reason_and_stops_the_printer(trouble: Trouble) -> None:
    status = PrinterStatus(troubles=frozenset({trouble}))
    assert status.reason == trouble.value
    assert status.state in (DeviceState.ATTENTION, DeviceState.FAULT)


def test_paper_and_slot_are_troubles_too_and_the_first_to_put_right_comes_first() -> None:
    assert PrinterStatus(paper=Paper.OUT).worst is Trouble.PAPER_OUT
    assert PrinterStatus(media=Media.JAMMED).worst is Trouble.SLIP_JAM
    both = PrinterStatus(troubles=frozenset({Trouble.OFFLINE, Trouble.COVER_OPEN}), paper=Paper.OUT)
    assert both.worst is Trouble.COVER_OPEN
    assert PrinterStatus(paper=Paper.LOW).worst is None
