"""Hands letters to the gateway beside the server's loop: three tries with growing pauses, then it says that it failed
(F059). What became of each goes back to the server; nothing is dropped in silence."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from lobby.contract.channels import ChannelState
from lobby.items import LetterTold
from lobby.messages.letter import Gateway, GatewayDown, Letter, Outcome

log = logging.getLogger(__name__)

TRIES = 3
PAUSES_S = (1.0, 3.0)
"""Before the second and the third try."""
ASKS_S = (1.0, 2.0, 4.0, 8.0)
"""Before each question for a report; the last one again and again."""
WORKERS = 4
"""A gateway that hangs on one letter must not hold up the next."""
STOP_S = 5.0
"""A gateway that hangs does not hold up the end of the server."""
EXPIRED, NO_REPORT = "expired", "no-report"


class _Job(Struct, frozen=True, kw_only=True):
    """One letter on its way. Times are monotonic."""

    letter: Letter
    until: float
    tries: int = 0
    ref: str = ""
    """Not empty: handed over, its fate is asked for."""
    handed: float = 0.0
    asked: int = 0


class Sender:
    """`post` from any thread; `start` with the one who is told, `stop` at the end. What is not sent by then is still
    in the database and goes out after the next start."""

    def __init__(self, gateway: Gateway, report_s: float, pauses: tuple[float, ...] = PAUSES_S) -> None:
        """`report_s`: no report by then means that it did not arrive."""
        self._gateway, self._report_s, self._pauses = gateway, report_s, pauses
        self._due: list[tuple[float, int, _Job]] = []
        self._order = itertools.count()
        self._rung = threading.Condition()
        self._stopping = False
        self._tell: Callable[[LetterTold], None] = _unheard
        self._workers = [threading.Thread(target=self._work, name=f"sender-{n}", daemon=True) for n in range(WORKERS)]

    def start(self, tell: Callable[[LetterTold], None]) -> None:
        self._tell = tell
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        with self._rung:
            self._stopping = True
            self._rung.notify_all()
        for worker in self._workers:
            worker.join(STOP_S)

    def post(self, letter: Letter) -> None:
        now = time.monotonic()
        self._put(_Job(letter=letter, until=now + letter.good_s, ref=letter.ref, handed=now), 0.0)

    def _put(self, job: _Job, pause: float) -> None:
        with self._rung:
            heapq.heappush(self._due, (time.monotonic() + pause, next(self._order), job))
            self._rung.notify()

    def _take(self) -> _Job | None:
        """The next job that is due; None: the end."""
        with self._rung:
            while not self._stopping:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._rung.wait(wait)
        return None

    def _work(self) -> None:
        while (job := self._take()) is not None:
            try:
                self._ask(job) if job.ref else self._send(job)
            except GatewayDown as down:
                self._again(job, str(down))
            except Exception as defect:
                log.exception("a gateway failed in a way it should not")
                self._end(job, Outcome(state=ChannelState.FAILED, detail=type(defect).__name__))

    def _send(self, job: _Job) -> None:
        if time.monotonic() >= job.until:
            self._end(job, Outcome(state=ChannelState.FAILED, detail=EXPIRED))
            return
        outcome = self._gateway.send(job.letter)
        if outcome.state is not ChannelState.SENT or not self._gateway.reports or not outcome.ref:
            self._end(job, outcome)
            return
        self._tell(LetterTold(job.letter.id, outcome, last=False))
        self._put(replace(job, ref=outcome.ref, handed=time.monotonic()), ASKS_S[0])

    def _ask(self, job: _Job) -> None:
        outcome = self._gateway.report(job.ref)
        if outcome.state is ChannelState.SENT:
            self._ask_later(job)
        else:
            self._end(job, outcome)

    def _ask_later(self, job: _Job) -> None:
        if time.monotonic() - job.handed >= self._report_s:
            self._end(job, Outcome(state=ChannelState.FAILED, detail=NO_REPORT))
            return
        asked = job.asked + 1
        self._put(replace(job, asked=asked), min(ASKS_S[min(asked, len(ASKS_S) - 1)], self._report_s))

    def _again(self, job: _Job, why: str) -> None:
        if job.ref:
            self._ask_later(job)
        elif job.tries + 1 < TRIES:
            self._put(replace(job, tries=job.tries + 1), self._pauses[job.tries])
        else:
            self._end(job, Outcome(state=ChannelState.FAILED, detail=why))

    def _end(self, job: _Job, outcome: Outcome) -> None:
        self._tell(LetterTold(job.letter.id, outcome, last=True))


def _unheard(_told: LetterTold) -> None:
    """Before `start` no worker runs."""
