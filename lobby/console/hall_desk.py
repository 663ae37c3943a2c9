"""The hall desk: a guide or manager sees every service, stops its numbers, enters paper numbers and moves people up.

Each task is a form of its own with a reason; what was done is told beside the lists and stands in the day's report.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.site import Site
from lobby.assists import AcceptAssist
from lobby.clerks import Duty
from lobby.clock import Clock
from lobby.console.feed import Feed
from lobby.console.form_ids import fresh_id
from lobby.console.hall_forms import asked, form, pad_asked, pad_form, sent
from lobby.console.hall_page import escorts, hall_page
from lobby.console.hall_report import report
from lobby.console.hall_values import HallPage, PadForm, WindowsPage
from lobby.console.hall_windows import windows_page
from lobby.console.one_more import OneMore
from lobby.console.pages import look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.reasons import Form
from lobby.console.sessions import Session, Sessions
from lobby.console.sign_in import HALL_DESK
from lobby.console.staff_page import StaffPage
from lobby.console.stream import Face
from lobby.console.values import Mood
from lobby.console.words import Words
from lobby.contract.message import Refusal, Refused
from lobby.contract.tickets import TicketIssued
from lobby.door import ServerDoor
from lobby.ladder.guides import AcceptEscort
from lobby.pictures import HallSnapshot
from lobby.store.audit import overrides
from lobby.wishes import ClerkRequest

log = logging.getLogger(__name__)
SEEN_S = 0.3
"""How long an answer waits for the hall to show what was done."""
DONE = {
    "stop": "hall.told.stop",
    "resume": "hall.told.resume",
    "top": "hall.told.top",
    "back": "hall.told.back",
    "rank": "hall.told.rank",
    "release": "hall.told.release",
}
WINDOWS = "/hall/windows"
REFUSED = {Refusal.NEEDS_REASON: "hall.needs_reason", Refusal.TOO_SOON: "hall.too_soon"}


class HallDesk(StaffPage):
    """The routes of the hall desk."""

    place = "/hall"
    duties = HALL_DESK
    refusals = REFUSED

    def __init__(self, site: Site, clock: Clock, feed: Feed, door: ServerDoor, sessions: Sessions, data: Path) -> None:
        super().__init__(site, clock, feed, door, sessions)
        self._data = data
        self._one_more = OneMore(site.capacity.alarm_p90_min)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/hall", self.hall, methods=["GET"]),
            Route("/hall/state", self.state, methods=["GET"]),
            Route("/hall/events", self.events, methods=["GET"]),
            Route("/hall/report", self.report, methods=["GET"]),
            Route(WINDOWS, self.windows, methods=["GET"]),
            Route(f"{WINDOWS}/state", self.windows_state, methods=["GET"]),
            Route(f"{WINDOWS}/events", self.windows_events, methods=["GET"]),
            Route("/hall/go", self.go, methods=["POST"]),
            Route("/hall/pad", self.pad, methods=["POST"]),
            Route("/hall/{action:str}", self.do, methods=["POST"]),
            self._way_back(),
        ]

    async def hall(self, request: Request) -> Response:
        """The page, with the task of the address open: `?stop=general`, `?top=20261123-A012`."""
        if (chosen := look_chosen(request, "/hall")) is not None:
            return chosen
        session = self._session(request)
        if session is None or session.clerk.duty not in HALL_DESK:
            return self._turned_away(request, session)
        words, duty = self._pages.words(request), session.clerk.duty
        tasks = (form(self._site, self._now, *item, duty, words) for item in request.query_params.items())
        return self._page(request, session, task=next(filter(None, tasks), None))

    async def state(self, request: Request) -> Response:
        return self._whole(request, self._live(request))

    async def events(self, request: Request) -> Response:
        return self._stream(request, self._live(request))

    async def do(self, request: Request) -> Response:
        """A form that was filled in. What was refused is told beside its button, and nothing typed is lost."""
        session, action = self._allowed(request), request.path_params["action"]
        if session is None:
            return self._turned_away(request, self._session(request))
        words, place = self._pages.words(request), WINDOWS if action == "release" else "/hall"
        try:
            filled = sent(await request.form())
        except ValueError:
            return Response(status_code=400)
        task = form(self._site, self._now, action, filled.subject, session.clerk.duty, words)
        if task is None:
            self._tell(session, words("press.changed"), Mood.WARN)
            return self._page(request, session, 409)
        try:
            wish = asked(action, filled, self._wall())
        except ValueError:
            return Response(status_code=400)
        if refused := self._why(await self._ask(session, wish), words):
            again = replace(task, why=filled.why, more=filled.more, rank=filled.rank, error=refused)
            return self._page(request, session, 409, task=again, place=place)
        return self._done(session, words(DONE[action], name=task.name), place)

    async def go(self, request: Request) -> Response:
        """I go and bring this person, or look for them. Whoever presses second is told that somebody goes already."""
        session, words = self._allowed(request), self._pages.words(request)
        if session is None:
            return self._turned_away(request, self._session(request))
        subject = str((await request.form()).get("subject", ""))
        row = next((one for one in escorts(self._now, words) if one.subject == subject), None)
        if row is None:
            return self._done(session, words("hall.told.gone"), mood=Mood.WARN)
        if refused := self._why(await self._ask(session, self._accept(subject)), words):
            return self._done(session, refused, mood=Mood.WARN)
        await self._feed.until(lambda hall: row not in escorts(hall, words), SEEN_S)
        return self._done(session, words("hall.told.go", name=row.label, window=row.window))

    def _accept(self, subject: str) -> ClerkRequest:
        id, until = fresh_id(), self._wall() + PATIENCE
        if any(one.call == subject for one in self._now.escorts):
            return AcceptEscort(request=id, deadline=until, call=subject)
        return AcceptAssist(request=id, deadline=until, ticket=subject)

    async def pad(self, request: Request) -> Response:
        """A number of the paper pad that was given by hand."""
        session = self._allowed(request)
        if session is None:
            return self._turned_away(request, self._session(request))
        words, fields = self._pages.words(request), await request.form()
        typed = {name: str(fields.get(name, ""))[:40] for name in ("service", "number", "given")}
        error = words("hall.pad.wrong")
        with suppress(ValueError):
            wish = pad_asked(self._site, **typed, id=str(fields.get("id", "")), now=self._wall())
            answer = await self._ask(session, wish)
            if isinstance(answer, TicketIssued):
                return self._done(session, words("hall.told.pad", label=answer.view.label))
            if not (isinstance(answer, Refused) and answer.reason is Refusal.BAD_REQUEST):
                error = self._why(answer, words)
        blank = pad_form(self._site, words)
        return self._page(request, session, 409, pad=replace(blank, **typed, error=error) if blank else None)

    async def report(self, request: Request) -> Response:
        """What was done against the order today."""
        if (chosen := look_chosen(request, "/hall/report")) is not None:
            return chosen
        session, day = self._allowed(request), self._now.day
        if session is None:
            return self._turned_away(request, self._session(request))
        words = self._pages.words(request)
        records = await asyncio.to_thread(overrides, self._data, day) if day else ()
        rows = report(self._site, records, words)
        date = f"{day:%Y-%m-%d}" if day else ""
        return self._draw(request, "hall_report.html", session, rows=rows, date=date)

    async def windows(self, request: Request) -> Response:
        """Every window, for the manager; with the task of the address open: `?release=20261123-A012`."""
        if (chosen := look_chosen(request, WINDOWS)) is not None:
            return chosen
        session = self._managers(request)
        if session is None:
            return self._turned_away(request, self._session(request))
        words, subject = self._pages.words(request), request.query_params.get("release", "")
        return self._page(
            request,
            session,
            task=form(self._site, self._now, "release", subject, session.clerk.duty, words),
            place=WINDOWS,
        )

    async def windows_state(self, request: Request) -> Response:
        if self._managers(request) is None:
            return Response(status_code=401)
        return self._whole(request, self._windows_live(request))

    async def windows_events(self, request: Request) -> Response:
        if self._managers(request) is None:
            return Response(status_code=401)
        return self._stream(request, self._windows_live(request))

    # -- who may, and what they see -----------------------------------------------------------------------------------

    @property
    def _now(self) -> HallSnapshot:
        return self._door.snapshot

    def _managers(self, request: Request) -> Session | None:
        session = self._session(request)
        return session if session and session.clerk.duty is Duty.MANAGER else None

    def _turned_away(self, request: Request, session: Session | None) -> Response:
        """To the sign-in, or one friendly sentence for a clerk."""
        if session is None:
            return RedirectResponse("/sign-in", 303)
        log.info("the hall desk was refused to a clerk")
        return self._pages.page("hall_refused.html", request, 403)

    def _page(
        self,
        request: Request,
        session: Session,
        status: int = 200,
        task: Form | None = None,
        pad: PadForm | None = None,
        place: str = "/hall",
    ) -> Response:
        words = self._pages.words(request)
        if place == WINDOWS:
            windows = self._windows(session, words)
            return self._draw(request, "hall_windows.html", session, status, page=windows, task=task)
        look, pad = self._look(session, words), pad or pad_form(self._site, words)
        return self._draw(request, "hall.html", session, status, page=look, task=task, pad=pad)

    def _look(self, session: Session, words: Words) -> HallPage:
        return hall_page(self._site, self._now, session, words, self._wall(), self._one_more)

    def _windows(self, session: Session, words: Words) -> WindowsPage:
        return windows_page(self._site, self._now, session, words, self._wall())

    def _live(self, request: Request) -> Face[HallPage]:
        return self._face(request, self._look, "hall_live.html")

    def _windows_live(self, request: Request) -> Face[WindowsPage]:
        return self._face(request, self._windows, "hall_windows_live.html")

    def _done(self, session: Session, text: str, to: str = "/hall", mood: Mood = Mood.INFO) -> Response:
        self._tell(session, text, mood)
        self._feed.ring()
        return RedirectResponse(to, 303)
