"""Registers an appointment that a kiosk could not look up (待核): the person at the window shows its confirmation."""

from __future__ import annotations

import uuid
from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.site import Site
from lobby.appointments.asked import RegisterBooking
from lobby.clock import Clock
from lobby.console.desk import Desk
from lobby.console.pages import Pages, look_chosen
from lobby.console.presses import PATIENCE, REFUSALS
from lobby.console.sessions import Session, Sessions, key_of
from lobby.console.sign_in import SESSION_COOKIE
from lobby.console.values import Mood, Notice
from lobby.console.words import Words
from lobby.contract.message import Answer, Refusal, Refused
from lobby.contract.tickets import TicketChanged
from lobby.queueing.numbering import read_ticket_id

LONGEST_CODE = 128
NOTICE = timedelta(seconds=8)
_WHY = {Refusal.UNKNOWN_APPOINTMENT: "booking.unknown", Refusal.ILLEGAL_MOVE: "booking.used"}


class BookingDesk:
    """`/booking?ticket=20261123-A601`, for anybody signed in. Lives on the console's loop."""

    def __init__(self, site: Site, clock: Clock, desk: Desk, sessions: Sessions) -> None:
        self._site = site
        self._clock = clock
        self._desk = desk
        self._sessions = sessions
        self._pages = Pages("console", site.hall, clock)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/booking", self.form, methods=["GET"]),
            Route("/booking", self.register, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        ticket = request.query_params.get("ticket", "")
        if self._session(request) is None or read_ticket_id(ticket) is None:
            return RedirectResponse("/", 303)
        return look_chosen(request, f"/booking?ticket={quote(ticket)}") or self._page(request, ticket)

    async def register(self, request: Request) -> Response:
        """What was refused is told beside the field, and what was typed stays in it."""
        session, fields = self._session(request), await request.form()
        ticket, code = str(fields.get("ticket", "")), str(fields.get("code", "")).strip()[:LONGEST_CODE]
        if session is None or read_ticket_id(ticket) is None:
            return RedirectResponse("/", 303)
        try:
            id = str(uuid.UUID(str(fields.get("id", ""))))
        except ValueError:
            return Response(status_code=400)
        if not code:
            return self._page(request, ticket)
        words, until = self._pages.words(request), self._clock.wall() + PATIENCE
        wish = RegisterBooking(request=id, deadline=until, ticket=ticket, code=code)
        answer = await self._desk.answer(session, wish)
        if not isinstance(answer, TicketChanged):
            return self._page(request, ticket, 409, code=code, error=self._why(answer, words))
        told = "told.booking_seen" if answer.view.to_verify else "told.registered"
        notice = Notice(mood=Mood.INFO, text=words(told, label=answer.view.label))
        session.tell(notice, self._clock.wall() + NOTICE)
        return RedirectResponse("/", 303)

    def _why(self, answer: Answer | None, words: Words) -> str:
        phone = self._site.hall.help_phone
        if not isinstance(answer, Refused):
            return words("press.no_answer", phone=phone)
        return words(_WHY.get(answer.reason) or REFUSALS[answer.reason], phone=phone)

    def _session(self, request: Request) -> Session | None:
        return self._sessions.find(key_of(request.cookies.get(SESSION_COOKIE, "")), self._clock.wall())

    def _page(self, request: Request, ticket: str, status: int = 200, *, code: str = "", error: str = "") -> Response:
        """With an id of its own, so that a form sent twice is one request."""
        shown = {"ticket": ticket, "label": ticket.partition("-")[2], "code": code, "error": error}
        return self._pages.page("booking.html", request, status, id=str(uuid.uuid4()), **shown)
