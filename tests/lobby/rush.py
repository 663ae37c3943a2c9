"""Everybody at once, at random: kiosks online and offline, clerks, guides and managers, answers that are lost and asked
for again, a server that dies, clocks that jump, days that end. Seeded: the same seed, the same rush."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from config import site as c
from config.rules import Queue
from lobby.clerks import Duty
from lobby.contract import counters as keys
from lobby.contract.boards import Shown
from lobby.contract.counters import CounterChanged, Position
from lobby.contract.message import Answer, Refused, Request
from lobby.contract.tickets import (
    CancelTicket,
    CheckIn,
    IssueTicket,
    MergeTicket,
    Mode,
    TicketChanged,
    TicketIssued,
    TicketState,
    TicketView,
)
from lobby.items import ConfirmDay
from lobby.overrides import Advance, Release, Rerank, WithdrawAdvance
from lobby.wishes import Clerk, IssueWalkIn, Postpone, Requeue
from tests.lobby.halls import RunningHall, TurnedClock, service, small_hall, station
from tests.lobby.referee import Referee

S = TicketState
SERVICES = ("general", "social", "tax")
WINDOWS = range(1, 17)
PEOPLE = 40
BATCH = 24
KEPT = 400
"""So many tickets are remembered to be picked up by random moves; the rest are old stories."""
Wish = tuple[str | Clerk, Request]


def rush_hall() -> c.Site:
    """Plain windows, one that prefers a skill, one that helps out in reserve, one low."""
    skills = (SERVICES, SERVICES[:2], SERVICES[:1], SERVICES[1:], SERVICES[2:], SERVICES)
    windows = tuple(
        c.Counter(
            id=f"w{n}",
            number=n,
            zone="1A",
            skills=skills[n % len(skills)],
            low=n == 6,
            prefers=c.Preference.SKILL if n == 9 else c.Preference.ARRIVAL,
            reserve=("social",) if n == 8 else (),
        )
        for n in WINDOWS
    )
    stations = (
        *(station(f"kiosk-{n}", c.Role.KIOSK, number=n) for n in (1, 2, 3)),
        station("display-1", c.Role.DISPLAY),
        *(station(f"keys-{n}", c.Role.COUNTER, counter=f"w{n}") for n in WINDOWS),
    )
    services = tuple(service(id, letter) for id, letter in zip(SERVICES, "ABC", strict=True))
    queue = Queue(min_calls=2, min_span_s=20, recall_lock_s=5)
    return small_hall(services=services, counters=windows, stations=stations, queue=queue)


class Rush:
    """Asks and remembers what was answered. `asked` counts operations; `wrong` is what an answer must never say."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random, self.clock = random.Random(seed), TurnedClock()
        self.folder, self.site = folder, rush_hall()
        self.hall = RunningHall(folder, self.site, self.clock)
        self.referee = Referee({one.id: one.skills for one in self.site.counters})
        self.asked = self.restarts = self.jumps = self.days = self.repeats = 0
        self.wrong: list[str] = []
        self.views: dict[str, TicketView] = {}
        self.tokens: dict[str, str] = {}
        self.at: dict[int, TicketView | None] = dict.fromkeys(WINDOWS)
        self.told: dict[str, str] = {}
        """Ticket by token, as it was told."""
        self.superseded: set[str] = set()
        """Told to a person at one kiosk, while another had given them a number of its own for the same wish."""
        self.open_wishes: list[Wish] = []
        """Asked, and the answer was lost."""
        self.offline: dict[tuple[date, str, int], int] = {}
        self.done: dict[int, str] = {}
        """What each window moved last."""
        self.at_top = ["none"]
        self._windows = itertools.cycle(WINDOWS)
        self.ids = 0
        self.skew = 0.0
        for n in self.at:
            self.hall.press(n, keys.OpenCounter)

    # -- one batch -----------------------------------------------------------------------------------------------------

    def until(self, asked: int) -> None:
        while self.asked < asked:
            self.go()

    def go(self) -> None:
        """One transaction's worth of everybody's wishes, and sometimes a blow."""
        wishes = [self._wish() for _ in range(BATCH)]
        again, self.open_wishes = self.open_wishes, []
        self.repeats += len(again)
        self._settle([*again, *filter(None, wishes)])
        self.clock.turn(self.random.choice((0.1, 1, 4, 5, 20)))
        if self.random.random() < 0.007:
            self.random.choice(self._blows)()

    def _settle(self, wishes: list[Wish]) -> None:
        self.asked += len(wishes)
        self.hall.wire.answers.clear()
        futures: list[tuple[Wish, Future[Answer]]] = []
        for speaker, wish in wishes:
            if isinstance(speaker, Clerk):
                futures.append(((speaker, wish), self.hall.server.door.submit(wish, speaker)))  # type: ignore[arg-type]  # staff's own requests
            else:
                self.hall.hear(speaker, wish)
        self.hall.server.step()
        heard = {answer.request: answer for answer in self.hall.wire.answers}
        heard |= {wish.request: future.result(timeout=0) for (_, wish), future in futures}
        for speaker, wish in wishes:
            if self.random.random() < 0.1 and isinstance(wish, IssueTicket | MergeTicket):
                self._lost(speaker, wish)
            else:
                self._learn(wish, heard[wish.request])

    def _lost(self, speaker: str | Clerk, wish: IssueTicket | MergeTicket) -> None:
        """The kiosk asks again, or has given a number of its own meanwhile (the deadline is long then)."""
        later = self.clock.now + timedelta(hours=1)
        if isinstance(wish, IssueTicket) and self.random.random() < 0.3:
            merge = self._merge(str(speaker), wish)
            self.open_wishes.append((speaker, merge))
        elif isinstance(wish, IssueTicket):
            again = IssueTicket(**{name: getattr(wish, name) for name in wish.__struct_fields__} | {"deadline": later})
            self.open_wishes.append((speaker, again))
        else:
            self.open_wishes.append((speaker, wish))

    def _learn(self, wish: Request, answer: Answer) -> None:
        if isinstance(answer, Refused):
            return
        view = answer.moved if isinstance(answer, CounterChanged) else getattr(answer, "view", None)
        if isinstance(answer, CounterChanged):
            number = answer.counter.number
            self.at[number] = answer.counter.ticket
            self.done[number] = view.ticket if view else "none"
            if answer.counter.call and self.random.random() < 0.4:
                self.hall.hear("display-1", Shown(id=self._id(), call=answer.counter.call, station="display-1"))
        if isinstance(wish, Advance) and view is not None:
            self.at_top = [*self.at_top[-2:], view.ticket]
        if isinstance(answer, TicketIssued):
            self._issued(wish, answer)
        elif view is not None and isinstance(answer, TicketChanged | CounterChanged):
            self._remember(view)

    def _issued(self, wish: Request, answer: TicketIssued) -> None:
        token = answer.held_token or getattr(wish, "token", "")
        if (had := self.told.get(token, answer.view.ticket)) != answer.view.ticket:
            if isinstance(wish, MergeTicket):
                self.superseded.add(had)
            else:
                self.wrong.append(f"{token} had {had} and now {answer.view.ticket}")
        self.told[token] = answer.view.ticket
        self.tokens[answer.view.ticket] = token
        self._remember(answer.view)

    def _remember(self, view: TicketView) -> None:
        self.views.pop(view.ticket, None)
        self.views[view.ticket] = view
        while len(self.views) > KEPT:
            self.views.pop(next(iter(self.views)))

    # -- wishes --------------------------------------------------------------------------------------------------------

    def _id(self) -> str:
        self.ids += 1
        return f"q{self.ids}"

    def _wish(self) -> Wish | None:
        return self.random.choices(self._makers, self._weights)[0]()

    def _stamp(self, **more: Any) -> dict[str, Any]:
        return {"request": self._id(), "deadline": self.clock.now + timedelta(seconds=30), **more}

    def _person(self) -> dict[str, Any]:
        chance = self.random.random
        service, *others = self.random.sample(SERVICES, 3)
        modes = (self.random.choice((Mode.LOW_REACH, Mode.VOICE, Mode.ELDER)),) if chance() < 0.15 else ()
        return {
            "service": service,
            "token": self._id(),
            "subject": f"p{self.random.randrange(PEOPLE)}" if chance() < 0.3 else "",
            "rank": self.random.choice((1, 2, 3, 4)) if chance() < 0.05 else 0,
            "further": tuple(others[: self.random.choice((0, 0, 0, 1, 2))]),
            "modes": modes,
        }

    def issue(self) -> Wish:
        return f"kiosk-{self.random.randint(1, 3)}", IssueTicket(**self._stamp(**self._person()))

    def merge(self) -> Wish:
        kiosk = f"kiosk-{self.random.randint(1, 3)}"
        return kiosk, self._merge(kiosk, IssueTicket(**self._stamp(**self._person())))

    def _merge(self, kiosk: str, wish: IssueTicket) -> MergeTicket:
        """Its own number under the wish's id and token; given up to a quarter of an hour ago."""
        day = self.hall.server.door.snapshot.day
        assert day is not None
        letter, number = "ABC"[SERVICES.index(wish.service)], int(kiosk[-1])
        next_one = self.offline[day, letter, number] = self.offline.get((day, letter, number), 0) + 1
        return MergeTicket(
            request=wish.request,
            deadline=self.clock.now + timedelta(hours=1),
            ticket=f"{day:%Y%m%d}-{letter}{number}-{next_one:02}",
            service=wish.service,
            token=wish.token,
            issued_at=self.clock.now - timedelta(seconds=self.random.random() * 900),
            modes=wish.modes,
            subject=wish.subject,
            rank=wish.rank,
            further=wish.further,
        )

    def key(self) -> Wish:
        """A clerk's key: mostly one that suits what the window is doing, sometimes any."""
        number = next(self._windows)
        here = self.at[number]
        state = here.state if here else None
        suits = {None: _FREE, S.CALLED: _CALLED, S.SERVING: _SERVING}.get(state, _FREE)
        kind = self.random.choice(suits if self.random.random() < 0.9 else _ANY)
        return f"keys-{number}", kind(**self._stamp(**self._details(kind, number)))

    def _details(self, kind: type[Request], number: int) -> dict[str, Any]:
        choice = self.random.choice
        details: dict[type[Request], Callable[[], dict[str, Any]]] = {
            keys.NoShow: lambda: {"reason": choice(("", "", keys.GAVE_UP))},
            keys.Transfer: lambda: {"service": choice(SERVICES), "position": choice(_POSITIONS), "reason": "other"},
            keys.Resume: lambda: {"ticket": self._ticket(S.HELD)},
            keys.ReturnMissed: lambda: {"ticket": self._ticket(S.MISSED)},
            keys.Undo: lambda: {"ticket": self.done.get(number, "none")},
        }
        return details.get(kind, dict)()

    def _ticket(self, *states: TicketState) -> str:
        """Mostly one in such a state, sometimes any."""
        if self.random.random() < 0.9:
            suits = [id for id, view in self.views.items() if view.state in states]
        else:
            suits = list(self.views)
        return self.random.choice(suits) if suits else "20261123-A001"

    def here(self) -> Wish:
        ticket = self._ticket(S.MISSED)
        return "kiosk-1", CheckIn(**self._stamp(token=self.tokens.get(ticket, "none")))

    def cancel(self) -> Wish:
        return "kiosk-2", CancelTicket(**self._stamp(ticket=self._ticket(S.WAITING), reason="citizen"))

    def staff(self) -> Wish:
        """A guide's or a manager's word."""
        because = {"reason": self.random.choice(("because", "because", ""))}
        rank, service = self.random.choice((0, 0, 1, 2)), self.random.choice(SERVICES)
        at_window = self._ticket(S.CALLED, S.SERVING, S.HELD)
        kinds: tuple[tuple[type[Request], dict[str, Any]], ...] = (
            (Advance, {"ticket": self._ticket(S.WAITING), **because}),
            (WithdrawAdvance, {"ticket": self.random.choice(self.at_top), **because}),
            (Rerank, {"ticket": self._ticket(S.WAITING), "rank": rank, **because}),
            (Release, {"ticket": at_window, **because}),
            (Postpone, {"ticket": self._ticket(S.WAITING)}),
            (Requeue, {"ticket": self._ticket(S.MISSED)}),
            (IssueWalkIn, {"service": service, "token": self._id(), "rank": rank, **because}),
        )
        kind, wish = self.random.choices(kinds, (2, 4, 1, 2, 1, 1, 2))[0]
        request = kind(**self._stamp(**wish))
        return Clerk(name="staff", counter="", duty=self.random.choice((Duty.MANAGER, Duty.GUIDE, Duty.CLERK))), request

    @property
    def _makers(self) -> tuple[Callable[[], Wish], ...]:
        return self.issue, self.merge, self.key, self.here, self.cancel, self.staff

    _weights = (9, 1, 78, 4, 2, 6)

    # -- blows ---------------------------------------------------------------------------------------------------------

    def restart(self) -> None:
        """The server dies between two transactions, and comes back."""
        self.hall.stop()
        self.hall = RunningHall(self.folder, self.site, self.clock)
        self.restarts += 1

    def jump(self) -> None:
        """The wall clock goes wrong by up to an hour, or right again."""
        self.jumps += 1
        wrong = -self.skew if self.skew else self.random.choice((-3600.0, -300.0, 300.0, 3600.0))
        self.skew += wrong
        self.clock.now += timedelta(seconds=wrong)

    def tomorrow(self) -> None:
        """The day ends for everybody; those who had not come are told so."""
        if self.skew:
            self.jump()
        self.clock.now += timedelta(days=1) - timedelta(hours=self.clock.now.hour - 1)
        self.hall.server.receive(ConfirmDay(by="manager"))
        self.hall.turn(5)
        self.hall.turn(4 * 3600)
        self.hall.turn(2)
        self.days += 1
        self.at = dict.fromkeys(self.at)
        for number in self.at:
            self.hall.press(number, keys.OpenCounter)

    @property
    def _blows(self) -> tuple[Callable[[], None], ...]:
        return (*(self.restart,) * 2, *(self.jump,) * 3, *(self.tomorrow,) * 3)


_BETWEEN = (keys.ReturnMissed, keys.Resume, keys.Undo, keys.PauseCounter, keys.OpenCounter, keys.CloseCounter)
_FREE = (*(keys.CallNext,) * 14, *_BETWEEN)
_CALLED = (*(keys.Serve,) * 6, *(keys.Recall,) * 3, *(keys.NoShow,) * 3, keys.Transfer)
_SERVING = (*(keys.Finish,) * 8, keys.Hold, keys.Transfer)
_ANY = (keys.CallNext, keys.Serve, keys.Recall, keys.NoShow, keys.Transfer, keys.Finish, keys.Hold, *_BETWEEN)
_POSITIONS = tuple(Position)
