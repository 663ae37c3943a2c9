"""Did the hall keep its word? Joins the server's journal with what outsiders saw, and names every broken promise.

Outsiders are the kiosk's history of invoke / ok / fail, the slips as the printer's bytes said them, and somebody who
listened to the broker. The journal is read as `kapok journal export` prints it: one record a line.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from config.site import Site

Line = dict[str, Any]
HELD_BY_COUNTER = ("called", "serving")
LIVE = ("waiting", "called", "serving", "held", "missed")
DEAD = ("served", "void", "cancelled")
GIVING = ("issue", "check-in")
"""What a kiosk asks that may end with a number."""

IN_ORDER = "order"
"""Why a ticket is called when no rule put it before others."""


class Evidence(Struct, frozen=True, kw_only=True):
    """What the checker is given. Times of `history` and `calls` are monotonic; `epoch_s` added makes them wall time."""

    site: Site
    journal: tuple[Line, ...]
    history: tuple[Line, ...]
    slips: tuple[Line, ...]
    """`label` and `qr` of every slip that left the printer."""
    calls: tuple[tuple[float, str, str], ...]
    """When, ticket and call id, as the listener heard them."""
    epoch_s: float


class Finding(Struct, frozen=True, kw_only=True):
    """One invariant: how much was looked at, and every place where it does not hold."""

    invariant: str
    checked: int
    broken: tuple[str, ...]


def check(evidence: Evidence) -> tuple[Finding, ...]:
    """Invariants I1 to I6."""
    checks = (
        ("I1 durable before visible", _durable_before_visible),
        ("I2 one number, one citizen", _one_citizen_a_number),
        ("I3 conservation", _nothing_is_lost),
        ("I4 at most one counter", _one_counter_a_ticket),
        ("I5 order", _in_order),
        ("I6 one request, one effect", _one_effect_a_request),
    )
    findings = []
    for name, look in checks:
        seen: list[str] = []
        broken = tuple(look(evidence, seen))
        findings.append(Finding(invariant=name, checked=len(seen), broken=broken))
    return tuple(findings)


def _durable_before_visible(evidence: Evidence, seen: list[str]) -> Iterator[str]:
    """No number answered, printed or called that the journal does not know; none announced before its record."""
    known = {line["ticket"]: _moment(line) for line in _born(evidence)}
    for line in _given(evidence):
        seen.append(line["ticket"])
        if line["ticket"] not in known:
            yield f"{line['ticket']} was given and is not in the journal"
        elif not line["offline"] and known[line["ticket"]] > line["t"] + evidence.epoch_s:
            yield f"{line['ticket']} was given before its record was written"
    labels = {ticket.split("-", 1)[1] for ticket in known}
    for slip in evidence.slips:
        seen.append(slip["label"])
        if slip["label"] not in labels:
            yield f"{slip['label']} was printed and is not in the journal"
    calls = (line for line in evidence.journal if line.get("call") and line["what"] in ("call", "recall"))
    called = {line["call"]: _moment(line) for line in calls}
    for at, ticket, call in evidence.calls:
        seen.append(call)
        if call not in called or called[call] > at + evidence.epoch_s:
            yield f"a call of {ticket} was announced before its record was written"


def _one_citizen_a_number(evidence: Evidence, seen: list[str]) -> Iterator[str]:
    holders: dict[str, set[str]] = defaultdict(set)
    for line in _given(evidence):
        seen.append(line["ticket"])
        holders[line["ticket"]].add(line["request"])
    yield from (f"{ticket} was given to {len(who)} citizens" for ticket, who in holders.items() if len(who) > 1)
    born = Tally(line["ticket"] for line in _born(evidence))
    yield from (f"{ticket} was issued {times} times" for ticket, times in born.items() if times > 1)
    codes: dict[str, set[str]] = defaultdict(set)
    for slip in evidence.slips:
        seen.append(slip["label"])
        if slip["qr"]:  # a slip whose paper ended has none
            codes[slip["label"]].add(slip["qr"])
    yield from (f"{label} stands on {len(qr)} different slips" for label, qr in codes.items() if len(qr) > 1)


def _nothing_is_lost(evidence: Evidence, seen: list[str]) -> Iterator[str]:
    """Every ticket ever issued is in one state; every number a citizen was given is still theirs or ended for a
    reason."""
    state = {line["ticket"]: line["state"] for line in evidence.journal if line.get("ticket") and line.get("state")}
    for ticket in {line["ticket"] for line in _born(evidence)}:
        seen.append(ticket)
        if state.get(ticket) not in (*LIVE, *DEAD):
            yield f"{ticket} is in no state"
    for line in _given(evidence):
        if state.get(line["ticket"]) == "cancelled" and not _asked_to_cancel(evidence, line["ticket"]):
            yield f"{line['ticket']} was given to a citizen and cancelled"


def _asked_to_cancel(evidence: Evidence, ticket: str) -> bool:
    """Cancelled by somebody's wish, not superseded: what a citizen holds is never superseded."""
    return not any(
        line.get("ticket") == ticket and line.get("state") == "cancelled" and line.get("reason") == "superseded"
        for line in evidence.journal
    )


def _one_counter_a_ticket(evidence: Evidence, seen: list[str]) -> Iterator[str]:
    """Replay the journal: who holds what after each record."""
    holding: dict[str, str] = {}
    for line in evidence.journal:
        ticket, state, counter = line.get("ticket", ""), line.get("state"), line.get("counter", "")
        if not ticket or state is None:
            continue
        seen.append(ticket)
        holding = {at: held for at, held in holding.items() if held != ticket}
        if state in HELD_BY_COUNTER:
            if counter in holding:
                yield f"counter {counter} held {holding[counter]} and took {ticket}"
            holding[counter] = ticket


def _in_order(evidence: Evidence, seen: list[str]) -> Iterator[str]:
    """Replay: a counter that calls takes the oldest place among its skills; a journalled reason excuses."""
    skills = {counter.id: counter.skills for counter in evidence.site.counters}
    standing: dict[str, tuple[int, str]] = {}
    """Place and service of every ticket, also while it does not wait."""
    waiting: set[str] = set()
    for line in evidence.journal:
        ticket, state = line.get("ticket", ""), line.get("state")
        if not ticket or state is None:
            continue
        if line["what"] == "call" and ticket in waiting:
            seen.append(ticket)
            rivals = (standing[other] for other in waiting)
            mine = [place for place, service in rivals if service in skills[line["counter"]]]
            excused = line.get("reason") or line.get("why", IN_ORDER) != IN_ORDER
            if standing[ticket][0] != min(mine, default=None) and not excused:
                yield f"{ticket} was called before somebody who had waited longer"
        place, service = standing.get(ticket, (0, ""))
        standing[ticket] = (line.get("place") or place, line.get("service") or service)
        if state == "waiting":
            waiting.add(ticket)
        else:
            waiting.discard(ticket)


def _one_effect_a_request(evidence: Evidence, seen: list[str]) -> Iterator[str]:
    effects: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for line in _born(evidence):
        if line.get("request"):
            seen.append(line["request"])
            effects[line["what"], line["by"], line["request"]].add(line["ticket"])
    for (what, _, _), tickets in effects.items():
        if len(tickets) > 1:
            yield f"one request led to {len(tickets)} tickets by {what}: {', '.join(sorted(tickets))}"
    asked = {line["request"] for line in evidence.history if line["type"] == "invoke" and line["what"] in GIVING}
    answered = Tally(line["request"] for line in _given(evidence))
    yield from (f"a request nobody made was answered: {request}" for request in answered if request not in asked)


def _born(evidence: Evidence) -> Iterator[Line]:
    return (line for line in evidence.journal if line["what"] in ("issue", "merge"))


def _given(evidence: Evidence) -> Iterator[Line]:
    return (line for line in evidence.history if line["type"] == "ok" and line["what"] in GIVING)


def _moment(line: Line) -> float:
    return datetime.fromisoformat(line["at"]).timestamp()
