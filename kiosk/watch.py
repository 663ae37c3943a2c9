"""Leads processes: starts them, starts again what died or whose screen thread stopped, and takes all down at its end.

    leader = Leader([Program(name="terminal", command=("python", "-m", "kiosk", "terminal", …), beats=True)])
    leader.start()
    while …:
        leader.turn(1.0)      # at most a second; restarts what has to be restarted
    leader.stop()

A terminal under watch bumps a pipe from its UI thread (`Beat`); after five seconds of silence it is killed and started
again (F003: a frozen screen answers MQTT all the same). A led process dies with its leader, whatever kills that.
"""

from __future__ import annotations

import ctypes
import logging
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec import Struct

log = logging.getLogger("kapok.watch")

BEAT_FD = "KAPOK_BEAT_FD"
"""Environment variable that tells a led process where to beat."""
BEAT_S = 0.5
SILENT_S = 5.0
START_S = 20.0
"""The first beat may take so long: a cold machine reads a lot from its disk."""
STOP_S = 3.0
PAUSES_S = (0.0, 0.5, 1.0, 2.0, 5.0)
STEADY_S = 3.0
"""Who has lived so long starts again at once when it dies: somebody stands before it."""
_PR_SET_PDEATHSIG = 1
_prctl = ctypes.CDLL(None, use_errno=True).prctl


class Program(Struct, frozen=True, kw_only=True):
    """One process to lead. `beats`: it is given a pipe to beat on. `fds` are inherited as they are."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = {}
    """Added to the leader's own."""
    fds: tuple[int, ...] = ()
    beats: bool = False
    output: Path | None = None
    """Where its words go; None: where the leader's go."""
    final: frozenset[int] = frozenset({0})
    """Exit codes that are meant: it is not started again."""


class Beat:
    """The led side: one byte a beat, from the thread that must not stop. Without a leader it does nothing."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        fd = environment.get(BEAT_FD)
        self._fd = int(fd) if fd else None
        if self._fd is not None:
            os.set_blocking(self._fd, False)
            os.set_inheritable(self._fd, False)

    def __call__(self) -> None:
        if self._fd is None:
            return
        try:
            os.write(self._fd, b".")
        except BlockingIOError:
            return  # nobody has read for long: the pipe is full of beats
        except BrokenPipeError:
            self._fd = None


class Led:
    """One program's process, from start to start. Knows when it must be started again."""

    def __init__(self, program: Program, selector: selectors.BaseSelector, clock: Callable[[], float]) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.ended_with: int | None = None
        """The exit code it meant: it is not started again."""
        self._selector = selector
        self._clock = clock
        self._fds: list[int] = []
        self._beat_by = 0.0
        self._started_at = 0.0
        self._start_at: float | None = None
        self._quick_deaths = 0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process is not None else 0

    def start(self) -> None:
        reading, writing = os.pipe() if self.program.beats else (-1, -1)
        environment = {**os.environ, **self.program.environment}
        fds = self.program.fds
        if self.program.beats:
            environment[BEAT_FD] = str(writing)
            fds = (*fds, writing)
        self.process = self._spawn(environment, fds)
        self.starts += 1
        self._started_at, self._start_at = self._clock(), None
        self._beat_by = self._started_at + START_S
        self._listen(os.pidfd_open(self.process.pid))
        if self.program.beats:
            os.close(writing)
            os.set_blocking(reading, False)
            self._listen(reading)

    def _spawn(self, environment: Mapping[str, str], fds: tuple[int, ...]) -> subprocess.Popen[bytes]:
        output = self.program.output.open("ab") if self.program.output else None
        try:
            return subprocess.Popen(
                self.program.command,
                env=environment,
                pass_fds=fds,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
                preexec_fn=_die_with_leader,
            )
        finally:
            if output is not None:
                output.close()

    def _listen(self, fd: int) -> None:
        self._fds.append(fd)
        self._selector.register(fd, selectors.EVENT_READ, self)

    def _forget_fds(self) -> None:
        for fd in self._fds:
            self._selector.unregister(fd)
            os.close(fd)
        self._fds.clear()

    def heard(self, fd: int) -> None:
        """Something can be read: a beat, or the end of the process (which `turn` looks at)."""
        if self.program.beats and fd == self._fds[-1] and os.read(fd, 4096):
            self._beat_by = self._clock() + SILENT_S

    def excuse(self) -> None:
        """The leader itself slept: silence meanwhile says nothing."""
        self._beat_by = max(self._beat_by, self._clock() + SILENT_S)

    def next_at(self) -> float | None:
        """When this process wants a turn by itself."""
        if self._start_at is not None:
            return self._start_at
        return self._beat_by if self.program.beats and self.process is not None else None

    def turn(self) -> None:
        now = self._clock()
        if self._start_at is not None and now >= self._start_at:
            self.start()
        elif self.process is not None and self.process.poll() is not None:
            self._died(self.process.returncode)
        elif self.process is not None and self.program.beats and now >= self._beat_by:
            log.error("%s: its screen thread has stopped; it is killed and started again", self.program.name)
            self.signal(signal.SIGKILL)
            self.process.wait()
            self._died(self.process.returncode)

    def _died(self, code: int) -> None:
        """Start again: at once after a steady life, with growing pauses after quick deaths."""
        self.signal(signal.SIGKILL)  # what is left of its process group
        self._forget_fds()
        self.process = None
        if code in self.program.final:
            self.ended_with = code
            return
        steady = self._clock() - self._started_at > STEADY_S
        self._quick_deaths = 0 if steady else self._quick_deaths + 1
        pause = PAUSES_S[min(max(0, self._quick_deaths - 1), len(PAUSES_S) - 1)]
        log.warning("%s ended with code %d; it starts again in %.1f s", self.program.name, code, pause)
        self._start_at = self._clock() + pause

    def signal(self, number: int) -> None:
        """To the whole process group; nothing happens when it is gone."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def stop(self, by: float) -> None:
        """Wait for it until `by`, then kill it. `signal(SIGTERM)` comes first."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, by - self._clock()))
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()
        self.signal(signal.SIGKILL)
        self._forget_fds()
        self.process = None
        self._start_at = None


class Leader:
    """Leads programs in the order given, and stops them in the opposite one. Used from one thread."""

    def __init__(self, programs: Iterable[Program], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._selector = selectors.DefaultSelector()
        self._clock = clock
        self._led = {program.name: Led(program, self._selector, clock) for program in programs}

    def __getitem__(self, name: str) -> Led:
        return self._led[name]

    def add(self, program: Program) -> Led:
        """Lead one more, at once."""
        led = self._led[program.name] = Led(program, self._selector, self._clock)
        led.start()
        return led

    def start(self) -> None:
        for led in self._led.values():
            led.start()

    @property
    def finished(self) -> bool:
        """Every program ended by itself, as it meant to."""
        return all(led.ended_with is not None for led in self._led.values())

    @property
    def code(self) -> int:
        """The worst exit code that was meant."""
        return max((led.ended_with or 0 for led in self._led.values()), default=0)

    def turn(self, seconds: float) -> None:
        """Wait for beats and deaths at most so long, and restart what has to be."""
        until = self._clock() + seconds
        wanted = [at for led in self._led.values() if (at := led.next_at()) is not None]
        wait = max(0.0, min([until, *wanted]) - self._clock())
        for key, _ in self._selector.select(wait):
            key.data.heard(key.fd)
        if self._clock() - until > 2.0:
            for led in self._led.values():
                led.excuse()
        for led in self._led.values():
            led.turn()

    def stop(self) -> None:
        """All of them, the last first; within a few seconds, by force if it must be."""
        for led in reversed(self._led.values()):
            led.signal(signal.SIGCONT)
            led.signal(signal.SIGTERM)
            led.stop(self._clock() + STOP_S)


def _die_with_leader() -> None:
    """In the child, before it becomes the program: the kernel kills it when its leader dies."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def lead(programs: Iterable[Program]) -> int:
    """Lead until SIGTERM, SIGINT, or until all have ended as they meant to. The exit code to end with."""
    leader = Leader(programs)
    wanted: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, _: wanted.append(got))
    leader.start()
    try:
        while not wanted and not leader.finished:
            leader.turn(1.0)
    finally:
        leader.stop()
    return leader.code
