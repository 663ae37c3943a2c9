"""The server's one loop: take what waits, decide it all in one transaction, commit, and only then speak (I1).

Everything reaches it through one inbox: messages from the link's thread, commands from the console's, the end from a
signal. Nothing else touches the hall or the writing connection, so the rules need no lock.
"""

from __future__ import annotations

import logging
import queue
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from types import MappingProxyType
from typing import Any

from config.site import Site
from lobby import day
from lobby.answering import HalfDone, Settled, answer
from lobby.askers import Askers, asker_of
from lobby.clock import Clock
from lobby.contract.boards import Heartbeat
from lobby.contract.message import Answer, Event, Refusal, Refused, Request
from lobby.day import Calendar
from lobby.disk import Disk
from lobby.displays import everything, news, phase
from lobby.door import TURN_S, Asked, ServerDoor
from lobby.hall import SERVER, Hall
from lobby.hearing import hear
from lobby.items import ConfirmDay, Item, LetterTold, LinkChanged, Stop, Wished
from lobby.looks import Looks
from lobby.messages import posts
from lobby.messages.letter import Letter
from lobby.messages.safe import safe_in
from lobby.messages.tally import paused
from lobby.monitor import Monitor
from lobby.publishing import Publisher, Wire
from lobby.queueing.ticket import SUPERSEDED, Ticket
from lobby.rounds import ROUNDS
from lobby.routes import Received
from lobby.snapshots import snapshot
from lobby.store.folder import DataFolder
from lobby.store.store import Store, StoreBroken, StoreBusy, StoreFull, StoreRefused
from lobby.store.work import Fact, Work

log = logging.getLogger(__name__)


def _nobody(_letter: Letter) -> None:
    """A hall without a gateway keeps no numbers, so it has no letters."""


PULSE_S = 2.0
UNHEARD = 4096
"""Events kept while nothing can be written; older ones are lost. A request is refused and comes again by itself."""
BATCH = 256
"""At most so many requests share a transaction, so that the first of them does not wait long for its answer."""


class AnotherServer(Exception):
    """A server with a later epoch speaks for this hall; this one must not (F048)."""


class Server:
    """Made with an open store on a locked folder; `run` until `Stop`. `receive` is the only way in."""

    def __init__(
        self,
        site: Site,
        folder: DataFolder,
        store: Store,
        wire: Wire,
        clock: Clock,
        refused: Mapping[str, int],
        post: Callable[[Letter], None] = _nobody,
    ) -> None:
        """`refused`: payloads the link dropped because they were malformed, by station (F068). `post`: takes messages
        for phones, and must only enqueue."""
        self._site = site
        self._store = store
        self._clock = clock
        self._refused = refused
        self._inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self.door = ServerDoor(self._inbox.put)
        self._publisher = Publisher(wire)
        self._monitor = Monitor(site)
        self._calendar = Calendar(site, clock)
        self._safe, self._post = safe_in(folder.path), post
        self._disk = Disk(folder, store, site.storage.reserve_mb)
        self._askers = Askers(site, folder.path)
        self._unheard: deque[Item] = deque(maxlen=UNHEARD)
        self._stopping = False
        self._next_pulse = float("-inf")
        self._said_of_clock = ""
        self._version = 0
        self._hall = self._load()
        self._begin()

    def receive(self, item: Item) -> None:
        """From any thread: only enqueues."""
        self._inbox.put(item)

    # -- the loop -----------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Serve until `Stop`. Raises AnotherServer."""
        while not self._stopping:
            self.step(self._patience())

    def step(self, timeout: float = 0.0) -> None:
        """Take what waits, at most one batch, then do what is due. Tests call it by hand with a turned clock."""
        batch = self._take(timeout)
        self.door.turned()
        self._tell_time()
        if batch:
            self._work_off(batch)
        self._do_what_is_due()

    def _patience(self) -> float:
        due = self._publisher.due()
        next_thing = self._next_pulse if due is None else min(due, self._next_pulse)
        return min(TURN_S, max(0.0, next_thing - self._clock.monotonic()))

    def _take(self, timeout: float) -> list[Item]:
        batch: list[Item] = []
        with suppress(queue.Empty):
            batch.append(self._inbox.get(timeout=timeout) if timeout else self._inbox.get_nowait())
            while len(batch) < BATCH:
                batch.append(self._inbox.get_nowait())
        return batch

    def _tell_time(self) -> None:
        self._hall.now, self._hall.monotonic = self._clock.wall(), self._clock.monotonic()

    # -- the beginning ------------------------------------------------------------------------------------------------

    def _load(self) -> Hall:
        """The hall as the database has it; also after a transaction that failed."""
        hall = Hall(self._site, self._store.load(), self._store)
        hall.screens_of = lambda desk: self._monitor.screens_of(desk, self._clock.monotonic())
        hall.phones, hall.safe = self.door.phones, self._safe
        hall.full = self._disk.full
        self._by_token = _by_token(hall)
        self._looks = Looks(hall)
        return hall

    def _begin(self) -> None:
        """A new epoch, the day if it has begun, and a picture for the pages that come first."""
        self._rise_to(int(self._store.meta("epoch", "0")) + 1)
        self._tell_time()
        self._look_at_clock()
        self._alone(lambda: self._hall.note(Fact.START, reason=f"epoch:{self._publisher.epoch}"))
        self._turn_day()
        self._alone(lambda: posts.resume(self._hall))
        self._looks.refresh()
        self._show()

    def _rise_to(self, epoch: int) -> None:
        """Speak from now on with this epoch, which no server of these data had before."""
        words = {"epoch": str(epoch), "timezone": self._site.hall.timezone}
        try:
            self._store.keep(words)
        except StoreFull as error:
            self._make_room(str(error))
            self._store.keep(words)
        self._publisher.epoch = epoch

    # -- one batch ----------------------------------------------------------------------------------------------------

    def _work_off(self, batch: list[Item]) -> None:
        wishes: list[Wished] = []
        for item in batch:
            match item:
                case Asked():
                    if item.future.set_running_or_notify_cancel():  # who asked may have given up waiting
                        wishes.append(item)
                case Received(message=Request() | Event()):
                    wishes.append(item)
                case Received():
                    self._hear_state(item)
                case _:
                    self._control(item)
        if wishes:
            self._settle(wishes)

    def _control(self, item: Item) -> None:
        match item:
            case LinkChanged():
                self._publisher.forget()
                self._next_pulse = float("-inf")
            case ConfirmDay():
                self._confirm_day(item.by)
            case LetterTold():
                self._hear_of_letter(item)
            case Stop():
                self._stopping = True

    def _settle(self, wishes: list[Wished]) -> None:
        """All wishes in one transaction; if that fails, each in its own, so that one can't lose the others."""
        try:
            answers = [self._answer(wish) for wish in wishes]
            self._commit()
        except StoreBusy as error:
            log.warning("%s; what was asked is refused as late", error)
            self._refuse(wishes, Refusal.LATE)
        except StoreFull:
            self._make_room("the reserve was released")
            self._settle_each(wishes)
        except (StoreRefused, StoreBroken, HalfDone):
            self._start_over()
            self._settle_each(wishes)
        except Exception:
            log.exception("a rule failed; its batch is done again one by one")
            self._start_over()
            self._settle_each(wishes)
        else:
            self._speak(wishes, answers)

    def _settle_each(self, wishes: list[Wished]) -> None:
        for wish in wishes:
            try:
                answers = [self._answer(wish)]
                self._commit()
            except StoreBusy:
                self._refuse([wish], Refusal.LATE)
            except (StoreFull, StoreBroken) as error:
                self._disk.mark_full(str(error))
                self._refuse([wish], Refusal.STORE_FULL)
            except Exception:
                log.exception("a request could not be carried out")
                self._refuse([wish], Refusal.BAD_REQUEST)
            else:
                self._speak([wish], answers)

    def _refuse(self, wishes: list[Wished], reason: Refusal) -> None:
        """Nothing of these was written. Nobody tells an event again that the link has passed: it is heard at the next
        pulse."""
        self._start_over()
        if reason is not Refusal.BAD_REQUEST:
            self._unheard += [wish for wish in wishes if isinstance(wish, Received) and isinstance(wish.message, Event)]
        self._speak(wishes, [_refused(wish, reason) for wish in wishes])

    def _answer(self, wish: Wished) -> Answer | None:
        hall, store = self._hall, self._store
        if isinstance(wish, Asked):
            return answer(hall, store, asker_of(wish.clerk), wish.command)
        asker = self._askers.get(wish.speaker)
        if isinstance(wish.message, Request):
            if asker is None:
                return Refused(request=wish.message.request, reason=Refusal.NOT_ALLOWED)
            return answer(hall, store, asker, wish.message)
        if asker is not None:
            hear(hall, Settled(hall.work, store), wish.speaker, wish.message)
        return None

    def _commit(self) -> None:
        """Write the hall's work; nothing of it was visible until now."""
        hall = self._hall
        if hall.work:
            self._store.write(hall.work)
            self._remember(hall.work)
            hall.work = Work()
            self._publisher.changed()
        hall.by = SERVER

    def _remember(self, work: Work) -> None:
        if work.records:
            self._hall.last_record_at = work.records[-1].at
        for ticket in work.changed():
            if ticket.reason != SUPERSEDED:
                self._by_token[ticket.token] = ticket

    def _make_room(self, why: str) -> None:
        """No new numbers from now, but those who wait are called."""
        self._disk.make_room(why)
        self._start_over()
        self._publisher.changed()
        self._next_pulse = float("-inf")

    def _start_over(self) -> None:
        """Forget what was not written: the database is the truth."""
        undoable, clocks = self._hall.undoable, (self._hall.now, self._hall.monotonic)
        doubt, public = self._hall.doubt, self._hall.open_to_public
        self._hall = self._load()
        self._hall.undoable, (self._hall.now, self._hall.monotonic) = undoable, clocks
        self._hall.doubt, self._hall.open_to_public = doubt, public

    def _speak(self, wishes: list[Wished], answers: list[Answer | None]) -> None:
        for wish, given in zip(wishes, answers, strict=True):
            if isinstance(wish, Asked):
                wish.future.set_result(given)  # type: ignore[arg-type]  # a command always has an answer
            elif given is not None:
                self._publisher.answer(wish, given)
        self._announce()

    def _announce(self) -> None:
        for event in self._hall.events:
            self._publisher.send(event)
        self._hall.events.clear()
        for letter in self._hall.letters:
            self._post(letter)
        self._hall.letters.clear()

    def _hear_of_letter(self, told: LetterTold) -> None:
        """What could not be written is heard again at the next pulse."""
        hall = self._hall
        self._alone(lambda: posts.told(hall, told.letter, told.outcome, last=told.last))
        if self._hall is not hall:
            self._unheard.append(told)

    # -- what is due --------------------------------------------------------------------------------------------------

    def _do_what_is_due(self) -> None:
        monotonic = self._hall.monotonic
        if monotonic >= self._next_pulse:
            self._next_pulse = monotonic + min(PULSE_S, self._calendar.to_midnight(self._hall.now))
            self._disk.look()
            self._hall.full = self._disk.full
            self._look_at_clock()
            self._turn_day()
            self._go_round()
            self._pulse()
            self._publisher.changed()
            self._hear_again()
        if self._publisher.is_due(monotonic):
            self._looks.refresh()
            told = everything if self._publisher.owes_all else news
            self._publisher.publish(told(self._hall, self._looks), monotonic)
            self._show()

    def _go_round(self) -> None:
        """Each round in a transaction of its own: one that fails is said, and keeps no other and no call from going
        on."""
        for look in ROUNDS:
            self._hall.by = SERVER
            try:
                self._alone(partial(look, self._hall))
            except Exception:
                log.exception("a round failed; it comes again with the next pulse")
                self._start_over()

    def _hear_again(self) -> None:
        while self._unheard:
            self._inbox.put(self._unheard.popleft())

    def _turn_day(self) -> None:
        self._alone(lambda: day.turn(self._hall, self._calendar))
        if self._hall.forget_old_days():
            self._by_token = _by_token(self._hall)
            self.door.phones.forget_all_but(self._by_token)

    def _alone(self, change: Callable[[], None]) -> None:
        """A change of the server's own, in a transaction of its own."""
        try:
            change()
            self._commit()
            self._announce()
        except StoreBusy as error:
            log.warning("%s; the server's own change is tried again", error)
            self._start_over()
        except (StoreFull, StoreBroken) as error:
            self._make_room(str(error))

    def _pulse(self) -> None:
        hall = self._hall
        if hall.day is None:
            return
        why = hall.why_not_issuing()
        pulse = Heartbeat(
            epoch=0,
            sequence=0,
            now=self._clock.wall(),
            day=hall.day,
            phase=phase(hall),
            issuing=not why,
            why=why,
            messages_paused=paused(hall),
            journal=str(self._store.head),
        )
        self._publisher.send(self._publisher.stamped(pulse))

    def _show(self) -> None:
        self._version += 1
        stations = self._monitor.looks(self._hall.monotonic, dict(self._refused))
        looks, tokens = self._looks.counters.values(), MappingProxyType(self._by_token)
        services = self._looks.services.values()
        picture = snapshot(self._hall, looks, self._version, stations, self._alarms(), tokens, services)
        self.door.replace(picture)

    def _alarms(self) -> tuple[str, ...]:
        told = (sentence for about in self._hall.alarms.values() for sentence in about)
        return tuple(filter(None, (*self._disk.alarms(), self._said_of_clock, *told)))

    # -- clocks and states --------------------------------------------------------------------------------------------

    def _look_at_clock(self) -> None:
        hall = self._hall
        doubt = self._calendar.doubt(hall.now, hall.last_record_at)
        if doubt and not self._said_of_clock:
            log.warning("%s; no day opens until a person confirms the time", doubt)
        self._said_of_clock = doubt
        hall.doubt = bool(doubt)
        hall.open_to_public = self._calendar.is_open(hall.now)

    def _confirm_day(self, by: str) -> None:
        self._calendar.confirmed = True
        self._calendar.believe()
        self._look_at_clock()
        self._hall.by = by
        self._alone(lambda: self._hall.note(Fact.DAY_CONFIRMED))
        self._next_pulse = float("-inf")

    def _hear_state(self, told: Received[Any]) -> None:
        if isinstance(told.message, Heartbeat):
            self._hear_server(told.message, told.retained)
        elif self._askers.get(told.speaker):
            self._monitor.hear(
                told.speaker,
                told.message,
                told.about,
                live=not told.retained,
                now=self._hall.now,
                monotonic=told.received,
            )
            self._publisher.changed()

    def _hear_server(self, pulse: Heartbeat, retained: bool) -> None:
        """An epoch the broker remembers beyond ours: the data are older than what screens have seen, go above it."""
        if pulse.epoch <= self._publisher.epoch:
            return
        if not retained:
            raise AnotherServer(
                f"a server with epoch {pulse.epoch} speaks for this hall, ours is {self._publisher.epoch}"
            )
        self._rise_to(pulse.epoch + 1)
        self._publisher.forget()


def _by_token(hall: Hall) -> dict[str, Ticket]:
    return {ticket.token: ticket for ticket in hall.tickets if ticket.reason != SUPERSEDED}


def _refused(wish: Wished, reason: Refusal) -> Refused | None:
    """The answer to a request; an event gets none."""
    request = wish.command if isinstance(wish, Asked) else wish.message
    return Refused(request=request.request, reason=reason) if isinstance(request, Request) else None
