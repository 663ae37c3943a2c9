"""What every driver promises, tried on each model the registry finds, with its emulator on a real port.

A new driver file is held to all of this without a line here; only a new kind says in `tests/devices/works` what working
means. All models are examined at the same time, since they mostly wait; one model's promises follow each other on one
running rack, in the order of `PROMISES`, so what breaks the line comes late.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Iterator

import pytest

from devices.capability import Capability
from devices.driver import Stopped, read_options
from devices.errors import BadSetting, NoAnswer
from devices.health import DeviceState, Media, Paper
from devices.registry import drivers
from devices.values import Outcome
from tests.devices.candidate import Candidate
from tests.devices.exam import Exam, Promise
from tests.devices.works.every import claims_of, tells_results
from tests.logs import ExpectedLogs

MODELS = sorted(drivers())
OPENING_S = 3.0
"""However silent a device is, its opening has failed by then."""
PATIENCE_S = 30.0
TORMENTS = (("lose", "7"), ("lose", "2"), ("glued", ""), ("noise", ""), ("noise-after", ""), ("stop-after", "3"))
PLAIN_WORD = re.compile(r"([a-z]+(-[a-z0-9]+)*)?")


def explains_every_option_and_answers_a_misspelt_one_with_the_right_word(candidate: Candidate) -> None:
    options = candidate.driver.options_type
    explained = "".join(base.__doc__ or "" for base in options.__mro__)
    for name in options.__struct_fields__:
        assert f"`{name}`" in explained, f"the options' docstring does not say what `{name}` is"
        with pytest.raises(BadSetting, match=f"has no option '{name}x'; did you mean '{name}'"):
            read_options(candidate.device.model, options, {f"{name}x": 1})


def opens_and_closes_twice_and_closing_again_is_harmless(candidate: Candidate) -> None:
    with candidate.alone() as driver:
        for _ in range(2):
            driver.open()
            driver.open()
            assert driver.is_open
            assert driver.health.state is DeviceState.READY
            driver.close()
            driver.close()
            assert not driver.is_open


@pytest.mark.fault("F022")
def is_not_held_up_when_it_never_answers(candidate: Candidate) -> None:
    """It counts as no answer, or it is of a kind that has nothing to answer."""
    with candidate.alone() as driver, candidate.suffering("silent"):
        start, patience = time.monotonic(), threading.Timer(PATIENCE_S, driver.stop)
        patience.start()
        with contextlib.suppress(NoAnswer, Stopped):
            driver.open()
            assert driver.health.state in (DeviceState.READY, DeviceState.ATTENTION)
        patience.cancel()
        driver.close()
        assert candidate.time.since(start) < OPENING_S


def works(candidate: Candidate) -> None:
    candidate.start()
    candidate.works()
    assert not candidate.warnings
    candidate.made_no_mistake()


@pytest.mark.fault("F021")
def works_when_its_bytes_come_late_and_one_by_one(candidate: Candidate) -> None:
    with candidate.suffering("drip"), candidate.suffering("late", "0.03"):
        candidate.works()
    assert not candidate.warnings


def does_what_it_claims_and_calls_the_rest_unsupported(candidate: Candidate) -> None:
    """Either way it stays usable: being asked for what it cannot do is no loss."""
    claimed = candidate.capabilities
    assert all(isinstance(claim, Capability) for claim in claimed)
    for claim, ask in claims_of(candidate.driver).items():
        assert candidate.calls_unsupported(ask) is (claim not in claimed), claim
        assert candidate.health.usable


@pytest.mark.fault("F021")
def bears_losses_noise_and_doubled_answers_and_works_afterwards(candidate: Candidate) -> None:
    for fault, argument in TORMENTS:
        with candidate.suffering(fault, argument):
            candidate.tries()
    candidate.recovers()
    candidate.made_no_mistake()


@pytest.mark.fault("F015")
def is_lost_once_when_its_line_is_pulled_answers_every_job_and_heals(candidate: Candidate) -> None:
    healths, results, warnings = len(candidate.healths), len(candidate.results), len(candidate.warnings)
    candidate.emulator.hang_up()
    pulled = time.monotonic()
    candidate.becomes(DeviceState.LOST)
    assert candidate.time.between(pulled, candidate.ear.at) < candidate.driver.notices_loss_s
    candidate.tries()
    candidate.ear.all_for(0.7)
    answered = candidate.results[results:]
    assert {result.outcome for result in answered} <= {Outcome.FAILED}
    assert all(result.reason for result in answered)
    assert answered or not tells_results(candidate.driver)
    candidate.recovers()
    assert [health.state for health in candidate.healths[healths:]].count(DeviceState.LOST) == 1
    assert len([line for line in candidate.warnings[warnings:] if " is lost: " in line]) == 1
    candidate.made_no_mistake()


def stops_within_a_second_in_the_middle_of_its_work(candidate: Candidate) -> None:
    """The job under way still ends in one result, and the last thing told is that it is closed."""
    before = len(candidate.results)
    with candidate.suffering("silent"):
        candidate.tries(0.1)
        start = time.monotonic()
        candidate.rack.stop()
        assert candidate.time.since(start) < 1.0
    assert candidate.healths[-1].state is DeviceState.CLOSED
    assert candidate.results[before:] or not tells_results(candidate.driver)
    candidate.made_no_mistake()


def told_nothing_but_the_one_schema_of_health(candidate: Candidate) -> None:
    for health in candidate.healths:
        assert isinstance(health.state, DeviceState)
        assert isinstance(health.paper, Paper)
        assert isinstance(health.media, Media)
        assert all(isinstance(part.state, DeviceState) for part in health.parts)
        assert all(PLAIN_WORD.fullmatch(reason) for reason in (health.reason, *(p.reason for p in health.parts)))


@pytest.mark.fault("F025")
def said_no_word_of_a_person(candidate: Candidate) -> None:
    """Through all of this: not in the log at its most talkative, not in an event as a log would show it."""
    assert not candidate.personal_words()


PROMISES: tuple[Promise, ...] = (
    explains_every_option_and_answers_a_misspelt_one_with_the_right_word,
    opens_and_closes_twice_and_closing_again_is_harmless,
    is_not_held_up_when_it_never_answers,
    works,
    works_when_its_bytes_come_late_and_one_by_one,
    does_what_it_claims_and_calls_the_rest_unsupported,
    bears_losses_noise_and_doubled_answers_and_works_afterwards,
    is_lost_once_when_its_line_is_pulled_answers_every_job_and_heals,
    stops_within_a_second_in_the_middle_of_its_work,
    told_nothing_but_the_one_schema_of_health,
    said_no_word_of_a_person,
)


@pytest.fixture(scope="module")
def exam(request: pytest.FixtureRequest) -> Iterator[Exam]:
    """Of the models that this run asks about (`-k my-model`)."""
    asked = [getattr(item, "callspec", None) for item in request.session.items if item.path == request.path]
    with Exam(sorted({call.params["model"] for call in asked if call and "model" in call.params}), PROMISES) as held:
        yield held


@pytest.mark.parametrize(
    "promise",
    [pytest.param(promise, id=promise.__name__, marks=getattr(promise, "pytestmark", ())) for promise in PROMISES],
)
@pytest.mark.parametrize("model", MODELS)
def test_every_driver_keeps_its_promises(exam: Exam, model: str, promise: Promise, expected_logs: ExpectedLogs) -> None:
    expected_logs.may(r"^kapok\.devices: ")  # of any model examined meanwhile: each is asked about its own lines
    exam.verdict(model, promise)


def test_nothing_but_the_devices_was_heard_in_the_log(exam: Exam, expected_logs: ExpectedLogs) -> None:
    expected_logs.may(r"^kapok\.devices: ")
    assert not exam.surprises()
