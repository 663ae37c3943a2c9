"""The trace understands every message of every wire: each model works through a passage, and nothing that passes is
noise to its decoder or names anybody.

All models are tried at the same time, since they mostly wait; a new one is held to this without a line.
"""

from __future__ import annotations

import queue
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.site import Device
from devices.commands.sniff import in_file, on_screen
from devices.decoder import Sender
from devices.desk.passage import Passage
from devices.desk.trace import QUIET_S, Trace, Traced
from devices.driver import LineDriver, LineOptions
from devices.health import DeviceState
from devices.rack import Rack
from devices.registry import decoders, driver, drivers, emulator
from devices.transports.line import Line
from devices.transports.serial import SerialLine
from devices.transports.tcp import SCHEME, TcpLine
from tests.devices.ear import Ear
from tests.devices.works.every import exercise_of
from tests.given_time import GivenTime
from tests.logs import ExpectedLogs

MODELS = [model for model, found in sorted(drivers().items()) if found.wire and issubclass(found, LineDriver)]
PUBLIC = {"onbon-bx5"}
"""Wires whose text is for everybody."""
BARE = {"custom-kpm210"}
"""Models that also answer with one byte without fixed bits, which only their asker knows."""
PERSONAL = ("张木棉", "A012-secret", b"A012-secret".hex().upper(), "木棉".encode("utf-16-le").hex().upper())


def traced(model: str, clock: GivenTime) -> list[Traced] | None:
    """All that passed while the device did once what its kind is for; None for a port that is no line."""
    found, passed = driver(model), queue.SimpleQueue[tuple[float, Sender, bytes]]()
    baud = getattr(found.options_type(), "baud", LineOptions().baud)
    with emulator(model)(baud=baud) as device:
        line = opened(device.port, baud)
        if line is None:
            return None
        passage = Passage(
            line, tell=lambda who, data: passed.put((clock.now(), who, data)), lost=lambda _why: None
        ).start()
        ear = Ear()
        rack = Rack([Device(id="device-1", model=model, port=passage.port)], ear)
        rack.start()
        ear.health(DeviceState.READY, within_s=30)
        ear.all_for(0.05)
        exercise_of(found)(device, rack, ear)
        rack.stop()
        passage.close()
    return told(Trace(decoders()[found.wire]()), passed, clock)


def opened(port: str, baud: int) -> Line | None:
    """A technician can stand in a serial line or a socket; USB pipes and keyboards are no such thing."""
    if port.startswith(SCHEME):
        return TcpLine(port)
    return SerialLine(port, baud=baud) if Path(port).is_char_device() else None


def told(trace: Trace, passed: queue.SimpleQueue[tuple[float, Sender, bytes]], clock: GivenTime) -> list[Traced]:
    """Without what was cut off when the driver was stopped."""
    messages: list[Traced] = []
    while not passed.empty():
        messages += trace.feed(*passed.get())
    return messages + list(trace.quiet(clock.now() + QUIET_S))


@pytest.mark.fault("F025")
def test_every_message_of_every_wire_is_understood_and_none_names_anybody(expected_logs: ExpectedLogs) -> None:
    expected_logs.may("is lost")  # on a machine that is busy with all of them
    with GivenTime() as clock, ThreadPoolExecutor(len(MODELS)) as pool:
        results = dict(zip(MODELS, pool.map(lambda model: traced(model, clock), MODELS), strict=True))
    traces = {model: found for model, found in results.items() if found is not None}
    assert len(traces) >= 15
    for model, found in traces.items():
        noise = [one for one in found if one.error and not (model in BARE and one.size == 1)]
        assert [(one.sender, one.error, one.hex) for one in noise] == [], model
        assert len(found) > 1, model
        assert driver(model).wire in PUBLIC or names_in(found) == [], model


def names_in(found: list[Traced]) -> list[str]:
    shown = "\n".join(line for one in found for line in (*on_screen(one), in_file(one))).replace(" ", "")
    return [word for word in PERSONAL if word.replace(" ", "") in shown]
