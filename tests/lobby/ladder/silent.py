"""A small hall whose screens live or die as a test says, whose people leave numbers and open pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import site as c
from config.rules import GatewayKind, Messages
from config.values import Language
from lobby.contract import counters as keys
from lobby.contract.boards import Shown
from lobby.contract.channels import ChannelStanding, RemindMe
from lobby.contract.counters import CounterState
from lobby.contract.message import Answer
from lobby.contract.stations import StationPresence, StationPulse
from lobby.contract.tickets import TicketIssued, TicketView
from lobby.hall import Hall
from lobby.wishes import CITIZEN, PhoneShown
from tests.lobby.halls import RunningHall, TurnedClock, small_hall

PHONE = "+8613812345678"
SCREENS = ("window-1", "display-1")


def silent_site(**more: object) -> c.Site:
    return small_hall(**{"messages": Messages(gateway=GatewayKind.SIMULATED), **more})


class SilentHall(RunningHall):
    """Counter 1 has a window screen and shares the area display with the others."""

    def __init__(self, folder: Path, site: c.Site | None = None, clock: TurnedClock | None = None) -> None:
        super().__init__(folder, site or silent_site(), clock or TurnedClock())
        self._n = 0
        self._living: set[str] = set()

    def id(self) -> str:
        self._n += 1
        return f"s{self._n}-{self.clock.seconds}"

    def live(self, *screens: str) -> None:
        """These screens are well from now on, until `turn` has passed 6 s without them."""
        for screen in screens:
            self._living.add(screen)
            self.hear(screen, StationPresence(boot="b", sequence=0, online=True, role=c.Role.DISPLAY))
            self.hear(screen, StationPulse(boot="b", sequence=1, beats=round(self.clock.seconds * 10)))
        self.server.step()

    def die(self, screen: str) -> None:
        self._living.remove(screen)
        self.hear(screen, StationPresence(boot="b", sequence=2, online=False, role=c.Role.DISPLAY))
        self.server.step()

    def wait(self, seconds: float) -> None:
        """Time passes in steps of the server's pulse; living screens stay so."""
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            self.clock.turn(min(2.0, end - self.clock.seconds))
            self.live(*self._living)

    def person(self, service: str = "general", phone: str = "", **more: object) -> tuple[TicketView, str]:
        """A number a second after the last one, and its token."""
        self.clock.turn(1)
        wish = self.wish(service, **more)
        answer = self.ask("kiosk-1", wish)
        assert isinstance(answer, TicketIssued), answer
        if phone:
            self.leave(wish.token, phone)
        return answer.view, wish.token

    def leave(self, token: str, phone: str, language: Language = Language.ZH_HANS) -> Answer:
        wish = RemindMe(request=self.id(), deadline=self.deadline(), token=token, phone=phone, language=language)
        return self.ask("kiosk-1", wish)

    def call(self, counter: int = 1) -> str:
        """The next number is called; the call's id."""
        return self.pressed(counter, keys.CallNext).counter.call

    def shown(self, call: str, *screens: str) -> None:
        for screen in screens:
            self.hear(screen, Shown(id=self.id(), call=call, station=screen))
        self.server.step()

    def phone_shown(self, token: str, call: str) -> None:
        wish = PhoneShown(request=self.id(), deadline=self.deadline(), token=token, call=call)
        asked = self.server.door.submit(wish, CITIZEN)
        self.server.step()
        asked.result(0)

    def ladder(self, counter: int = 1) -> dict[str, ChannelStanding]:
        """What the window's state says of each way; a screen that failed by its name."""
        self.turn(0.1)
        state = self.wire.last(CounterState, counter=f"w{counter}")
        return {way.target or way.channel: way for way in state.channels}

    def states(self, counter: int = 1) -> dict[str, str]:
        return {name: way.state.value for name, way in self.ladder(counter).items()}

    def kept(self) -> Hall:
        """The hall as the database has it."""
        return Hall(self.site, self.store.load(), self.store)

    @property
    def texts(self) -> list[str]:
        return [letter.text for letter in self.letters]


@contextmanager
def silent(folder: Path, site: c.Site | None = None, clock: TurnedClock | None = None) -> Iterator[SilentHall]:
    hall = SilentHall(folder, site, clock)
    try:
        yield hall
    finally:
        hall.stop()
