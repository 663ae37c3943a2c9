"""What every test of the house stands on: its scale, its silence and its screen.

A test fails on any warning from Python or Qt, and on any log record of WARNING or above it did not announce.
"""

from __future__ import annotations

import gc
import os
import random
import secrets
from collections.abc import Iterator

import hypothesis
import pytest

from tests.logs import ExpectedLogs
from tests.scale import CI_SEED, COUNTED, Scale

LONG_TIMEOUT_S = 3600

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "UTF-8" not in os.environ.get("LC_ALL", "").upper():
    os.environ["LC_ALL"] = "C.UTF-8"  # Qt warns about any other

hypothesis.settings.register_profile("ci", derandomize=True, database=None, deadline=None, max_examples=50)
hypothesis.settings.register_profile("long", database=None, deadline=None, max_examples=2_000, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("kapok")
    group.addoption("--long", action="store_true", help="run every scaled test at the numbers of the fault list")
    group.addoption("--seed", type=int, help="the seed of a long run (by default a new one, printed in the header)")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.option.long else "ci")
    if config.option.long and config.option.timeout is None:
        config.option.timeout = LONG_TIMEOUT_S
    if config.option.seed is None:
        config.option.seed = secrets.randbits(32) if config.option.long else CI_SEED


def pytest_report_header(config: pytest.Config) -> str:
    return f"scale: {'long' if config.option.long else 'ci'}, seed {config.option.seed}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [str(value) for report in reports for name, value in report.user_properties if name == COUNTED]
    if lines:
        terminalreporter.section(f"what the scaled tests counted, seed {terminalreporter.config.option.seed}")
        for line in sorted(set(lines)):
            terminalreporter.write_line(line)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # modules and tests stay: looking through them again after each Qt test would take most of its time


@pytest.fixture(autouse=True)
def qt_garbage(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with a screen leaves none behind, and none dies on another thread: it would take the whole run with it."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """The test's announcements of log records: `expected_logs.must("lost the broker")`, `expected_logs.may(…)`."""
    with ExpectedLogs() as logs:
        yield logs
    logs.check()


@pytest.fixture
def scale(request: pytest.FixtureRequest) -> Scale:
    """How much this run may try: `scale.rounds(ci=50, long=10_000)`, a seed, and a place for what was counted."""
    seed: int = request.config.option.seed
    print(f"scale seed {seed}")
    return Scale(
        long=request.config.option.long,
        seed=seed,
        random=random.Random(seed),
        test=request.node.name,
        properties=request.node.user_properties,
    )
