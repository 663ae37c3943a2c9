"""What thirty devices on one station cost while nobody comes: a real rack in this program, their other ends elsewhere.

The percent of a core is this program's whole time on the processor; a device's own is that of its thread.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

from msgspec import Struct

from config.site import Device
from devices.driver import LineDriver
from devices.health import Health
from devices.rack import Rack
from devices.registry import drivers
from devices.values import DeviceEvent

DEVICES = 30
SETTLE_S = 3.0
OPENING_S = 30.0


class ModelIdle(Struct, frozen=True, kw_only=True):
    """One device of a model, left alone: percent of a core, and how often a second its thread woke up."""

    model: str
    devices: int
    cpu_percent: float
    wakes_per_s: float


class Idle(Struct, frozen=True, kw_only=True):
    """All of them together, for `seconds`."""

    devices: int
    seconds: float
    cpu_percent: float
    each: tuple[ModelIdle, ...]


def measure(seconds: float) -> Idle:
    """Every model on a byte line in turn, with the options it has by default, until there are thirty."""
    return of(list(islice(cycle(sorted(_on_a_line())), DEVICES)), seconds)


def of(models: Sequence[str], seconds: float, *, settle_s: float = SETTLE_S) -> Idle:
    """One station with a device of each of these models."""
    with _ports(models) as ports:
        devices = [Device(id=f"{model}.{n}", model=model, port=port) for n, (model, port) in enumerate(ports)]
        rack = Rack(devices, _nobody)
        rack.start()
        try:
            _wait_until_usable(rack)
            time.sleep(settle_s)
            return _watch(devices, seconds)
        finally:
            rack.stop()


def _on_a_line() -> list[str]:
    return [model for model, made in drivers().items() if issubclass(made, LineDriver) and not made.needs]


@contextmanager
def _ports(models: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    command = [sys.executable, "-m", "devices.bench.crowd", *models]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdin
        assert crowd.stdout
        yield [(model, crowd.stdout.readline().strip()) for model in models]
        crowd.stdin.close()


def _nobody(_event: DeviceEvent) -> None:
    """Nobody listens: what is handed up costs whoever takes it."""


def _wait_until_usable(rack: Rack) -> None:
    until = time.monotonic() + OPENING_S
    while lacking := [health for health in rack.health if not health.usable]:
        if time.monotonic() > until:
            raise TimeoutError(f"not usable: {', '.join(map(_named, lacking))}")
        time.sleep(0.1)


def _named(health: Health) -> str:
    return f"{health.device} ({health.state} {health.reason})"


def _watch(devices: Sequence[Device], seconds: float) -> Idle:
    start, cpu, threads = time.monotonic(), time.process_time(), _threads()
    time.sleep(seconds)
    took, spent = time.monotonic() - start, time.process_time() - cpu
    by_model = defaultdict[str, list[tuple[float, int]]](list)
    for name, (cpu_s, wakes) in _threads().items():
        before = threads.get(name, (0.0, 0))
        by_model[name.rpartition(".")[0]].append((cpu_s - before[0], wakes - before[1]))
    return Idle(
        devices=len(devices),
        seconds=round(took, 1),
        cpu_percent=round(spent / took * 100, 2),
        each=tuple(_of_model(model, by_model[f"device-{model}"], took) for model in sorted({d.model for d in devices})),
    )


def _of_model(model: str, spent: Sequence[tuple[float, int]], took: float) -> ModelIdle:
    cpu_s, wakes = sum(cpu for cpu, _ in spent), sum(times for _, times in spent)
    return ModelIdle(
        model=model,
        devices=len(spent),
        cpu_percent=round(cpu_s / took / len(spent) * 100, 3),
        wakes_per_s=round(wakes / took / len(spent), 1),
    )


def _threads() -> dict[str, tuple[float, int]]:
    """Each thread's seconds on the processor and how often it got there, from the kernel's own count."""
    counted = {}
    for thread in threading.enumerate():
        cpu_ns, _, wakes = Path(f"/proc/self/task/{thread.native_id}/schedstat").read_text().split()
        counted[thread.name] = (int(cpu_ns) / 1e9, int(wakes))
    return counted
