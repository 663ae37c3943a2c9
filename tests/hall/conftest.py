"""Whole halls: real broker, real server, emulated devices on their wires, and a kiosk without a panel, as programs."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.hall.ground import Ground
from kiosk.hall.hands import NotThere
from kiosk.hall.house import House
from tests.given_time import GivenTime

KIOSK = "K-01"
WAYS_OUT = ("same-person", "still-here", "finish", "done", "remembered", "home", "staff:leave", "back", "cancel")


PERSONS = itertools.count()


class Kiosk:
    """The hall's kiosk: a finger on its screen, hands on its devices, and an eye on what it wrote down."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.hands = house.hands[KIOSK]

    # --- the screen ---------------------------------------------------------------------------------------------------

    def tap(self, *names: str) -> None:
        for name in names:
            self.hands.order(do="wait", target=name)
            self.hands.tap(name)

    def wait(self, view: str, *, seconds: float = 30, **fields: object) -> dict[str, Any]:
        """The view's fields, once it stands there with these."""
        shown: dict[str, Any] = self.hands.wait(view, seconds=seconds, **fields)["fields"]
        return shown

    def wait_frame(self, *, seconds: float = 30, **frame: object) -> None:
        self.hands.order(do="wait", frame=frame, seconds=seconds)

    def state(self) -> dict[str, Any]:
        return self.hands.state()

    def home(self) -> None:
        """To a home page in peace, whatever stands there."""
        for _ in range(8):
            if self._is_home():
                return
            self._leave()
        raise AssertionError(f"no way home from {self.state()}")

    def _is_home(self) -> bool:
        state = self.state()
        return state["view"] == "HomeView" and not state["overlay"] and state["frame"]["look"]["language"] == "zh-Hans"

    def _leave(self) -> None:
        for name in WAYS_OUT:
            try:
                self.hands.tap(name)
            except NotThere:
                continue
            break
        else:
            self.hands.tap("lang:zh-Hans")
        self.hands.order(do="state")

    def take(self, service: str = "general") -> None:
        """From home to the wish, without ID."""
        self.tap("take", f"service:{service}")

    # --- devices and network ------------------------------------------------------------------------------------------

    def device(self, name: str, command: str) -> dict[str, Any]:
        return self.house.devices[KIOSK, name].tell(command)

    def card(self, preset: str = "") -> None:
        """Of somebody who was not here before, if it is not said whose: who holds a number is given no second one."""
        if not preset:
            preset = f'{{"birth": "{date(1985, 1, 1) + timedelta(days=next(PERSONS)):%Y%m%d}"}}'
        self.device("reader", f"card {preset}")

    def cut(self) -> None:
        self.house.cables[KIOSK].cut()

    def mend(self) -> None:
        self.house.cables[KIOSK].mend()

    def kill(self) -> None:
        self.house.company.kill(KIOSK)

    def make_well(self) -> None:
        """Every device well, nothing on the reader, online, and at home in peace."""
        self.mend()
        for command in ("clear", "remove"):
            self.device("reader", command)
        self.device("scanner", "clear")
        for command in ("clear", "cover closed", "cutter ok", "refill"):
            self.device("printer", command)
        self.wait_frame(online=True)
        self.home()
        self.wait("HomeView", reader=True, scanner=True, paper=True, take_card=False)

    # --- what it left behind ------------------------------------------------------------------------------------------

    def history(self) -> list[dict[str, Any]]:
        """Whole lines only: a killed kiosk may have left half of one."""
        text = self.house.history_file(KIOSK).read_text("utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def slip(self, label: str, *, nth: int = 1, seconds: float = 30) -> dict[str, Any]:
        """The nth slip with this number that came out whole, as its bytes said it; drawn a moment after the knife."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            slips = self.device("printer", "slips")["slips"]
            found[:] = [slip for slip in slips if slip["cut"] and label in slip["text"]]
            return len(found) >= nth

        wait_until(is_there, seconds)
        return found[nth - 1]

    def noted(self, what: str, **fields: object) -> list[dict[str, Any]]:
        return [
            line
            for line in self.history()
            if line["what"] == what and all(line.get(key) == value for key, value in fields.items())
        ]


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Look every now and then; fail when it never is."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One hall for all tests of a file."""
    ground = Ground(tmp_path_factory.mktemp("hall"))
    site = ground.lay(any_ports=True)
    house = House(ground, site, kiosks=(KIOSK,), displays=(), headless=True)
    try:
        house.open()
        yield house
    finally:
        house.close()


@pytest.fixture
def kiosk(house: House) -> Iterator[Kiosk]:
    """The kiosk at its home page, online, every device well and nothing on the reader."""
    kiosk = Kiosk(house)
    kiosk.make_well()
    yield kiosk
    kiosk.make_well()


@pytest.fixture
def given_time() -> Iterator[GivenTime]:
    """The time that the machine gives to this test."""
    with GivenTime() as time:
        yield time


def own_files(house: House) -> list[Path]:
    """Everything the kiosk and the hall wrote."""
    return [path for path in house.ground.folder.rglob("*") if path.is_file()]
