"""A station's side of the hall: what it wishes goes out and is not lost, what it must show comes in as news.

Everything here returns at once; the work is done on the agent's own thread, which also tells the news. The receiver of
news only enqueues.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from config.site import Role, Site, Station
from config.values import Language
from lobby.asking import Asking, Make
from lobby.contract.boards import Board, Call, Heartbeat, OfflineSeries, ServiceState, Shown
from lobby.contract.bookings import CheckInBooking
from lobby.contract.channels import Announce, Announced, RemindMe
from lobby.contract.counters import CounterRequest, CounterState
from lobby.contract.message import Answer, Message, Refused
from lobby.contract.persons import FindMine, Mine
from lobby.contract.ratings import Level, Rate, Rated
from lobby.contract.stations import DeviceHealth, HelpAsked, HelpState, StationPulse
from lobby.contract.tickets import CancelTicket, CheckIn, FindTicket, TicketChanged, TicketIssued, TicketView
from lobby.folder import station_folder
from lobby.inbox import Inbox
from lobby.link import Identity, Link, LinkDown, Sending
from lobby.news import (
    AnnounceSeen,
    BoardSeen,
    CallSeen,
    CounterSeen,
    GivenSlip,
    HelpSeen,
    KeyDone,
    KeyRefused,
    MineFound,
    News,
    NoAnswer,
    RatingKept,
    ServerPulse,
    ServiceSeen,
    TicketFound,
    TicketGiven,
    TicketHeld,
    Wish,
)
from lobby.numbers import Numbers
from lobby.outbox import Outbox, OutboxFailed
from lobby.reach import Reach
from lobby.routes import Received
from lobby.slips import Slips
from lobby.subjects import subject_of

log = logging.getLogger(__name__)

PULSE_S = 2.0


class Agent:
    """One station, from `start` to `stop`. `data` is the data folder; the station's outbox lies in it."""

    def __init__(
        self, *, site: Site, station: Station, identity: Identity, data: Path, tell: Callable[[News], None],
        version: str = "",
    ) -> None:  # fmt: skip
        self._site, self._station, self._tell = site, station, tell
        self._subjects = identity.subjects
        self._beats = 0
        self._devices: dict[str, tuple[str, str, str]] = {}
        self._help: HelpAsked | None = None
        """The call for help, or its withdrawal, that the server does not show yet."""
        self._inbox = Inbox(f"agent {station.id}")
        self._outbox = Outbox(station_folder(data, station.id) / "outbox.db")
        self.link = Link(identity, site.hall.id, version=version)
        self._reach = Reach(tell)
        self._asking = Asking(self.link, self._inbox, self.server_now, site.queue.request_deadline_s)
        self._numbers = Numbers(
            site=site, station=station, outbox=self._outbox, asking=self._asking, reach=self._reach,
            inbox=self._inbox, tell=tell,
        )  # fmt: skip
        self._slips = Slips(
            outbox=self._outbox, reach=self._reach, zone=site.hall.zone_info, publish=self._publish, tell=tell
        )

    def start(self) -> None:
        """Tell what is unfinished, then connect and keep trying."""
        self._listen()
        self._inbox.put(self._begin)
        self._inbox.start()
        self.link.start()

    def stop(self) -> None:
        """Say goodbye, disconnect, close the outbox."""
        self.link.stop()
        self._inbox.stop()
        self._outbox.close()

    @property
    def online(self) -> bool:
        """Whether requests go to the server now."""
        return self._reach.online

    def server_now(self) -> datetime:
        return self._reach.server_now()

    def subject(self, document: str) -> str:
        """What stands for the holder of a document on this day of the hall (`lobby.subjects`); empty: nobody."""
        return subject_of(self._subjects, self._numbers.today(), document)

    # Tickets. Told as news, once, whatever happens.

    def issue(self, wish: Wish) -> None:
        """TicketGiven, TicketHeld or TicketRefused follows within the request deadline."""
        touched = time.monotonic()
        self._inbox.put(lambda: self._numbers.issue(wish, touched))

    def find(self, request: str, token: str) -> None:
        """TicketFound or NoAnswer follows."""
        self._ask(request, lambda deadline: FindTicket(request=request, deadline=deadline, token=token))

    def check_in(self, request: str, token: str) -> None:
        """TicketFound or NoAnswer follows."""
        self._ask(request, lambda deadline: CheckIn(request=request, deadline=deadline, token=token))

    def cancel(self, request: str, ticket: str, reason: str) -> None:
        """TicketFound or NoAnswer follows."""
        self._ask(
            request, lambda deadline: CancelTicket(request=request, deadline=deadline, ticket=ticket, reason=reason)
        )

    # Persons. Told as news, once, whatever happens; a server that can't be reached has no answer.

    def mine(self, request: str, subject: str = "", code: str = "") -> None:
        """MineFound or NoAnswer follows."""
        self._ask(request, lambda deadline: FindMine(request=request, deadline=deadline, subject=subject, code=code))

    def check_in_booking(self, wish: Wish, appointment: str) -> None:
        """TicketGiven, TicketHeld or NoAnswer follows. Without an appointment `wish.service` says what for."""
        self._ask(
            wish.request,
            lambda deadline: CheckInBooking(
                request=wish.request, deadline=deadline, appointment=appointment, token=wish.token,
                service=wish.service, subject=wish.subject, language=wish.language, modes=wish.modes, rank=wish.rank,
            ),
            wish.token,
        )  # fmt: skip

    def remind(self, request: str, token: str, phone: str, language: Language) -> None:
        """TicketFound or NoAnswer follows. The number is kept nowhere on this machine."""
        self._ask(
            request,
            lambda deadline: RemindMe(request=request, deadline=deadline, token=token, phone=phone, language=language),
        )

    def rate(self, request: str, token: str, level: Level, tags: tuple[int, ...], contact: str = "") -> None:
        """RatingKept or NoAnswer follows."""

        def rated(deadline: datetime) -> Rate:
            return Rate(request=request, deadline=deadline, level=level, token=token, tags=tags, contact=contact)

        self._ask(request, rated)

    # A clerk's keys, for a station of role counter.

    def press(self, request: str, key: type[CounterRequest]) -> None:
        """KeyDone or KeyRefused follows. The same id again has no second effect (F054)."""

        def pressed(answer: Answer) -> None:
            self._reach.answered()
            if isinstance(answer, Refused):
                self._tell(KeyRefused(request=request, reason=answer.reason))
            else:
                self._tell(KeyDone(request=request))

        def missed() -> None:
            self._reach.missed()
            self._tell(KeyRefused(request=request, reason=None))

        self._inbox.put(
            lambda: self._asking.ask(lambda deadline: key(request=request, deadline=deadline), pressed, missed)
        )

    # Calls said aloud.

    def announced(self, call: str, failed: str) -> None:
        """This call was said here, or why it was not."""
        told = Announced(id=uuid.uuid4().hex, call=call, failed=failed)
        self._inbox.put(lambda: self._say_once(told))

    # Slips. The intent is on the disk when `slip_intended` returns.

    def slip_intended(self, *, view: TicketView, token: str, offline: bool, job: str, reprint: bool = False) -> None:
        """Before the first byte goes to the printer."""
        self._slips.intended(view=view, token=token, offline=offline, job=job, reprint=reprint)

    def slip_done(self, *, job: str, outcome: str, reason: str) -> None:
        """What became of it: confirmed, assumed, failed or unknown; told to the server until it has it."""
        self._slips.finished(job, outcome, reason)
        self._inbox.put(self._slips.tell)

    def recent_slips(self) -> tuple[GivenSlip, ...]:
        """This day's tickets given here, newest first, at most 20."""
        return self._slips.recent()

    # Help.

    def ask_help(self) -> str:
        """The id of the call for help; HelpSeen follows. It is sent again at each heartbeat until the server knows."""
        asked = HelpAsked(id=uuid.uuid4().hex, asked_at=self.server_now())
        self._inbox.put(lambda: self._say_help(asked))
        return asked.id

    def withdraw_help(self, help: str) -> None:
        """The citizen needs none any more; `help` is what `ask_help` gave."""
        log.debug("help %s is withdrawn", help)
        withdrawn = HelpAsked(id=uuid.uuid4().hex, asked_at=self.server_now(), withdrawn=True)
        self._inbox.put(lambda: self._say_help(withdrawn))

    # Health and displays.

    def device(self, *, device: str, state: str, reason: str, paper: str) -> None:
        """How a device is now; published, and again at each connection."""
        self._inbox.put(lambda: self._device(device, (state, reason, paper)))

    def beat(self) -> None:
        """The screen's thread lives. Called by it, and by nobody else (F003)."""
        self._beats += 1

    def shown(self, call: str) -> None:
        """The row of this call was painted."""
        receipt = Shown(id=uuid.uuid4().hex, call=call, station=self._station.id)
        self._inbox.put(lambda: self._say_once(receipt))

    # From here on: the agent's thread.

    def _begin(self) -> None:
        self._inbox.later(PULSE_S, self._pulse)
        try:
            self._slips.tell_unfinished()
            self._numbers.resume()
            self._outbox.forget_before(self._numbers.today())
        except OutboxFailed:
            log.exception("the outbox can't be opened; no number can be given")

    def _listen(self) -> None:
        self.link.on_change(lambda up: self._inbox.put(lambda: self._changed(up)))
        self._on(Heartbeat, self._heartbeat)
        if self._station.role is Role.KIOSK:
            self._on(ServiceState, self._service)
            self._on(HelpState, self._help_state, station=self._station.id)
            self._on(OfflineSeries, self._series, station=self._station.id)
        if self._station.role in (Role.KIOSK, Role.DISPLAY):
            zone = {"zone": self._station.zone} if self._station.zone else {}
            self._on(Board, self._board, **zone)
            self._on(Call, self._call)
        if self._station.counter:
            self._on(CounterState, self._counter)
        if self._station.speaker:
            self._on(Announce, lambda seen: self._tell(AnnounceSeen(call=seen.message)))

    def _on(self, kind: type[Any], handler: Callable[[Received[Any]], None], **names: str) -> None:
        self.link.on(kind, lambda received: self._inbox.put(lambda: handler(received)), **names)

    def _changed(self, up: bool) -> None:
        if not up:
            return
        self._slips.connected()
        for device in self._devices:
            self._say_device(device)
        self._say_help_again()
        self._say_pulse()
        self._asking.send_again()
        self._seek()

    def _heartbeat(self, seen: Received[Heartbeat]) -> None:
        if seen.retained:
            return
        self._reach.heartbeat(seen)
        self._tell(ServerPulse(heartbeat=seen.message, received=seen.received))
        self._seek()
        self._slips.tell_again(seen.message.epoch)
        self._say_help_again()

    def _seek(self) -> None:
        """Only a kiosk asks for anything: the access list lets no display knock."""
        if self._station.role is Role.KIOSK:
            self._numbers.seek()

    def _series(self, seen: Received[OfflineSeries]) -> None:
        """Where the own series stand; a kiosk that never stops forgets old days as well."""
        self._outbox.remember_series(seen.message)
        self._outbox.forget_before(seen.message.day)

    def _service(self, seen: Received[ServiceState]) -> None:
        self._tell(ServiceSeen(service=seen.about, state=seen.message, received=seen.received))

    def _board(self, seen: Received[Board]) -> None:
        self._tell(BoardSeen(zone=seen.about, board=seen.message, received=seen.received))

    def _call(self, seen: Received[Call]) -> None:
        """Calls of the station's zone, and of its own counter wherever that is; all of them without a zone."""
        zone, row = self._station.zone, seen.message.row
        own = self._station.counter and row.counter == self._site.counter(self._station.counter).number
        if own or not zone or zone == seen.message.zone:
            self._tell(CallSeen(call=seen.message, received=seen.received))

    def _counter(self, seen: Received[CounterState]) -> None:
        self._tell(CounterSeen(counter=seen.about, state=seen.message, received=seen.received))

    def _help_state(self, seen: Received[HelpState]) -> None:
        if self._help and self._help.id == seen.message.help:
            self._help = None
        self._tell(HelpSeen(state=seen.message))

    def _ask(self, request: str, make: Make, token: str = "") -> None:
        """`token`: of the ticket that may be given."""
        self._inbox.put(lambda: self._ask_now(request, make, token))

    def _ask_now(self, request: str, make: Make, token: str) -> None:
        if self._reach.trying:
            self._asking.ask(make, lambda answer: self._answered(request, token, answer), lambda: self._missed(request))
        else:
            self._tell(NoAnswer(request=request, reason=None))

    def _answered(self, request: str, token: str, answer: Answer) -> None:
        self._reach.answered()
        match answer:
            case TicketChanged(view=view):
                self._tell(TicketFound(request=request, view=view))
            case TicketIssued(view=view, held_token=held) if held:
                self._tell(TicketHeld(request=request, view=view, token=held))
            case TicketIssued(view=view):
                self._tell(TicketGiven(request=request, view=view, token=token, offline=False))
            case Mine():
                self._tell(MineFound(request=request, mine=answer))
            case Rated(reference=reference):
                self._tell(RatingKept(request=request, reference=reference))
            case Refused(reason=reason):
                self._tell(NoAnswer(request=request, reason=reason))

    def _missed(self, request: str) -> None:
        self._reach.missed()
        self._tell(NoAnswer(request=request, reason=None))

    def _say_once(self, event: Message) -> None:
        self._publish(event)

    def _say_help(self, asked: HelpAsked) -> None:
        self._help = asked
        self._publish(asked)

    def _say_help_again(self) -> None:
        """The server that heard it may have died before it was written."""
        if self._help:
            self._publish(self._help)

    def _device(self, device: str, health: tuple[str, str, str]) -> None:
        if self._devices.get(device) != health:
            self._devices[device] = health
            self._say_device(device)

    def _say_device(self, device: str) -> None:
        state, reason, paper = self._devices[device]
        sequence = self.link.next_sequence()
        health = DeviceHealth(boot=self.link.boot, sequence=sequence, state=state, reason=reason, paper=paper)
        self._publish(health, device=device)

    def _pulse(self) -> None:
        self._inbox.later(PULSE_S, self._pulse)
        self._say_pulse()

    def _say_pulse(self) -> None:
        waiting = self._numbers.unmerged()
        sequence = self.link.next_sequence()
        self._publish(StationPulse(boot=self.link.boot, sequence=sequence, beats=self._beats, offline_waiting=waiting))

    def _publish(self, message: Message, **names: str) -> Sending | None:
        """Send if there is a link: states are said again at the next connection, a receipt is worth nothing later."""
        try:
            return self.link.publish(message, **names)
        except LinkDown:
            return None
