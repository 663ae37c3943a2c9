"""Kiosks as separate processes: each asks for one number after the other, over MQTT, the same again until answered."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from lobby.bench.hall import SERVICES
from lobby.contract.message import Answer, Refused
from lobby.contract.tickets import IssueTicket, TicketIssued
from lobby.identity import read_identity
from lobby.link import Link, LinkDown, NoAnswerInTime

PATIENCE_S = 1.5
UP_S = 10.0


class Echo(Answer, tag="echo", frozen=True, kw_only=True):
    """The floor's answer: the request's own content."""

    service: str
    token: str
    deadline: datetime


class EchoWish(IssueTicket, tag="echo-wish", frozen=True, kw_only=True):
    """A request for a number that is only sent back; same topic, same size."""

    answer: ClassVar[type[Answer]] = Echo


class Task(Enum):
    """What a client asks for until it is told to end."""

    ECHO = EchoWish
    ISSUE = IssueTicket


class Given(Struct, frozen=True):
    """One number as its client knows it. `began` is wall seconds, the same for all processes."""

    request: str
    ticket: str
    began: float
    seconds: float


class Phase(Struct, frozen=True, kw_only=True):
    """What the clients did of one task."""

    given: list[Given]
    """Every number, the first ones and the last ones included."""
    counted: list[Given]
    """Those that came while the time counted."""
    rate: float
    """Of those, a second."""


class Clients:
    """Client processes, forked at once and told by pipe what to do."""

    def __init__(self, data: Path, hall: str, names: Sequence[str]) -> None:
        """To be made before this process has threads."""
        context = multiprocessing.get_context("fork")
        self._pipes: list[Connection] = []
        self._processes = []
        for name in names:
            ours, theirs = context.Pipe()
            process = context.Process(target=_client, args=(theirs, data, hall, name), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def ask_until_told(self, task: Task, seconds: float) -> Phase:
        """All clients ask, one request open each; after everybody's first answer the time counts."""
        for pipe in self._pipes:
            pipe.send(task)
        for pipe in self._pipes:
            pipe.recv()
        begin = time.time()
        time.sleep(seconds)
        end = time.time()
        for pipe in self._pipes:
            pipe.send(None)
        given = [one for pipe in self._pipes for one in pipe.recv()]
        counted = [one for one in given if begin <= one.began + one.seconds <= end]
        return Phase(given=given, counted=counted, rate=len(counted) / (end - begin))

    def stop(self) -> None:
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join()


def _client(pipe: Connection, data: Path, hall: str, name: str) -> None:
    link = Link(read_identity(data, name), hall)
    link.start()
    if not link.wait_up(UP_S):
        raise SystemExit(f"{name} does not reach the broker")
    while (task := pipe.recv()) is not None:
        pipe.send(_ask_until_told(pipe, link, task))
    link.stop()


def _ask_until_told(pipe: Connection, link: Link, task: Task) -> list[Given]:
    given = [_one_number(link, task, 0)]
    pipe.send(None)
    while not pipe.poll():
        given.append(_one_number(link, task, len(given)))
    pipe.recv()
    return given


def _one_number(link: Link, task: Task, count: int) -> Given:
    """Ask with one id until an answer comes: only then does a citizen hold a number."""
    began, request = time.time(), str(uuid.uuid4())
    while True:
        deadline = datetime.now(UTC) + timedelta(seconds=PATIENCE_S)
        wish = task.value(request=request, deadline=deadline, service=f"s{count % SERVICES}", token=request[:20])
        answer = _answer(link, wish)
        if isinstance(answer, TicketIssued):
            return Given(request, answer.view.ticket, began, time.time() - began)
        if isinstance(answer, Echo):
            return Given(request, answer.token, began, time.time() - began)


def _answer(link: Link, wish: IssueTicket) -> Answer | None:
    try:
        answer = link.ask_and_wait(wish, PATIENCE_S)
    except NoAnswerInTime:
        return None
    except LinkDown:
        time.sleep(0.05)
        return None
    return None if isinstance(answer, Refused) else answer
