"""The routes of the duty manager's cases: what a bad rating said, what was done, and the next step with a note."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.site import Site
from lobby.clock import Clock
from lobby.console.cases_page import CasesPage, cases_page
from lobby.console.feed import Feed
from lobby.console.form_ids import fresh_id, sent_id
from lobby.console.pages import look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.sessions import Session, Sessions
from lobby.console.staff_page import StaffPage
from lobby.console.stream import Face
from lobby.console.words import Words
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.ratings import CaseState
from lobby.door import ServerDoor
from lobby.messages.safe import Unreadable, safe_in
from lobby.wishes import LookAtContact, MoveCase

UNTOLD = {"about": "", "refused": "", "note": "", "phone": ""}
"""Of no case in particular."""


class CasesDesk(StaffPage):
    """For the manager alone; a clerk learns nothing here, not even whether there is a case."""

    place = "/cases"

    def __init__(self, site: Site, clock: Clock, feed: Feed, door: ServerDoor, sessions: Sessions, data: Path) -> None:
        super().__init__(site, clock, feed, door, sessions)
        self._data = data

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/cases", self.cases, methods=["GET"]),
            Route("/cases/state", self.state, methods=["GET"]),
            Route("/cases/events", self.events, methods=["GET"]),
            Route("/cases/move", self.move, methods=["POST"]),
            Route("/cases/contact", self.contact, methods=["POST"]),
            self._way_back(),
        ]

    async def cases(self, request: Request) -> Response:
        if (chosen := look_chosen(request, "/cases")) is not None:
            return chosen
        session = self._allowed(request)
        return self._page(request, session) if session else self._turned_away()

    async def state(self, request: Request) -> Response:
        return self._whole(request, self._live(request))

    async def events(self, request: Request) -> Response:
        return self._stream(request, self._live(request))

    async def move(self, request: Request) -> Response:
        """The next step. What was refused is told, and the note that was typed is not lost."""
        session = self._allowed(request)
        if session is None:
            return self._turned_away()
        form = await request.form()
        case, note = str(form.get("case", "")), str(form.get("note", "")).strip()
        try:
            id, to = sent_id(str(form.get("id", ""))), CaseState(str(form.get("to", "")))
        except ValueError:
            return Response(status_code=400)
        wish = MoveCase(request=id, deadline=self._wall() + PATIENCE, case=case, to=to, note=note[:200])
        refused = self._reason(request, await self._ask(session, wish))
        if not refused:
            return RedirectResponse("/cases", 303)
        return self._page(request, session, 409, about=case, refused=refused, note=note)

    async def contact(self, request: Request) -> Response:
        """The number somebody left, on this one answer; who looked is in the journal."""
        session = self._allowed(request)
        if session is None:
            return self._turned_away()
        case = str((await request.form()).get("case", ""))
        wish = LookAtContact(request=fresh_id(), deadline=self._wall() + PATIENCE, case=case)
        if refused := self._reason(request, await self._ask(session, wish)):
            return self._page(request, session, 409, about=case, refused=refused)
        return self._page(request, session, about=case, phone=self._number(case))

    def _number(self, case: str) -> str:
        sealed = next((one.sealed for one in self._door.snapshot.cases if one.key == case), b"")
        try:
            return safe_in(self._data).open(sealed) if sealed else ""
        except Unreadable:
            return ""

    # -- who may, and what they see ------------------------------------------------------------------------------------

    def _turned_away(self) -> Response:
        return RedirectResponse("/", 303)

    def _words(self, request: Request) -> Words:
        return Words("cases", self._pages.words(request).language)

    def _page(self, request: Request, session: Session, status: int = 200, **told: str) -> Response:
        """`told`: what concerns one case only (`about`): why it was `refused`, its `note`, its `phone`."""
        words = self._words(request)
        shown = {"page": self._look(words), "c": words, "fresh_id": fresh_id, **UNTOLD, **told}
        return self._draw(request, "cases.html", session, status, **shown)

    def _look(self, words: Words) -> CasesPage:
        return cases_page(self._door.snapshot, self._site, words, self._wall())

    def _live(self, request: Request) -> Face[CasesPage]:
        words = self._words(request)
        return self._face(
            request, lambda *_: self._look(words), "cases_live.html", c=words, fresh_id=fresh_id, **UNTOLD
        )

    def _reason(self, request: Request, answer: Answer | None) -> str:
        """Why it was not done; empty: it was."""
        words = self._words(request)
        if answer is None:
            return words("refused.no_answer")
        if not isinstance(answer, Refused):
            return ""
        return words("refused.number" if answer.reason is Refusal.BAD_REQUEST else "refused.changed")
