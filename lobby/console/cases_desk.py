"""The routes of the duty manager's cases: what a bad rating said, what was done, and the next step with a note."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.site import Site
from lobby.clerks import Duty
from lobby.clock import Clock
from lobby.console import stream
from lobby.console.cases_page import CasesPage, cases_page, fresh_id
from lobby.console.feed import Feed
from lobby.console.pages import Pages, look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.sessions import Session, Sessions, key_of
from lobby.console.sign_in import SESSION_COOKIE
from lobby.console.situation import milliseconds
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.ratings import CaseState
from lobby.door import ClerkRequest, LookAtContact, MoveCase, ServerDoor
from lobby.messages.safe import Unreadable, safe_in

PACE_S = 0.5
PULSE_S = 1.0


class CasesDesk:
    """For the manager alone; a clerk learns nothing here, not even whether there is a case."""

    def __init__(self, site: Site, clock: Clock, feed: Feed, door: ServerDoor, sessions: Sessions, data: Path) -> None:
        self._site = site
        self._clock = clock
        self._feed = feed
        self._door = door
        self._sessions = sessions
        self._data = data
        self._pages = Pages("cases", site.hall, clock)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/cases", self.cases, methods=["GET"]),
            Route("/cases/state", self.state, methods=["GET"]),
            Route("/cases/events", self.events, methods=["GET"]),
            Route("/cases/move", self.move, methods=["POST"]),
            Route("/cases/contact", self.contact, methods=["POST"]),
        ]

    async def cases(self, request: Request) -> Response:
        if (chosen := look_chosen(request, "/cases")) is not None:
            return chosen
        session = self._manager(request)
        return self._page(request, session) if session else self._turned_away(request)

    async def state(self, request: Request) -> Response:
        if self._manager(request) is None:
            return Response(status_code=401)
        return Response(stream.whole(self._face(request), self._feed), media_type="application/json")

    async def events(self, request: Request) -> Response:
        if self._manager(request) is None:
            return Response(status_code=401)
        return stream.answer(self._face(request), self._feed, PULSE_S, PACE_S)

    async def move(self, request: Request) -> Response:
        """The next step. What was refused is told, and the note that was typed is not lost."""
        session = self._manager(request)
        if session is None:
            return self._turned_away(request)
        form = await request.form()
        case, note = str(form.get("case", "")), str(form.get("note", "")).strip()
        try:
            id, to = str(uuid.UUID(str(form.get("id", "")))), CaseState(str(form.get("to", "")))
        except ValueError:
            return Response(status_code=400)
        wish = MoveCase(request=id, deadline=self._clock.wall() + PATIENCE, case=case, to=to, note=note[:200])
        refused = self._why(request, await self._ask(session, wish))
        if not refused:
            return RedirectResponse("/cases", 303)
        return self._page(request, session, 409, about=case, refused=refused, note=note)

    async def contact(self, request: Request) -> Response:
        """The number somebody left, on this one answer; who looked is in the journal."""
        session = self._manager(request)
        if session is None:
            return self._turned_away(request)
        case = str((await request.form()).get("case", ""))
        wish = LookAtContact(request=fresh_id(), deadline=self._clock.wall() + PATIENCE, case=case)
        if refused := self._why(request, await self._ask(session, wish)):
            return self._page(request, session, 409, about=case, refused=refused)
        return self._page(request, session, about=case, phone=self._number(case))

    def _number(self, case: str) -> str:
        sealed = next((one.sealed for one in self._door.snapshot.cases if one.key == case), b"")
        try:
            return safe_in(self._data).open(sealed) if sealed else ""
        except Unreadable:
            return ""

    # -- who may, and what they see ------------------------------------------------------------------------------------

    def _manager(self, request: Request) -> Session | None:
        session = self._sessions.find(key_of(request.cookies.get(SESSION_COOKIE, "")), self._clock.wall())
        return session if session and session.clerk.duty is Duty.MANAGER else None

    def _turned_away(self, request: Request) -> Response:
        del request
        return RedirectResponse("/", 303)

    def _look(self, request: Request) -> CasesPage:
        return cases_page(self._door.snapshot, self._site, self._pages.words(request), self._clock.wall())

    def _page(self, request: Request, session: Session, status: int = 200, **told: str) -> Response:
        """`told`: what concerns one case only (`about`): why it was `refused`, its `note`, its `phone`."""
        more = {"about": "", "refused": "", "note": "", "phone": "", **told}
        at, name = milliseconds(self._clock.wall()), session.clerk.name
        look = self._look(request)
        return self._pages.page("cases.html", request, status, page=look, at=at, clerk=name, fresh_id=fresh_id, **more)

    def _face(self, request: Request) -> stream.Face[CasesPage]:
        words = self._pages.words(request)
        nothing = {"about": "", "refused": "", "note": "", "phone": "", "fresh_id": fresh_id}

        def look() -> CasesPage | None:
            return self._look(request) if self._manager(request) else None

        def draw(page: CasesPage) -> str:
            return self._pages.render("cases_live.html", words, page=page, **nothing)

        return stream.Face(look, draw, lambda: milliseconds(self._clock.wall()))

    async def _ask(self, session: Session, wish: ClerkRequest) -> Answer | None:
        future = self._door.submit(wish, session.clerk)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE.total_seconds())
        except TimeoutError:
            return None

    def _why(self, request: Request, answer: Answer | None) -> str:
        """Why it was not done; empty: it was."""
        words = self._pages.words(request)
        if answer is None:
            return words("refused.no_answer")
        if not isinstance(answer, Refused):
            return ""
        return words("refused.number" if answer.reason is Refusal.BAD_REQUEST else "refused.changed")
