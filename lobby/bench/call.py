"""`bench call`: from the clerk's key to the last of many screens that answered for it, beside a bare fan-out.

Real broker, real server process, screens in processes of their own that answer a call as a display does after its
paint (the paint itself is the kiosk's). *Floor*: the same message from the same broker to the same screens, each
answering once, with no server behind it: no request, no rule, no commit, no board.
"""

from __future__ import annotations

import argparse
import math
import queue
import secrets
import select
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from msgspec import Struct

from config.site import Role
from lobby.bench.bare import BareClient
from lobby.bench.hall import BenchHall
from lobby.contract.boards import Call, CallRow, Heartbeat, Shown
from lobby.contract.catalogue import decode, encode, filter_of, topic_of
from lobby.contract.counters import CallNext, CounterChanged, CounterState, Finish, OpenCounter, Serve
from lobby.contract.message import SERVER, Answer, Request
from lobby.contract.tickets import IssueTicket, TicketIssued
from lobby.identities import make_identity
from lobby.identity import read_identity
from lobby.link import Link
from lobby.routes import Received

PROCESSES = 4
WARM_UP = 5
"""Calls of each kind that are made and not counted: buffers and pages fill once."""
PATIENCE_S = 5.0
"""A receipt that takes longer is lost."""
START_S = 30.0
DEADLINE = timedelta(seconds=10)
KIOSK, KEYS, COUNTER, EAR = "kiosk-1", "keys-1", "w1", "ear"
AnswerT = TypeVar("AnswerT", bound=Answer)


class BenchFailed(Exception):
    """The hall of the bench did not do what a hall must; there is no figure."""


class Result(Struct, frozen=True, kw_only=True):
    """The last line of the bench. `expected` and `shown` are the server's own count, summed over the calls."""

    bench: str
    screens: int
    calls: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    floor_p50_ms: float
    floor_p99_ms: float
    ratio_to_floor: float
    """Of the medians."""
    expected: int
    shown: int
    lost: int
    """Of screens × calls, what the server has no receipt of."""

    @property
    def sound(self) -> bool:
        return not self.lost


class Counted(Struct, frozen=True, kw_only=True):
    """One call: seconds from the key to the last receipt, and what the server made of it."""

    took: float
    expected: int
    shown: int


def run(arguments: argparse.Namespace) -> Result:
    """Raises BenchFailed."""
    screens, calls = arguments.screens, arguments.calls
    hall = BenchHall(kiosks=1, screens=screens)
    make_identity(hall.site, hall.data, EAR, Role.OBSERVER)
    with hall, _screens(hall, screens), closing(Ear(hall)) as ear:
        floor = list(_fan_out(hall, ear, screens, calls - calls // 2))
        counted = list(_calls(hall, ear, screens, calls))
        floor += _fan_out(hall, ear, screens, calls // 2)
    return _result(screens, counted, floor)


def _result(screens: int, counted: list[Counted], floor: list[float]) -> Result:
    took, shown = [one.took for one in counted], sum(one.shown for one in counted)
    return Result(
        bench="call",
        screens=screens,
        calls=len(counted),
        p50_ms=_ms(took, 0.5),
        p99_ms=_ms(took, 0.99),
        max_ms=_ms(took, 1),
        floor_p50_ms=_ms(floor, 0.5),
        floor_p99_ms=_ms(floor, 0.99),
        ratio_to_floor=round(_ms(took, 0.5) / _ms(floor, 0.5), 2),
        expected=sum(one.expected for one in counted),
        shown=shown,
        lost=screens * len(counted) - shown,
    )


def _ms(seconds: list[float], share: float) -> float:
    """The nearest-rank percentile, in milliseconds."""
    rank = max(1, math.ceil(share * len(seconds)))
    return round(1000 * sorted(seconds)[rank - 1], 2)


# -- the calls and the floor ------------------------------------------------------------------------------------------


def _calls(hall: BenchHall, ear: Ear, screens: int, calls: int) -> Iterator[Counted]:
    """One counter works off a queue as fast as its screens answer."""
    with _up(hall, KIOSK) as kiosk, _up(hall, KEYS) as keys, _serving(hall, keys):
        clerk = Clerk(keys)
        _issue(kiosk, WARM_UP + calls)
        clerk.ask(OpenCounter)
        clerk.wait_for_screens(kiosk, screens)
        for turn in range(WARM_UP + calls):
            counted = clerk.call(ear, screens)
            if turn >= WARM_UP:
                yield counted


def _fan_out(hall: BenchHall, ear: Ear, screens: int, rounds: int) -> Iterator[float]:
    """Seconds from a publication to the last of its receipts, with nobody between."""
    topic = topic_of(Call, hall.site.hall.id)
    with closing(BareClient(read_identity(hall.data, SERVER))) as speaker:
        for turn in range(WARM_UP + rounds):
            call = _bare_call()
            begun = time.monotonic()
            speaker.publish(topic, encode(call))
            took = ear.last_of(call.id, screens) - begun
            if turn >= WARM_UP:
                yield took


def _bare_call() -> Call:
    id = secrets.token_hex(8)
    row = CallRow(call=id, label="A001", counter=1, called_at=datetime.now(UTC))
    return Call(id=id, zone="1A", ticket="20261123-A001", row=row)


def _issue(kiosk: Link, count: int) -> None:
    for _ in range(count):
        wish = IssueTicket(request=str(uuid.uuid4()), deadline=_soon(), service="s0", token=secrets.token_hex(10))
        _must(kiosk.ask_and_wait(wish, PATIENCE_S), TicketIssued)


def _soon() -> datetime:
    return datetime.now(UTC) + DEADLINE


def _must(answer: Answer, kind: type[AnswerT]) -> AnswerT:
    if not isinstance(answer, kind):
        raise BenchFailed(f"the server said {answer}")
    return answer


class Ear:
    """An outsider that hears every receipt on its way to the server."""

    def __init__(self, hall: BenchHall) -> None:
        self._client = BareClient(read_identity(hall.data, EAR))
        self._client.subscribe(filter_of(Shown, hall.site.hall.id))
        self.close = self._client.close

    def last_of(self, call: str, screens: int) -> float:
        """When the last screen's receipt of this call arrived, monotonic seconds. Raises BenchFailed."""
        seen: set[str] = set()
        while len(seen) < screens:
            if not select.select([self._client], [], [], PATIENCE_S)[0]:
                raise BenchFailed(f"{len(seen)} of {screens} screens answered for a call")
            receipts = [decode(payload, Shown) for _, payload in self._client.take()]
            seen |= {receipt.station for receipt in receipts if receipt.call == call}
        return time.monotonic()


class Clerk:
    """One counter's keys, and the counter as the server publishes it."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._states: queue.SimpleQueue[Received[CounterState]] = queue.SimpleQueue()
        link.on(CounterState, self._states.put, counter=COUNTER)

    def ask(self, key: type[Request]) -> CounterState:
        wish = key(request=str(uuid.uuid4()), deadline=_soon())
        return _must(self._link.ask_and_wait(wish, PATIENCE_S), CounterChanged).counter

    def call(self, ear: Ear, screens: int) -> Counted:
        begun = time.monotonic()
        counter = self.ask(CallNext)
        took = ear.last_of(counter.call, screens) - begun
        shown = self._shown(counter)
        self._work_off()
        return Counted(took=took, expected=counter.expected, shown=shown)

    def wait_for_screens(self, kiosk: Link, screens: int) -> None:
        """Until the server knows all screens alive, by calling: only a call says whom it expects."""
        expected, until = -1, time.monotonic() + START_S
        while expected < screens:
            if time.monotonic() > until:
                raise BenchFailed(f"the server expects {expected} of {screens} screens")
            _issue(kiosk, 1)
            expected = self.ask(CallNext).expected
            self._work_off()

    def _work_off(self) -> None:
        self.ask(Serve)
        self.ask(Finish)

    def _shown(self, counter: CounterState) -> int:
        """Screens the server counts for the call, as soon as it has them all, or at the end of patience."""
        shown, until = 0, time.monotonic() + PATIENCE_S
        while shown < counter.expected and (left := until - time.monotonic()) > 0:
            try:
                state = self._states.get(timeout=left).message
            except queue.Empty:
                break
            if state.call == counter.call:
                shown = state.shown
        return shown


# -- who takes part ---------------------------------------------------------------------------------------------------


@contextmanager
def _up(hall: BenchHall, name: str) -> Iterator[Link]:
    link = Link(read_identity(hall.data, name), hall.site.hall.id)
    link.start()
    try:
        if not link.wait_up(PATIENCE_S):
            raise BenchFailed(f"{name} has no broker")
        yield link
    finally:
        link.stop()


@contextmanager
def _serving(hall: BenchHall, keys: Link) -> Iterator[None]:
    """The server's own program, from its first live heartbeat to the block's end."""
    alive = threading.Event()
    keys.on(Heartbeat, lambda seen: None if seen.retained else alive.set())
    hall.start_server()
    try:
        if not alive.wait(START_S):
            raise BenchFailed("the server does not serve")
        yield
    finally:
        hall.stop_server()


@contextmanager
def _screens(hall: BenchHall, count: int) -> Iterator[None]:
    """All screens up, some in each process; ended with the block."""
    names = [f"screen-{number}" for number in range(1, count + 1)]
    with ExitStack() as ends:
        shares = [names[first::PROCESSES] for first in range(min(PROCESSES, count))]
        for process in [ends.enter_context(_share(hall, share)) for share in shares]:
            if process.stdout is None or process.stdout.readline() != b"up\n":
                raise BenchFailed("the screens did not come up")
        yield


@contextmanager
def _share(hall: BenchHall, names: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-m", "lobby.bench.screens", hall.site.hall.id, str(hall.data), *names]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
