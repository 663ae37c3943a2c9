"""The checker finds every broken promise it is shown; a checker that can't fail would be worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from config.loader import read_site
from config.sites import DEMO
from kiosk.hall.checker import Evidence, check

SITE = read_site(DEMO)
T0 = 1_800_000_000.0
"""Wall time of monotonic zero in these stories."""


def moment(t: float) -> str:
    return datetime.fromtimestamp(T0 + t, UTC).isoformat()


def record(t: float, what: str, ticket: str, state: str, **fields: object) -> dict[str, Any]:
    return {"at": moment(t), "what": what, "by": "K-01", "ticket": ticket, "state": state, **fields}


def issue(t: float, ticket: str, request: str, place: int) -> dict[str, Any]:
    return record(t, "issue", ticket, "waiting", request=request, place=place, service="general")


def given(t: float, ticket: str, request: str, *, offline: bool = False) -> dict[str, Any]:
    label = ticket.split("-", 1)[1]
    return {
        "type": "ok", "what": "issue", "t": t, "request": request, "ticket": ticket, "label": label, "offline": offline
    }  # fmt: skip


def invoke(t: float, request: str) -> dict[str, Any]:
    return {"type": "invoke", "what": "issue", "t": t, "request": request}


def story() -> Evidence:
    """Two people take numbers; both are called at window 1 and served."""
    one, two = "20261123-A001", "20261123-A002"
    return Evidence(
        site=SITE,
        journal=(
            issue(1.0, one, "r1", 10),
            issue(2.0, two, "r2", 20),
            record(3.0, "call", one, "called", counter="1", call="c1"),
            record(4.0, "serve", one, "serving", counter="1"),
            record(5.0, "finish", one, "served", counter="1"),
            record(6.0, "call", two, "called", counter="1", call="c2"),
        ),
        history=(invoke(0.9, "r1"), given(1.1, one, "r1"), invoke(1.9, "r2"), given(2.1, two, "r2")),
        slips=({"label": "A001", "qr": "x/t/1"}, {"label": "A002", "qr": "x/t/2"}),
        calls=((3.1, one, "c1"), (6.1, two, "c2")),
        epoch_s=T0,
    )


def broken(evidence: Evidence) -> set[str]:
    return {finding.invariant[:2] for finding in check(evidence) if finding.broken}


def test_a_day_that_kept_every_promise_is_found_sound() -> None:
    findings = check(story())
    assert broken(story()) == set()
    assert all(finding.checked for finding in findings)


def journal(evidence: Evidence, *lines: dict[str, Any]) -> Evidence:
    return msgspec.structs.replace(evidence, journal=(*evidence.journal, *lines))


def without(evidence: Evidence, number: int) -> Evidence:
    kept = tuple(line for at, line in enumerate(evidence.journal) if at != number)
    return msgspec.structs.replace(evidence, journal=kept)


def history(evidence: Evidence, *lines: dict[str, Any]) -> Evidence:
    return msgspec.structs.replace(evidence, history=(*evidence.history, *lines))


LIES: dict[str, tuple[str, Callable[[Evidence], Evidence]]] = {
    "a given number is not in the journal": ("I1", lambda day: without(day, 1)),
    "a number was shown before its commit": (
        "I1",
        lambda day: msgspec.structs.replace(day, history=(invoke(0.1, "r1"), given(0.5, "20261123-A001", "r1"))),
    ),
    "a slip bears a number nobody issued": (
        "I1",
        lambda day: msgspec.structs.replace(day, slips=({"label": "A009", "qr": "x"},)),
    ),
    "a call was announced that was never made": (
        "I1",
        lambda day: msgspec.structs.replace(day, calls=((9.0, "20261123-A002", "c9"),)),
    ),
    "two citizens hold one number": (
        "I2",
        lambda day: history(day, invoke(7, "r3"), given(7.5, "20261123-A002", "r3")),
    ),
    "a number was issued twice": ("I2", lambda day: journal(day, issue(7, "20261123-A002", "r2", 20))),
    "one number stands on two different slips": (
        "I2",
        lambda day: msgspec.structs.replace(day, slips=(*day.slips, {"label": "A002", "qr": "x/t/3"})),
    ),
    "the number a citizen holds was superseded": (
        "I3",
        lambda day: journal(day, record(7, "cancel", "20261123-A002", "cancelled", reason="superseded")),
    ),
    "a counter held two tickets": (
        "I4",
        lambda day: journal(
            day, issue(7, "20261123-A003", "r3", 30), record(8, "call", "20261123-A003", "called", counter="1")
        ),
    ),
    "somebody was called out of turn": (
        "I5",
        lambda day: journal(
            day,
            record(6.5, "finish", "20261123-A002", "served", counter="1"),
            issue(7, "20261123-A003", "r3", 30),
            issue(8, "20261123-A004", "r4", 40),
            record(9, "call", "20261123-A004", "called", counter="1"),
        ),
    ),
    "one request led to two tickets": ("I6", lambda day: journal(day, issue(7, "20261123-A003", "r1", 30))),
    "a request nobody made was answered": ("I6", lambda day: history(day, given(7, "20261123-A002", "r9"))),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_broken_promise_is_found(lie: str) -> None:
    invariant, tell = LIES[lie]
    assert invariant in broken(tell(story()))


def test_an_override_with_a_reason_is_no_broken_order() -> None:
    jumped = record(9, "call", "20261123-A004", "called", counter="1", reason="green channel")
    day = journal(
        story(),
        record(6.5, "finish", "20261123-A002", "served", counter="1"),
        issue(7, "20261123-A003", "r3", 30),
        issue(8, "20261123-A004", "r4", 40),
        jumped,
    )
    assert "I5" not in broken(day)
