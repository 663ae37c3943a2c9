"""Registers an appointment that a kiosk could not look up (待核): the person at the window shows its confirmation."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lobby.appointments.asked import RegisterBooking
from lobby.console.form_ids import fresh_id, sent_id
from lobby.console.pages import look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.staff_page import StaffPage
from lobby.contract.message import Refusal
from lobby.contract.tickets import TicketChanged
from lobby.queueing.numbering import read_ticket_id

LONGEST_CODE = 128
REFUSED = {Refusal.UNKNOWN_APPOINTMENT: "booking.unknown", Refusal.ILLEGAL_MOVE: "booking.used"}


class BookingDesk(StaffPage):
    """`/booking?ticket=20261123-A601`, for anybody signed in."""

    place = "/booking"
    refusals = REFUSED
    no_answer = "press.no_answer"
    told_for = timedelta(seconds=8)

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
            id = sent_id(str(fields.get("id", "")))
        except ValueError:
            return Response(status_code=400)
        if not code:
            return self._page(request, ticket)
        words, until = self._pages.words(request), self._wall() + PATIENCE
        wish = RegisterBooking(request=id, deadline=until, ticket=ticket, code=code)
        answer = await self._ask(session, wish)
        if not isinstance(answer, TicketChanged):
            return self._page(request, ticket, 409, code=code, error=self._why(answer, words))
        told = "told.booking_seen" if answer.view.to_verify else "told.registered"
        self._tell(session, words(told, label=answer.view.label))
        return RedirectResponse("/", 303)

    def _page(self, request: Request, ticket: str, status: int = 200, *, code: str = "", error: str = "") -> Response:
        """With an id of its own, so that a form sent twice is one request."""
        shown = {"ticket": ticket, "label": ticket.partition("-")[2], "code": code, "error": error}
        return self._pages.page("booking.html", request, status, id=fresh_id(), **shown)
