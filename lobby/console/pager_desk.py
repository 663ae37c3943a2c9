"""Lends vibrating pagers: which number has which pager, given out and taken back, for anybody signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lobby.console.form_ids import fresh_id, sent_id
from lobby.console.pages import look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.staff_page import StaffPage
from lobby.console.values import Value
from lobby.contract.message import Refusal
from lobby.ladder.pagers import LendPager
from lobby.pictures import HallSnapshot
from lobby.queueing.numbering import read_ticket_id
from lobby.queueing.ticket import Ticket

PAGER = re.compile(r"[0-9A-Za-z-]{0,12}")
REFUSED = {Refusal.NOT_ALLOWED: "pager.taken", Refusal.ILLEGAL_MOVE: "pager.ended"}


class LentRow(Value, frozen=True, kw_only=True):
    """A pager that is out. `ended`: its holder's number has ended; it should come back."""

    label: str
    pager: str
    ended: bool


class PagerDesk(StaffPage):
    """`/pager`, with a number filled in: `/pager?ticket=20261123-A012`."""

    place = "/pager"
    refusals = REFUSED
    no_answer = "press.no_answer"
    told_for = timedelta(seconds=8)

    def routes(self) -> list[BaseRoute]:
        return [Route("/pager", self.form, methods=["GET"]), Route("/pager", self.lend, methods=["POST"])]

    async def form(self, request: Request) -> Response:
        read = read_ticket_id(request.query_params.get("ticket", ""))
        if self._session(request) is None:
            return RedirectResponse("/", 303)
        return look_chosen(request, "/pager") or self._page(request, read[1].label if read else "")

    async def lend(self, request: Request) -> Response:
        """A pager with its number, or, with none, back. What was refused is told, and what was typed stays."""
        session, fields = self._session(request), await request.form()
        label, pager = (str(fields.get(name, "")).strip()[:20] for name in ("label", "pager"))
        if session is None:
            return RedirectResponse("/", 303)
        try:
            id = sent_id(str(fields.get("id", "")))
        except ValueError:
            return Response(status_code=400)
        words, ticket = self._pages.words(request), _called(self._door.snapshot, label)
        if ticket is None or not PAGER.fullmatch(pager):
            error = words("pager.unknown" if ticket is None else "pager.wrong")
            return self._page(request, label, pager, error)
        until = self._wall() + PATIENCE
        answer = await self._ask(session, LendPager(request=id, deadline=until, ticket=ticket.id, pager=pager))
        if error := self._why(answer, words):
            return self._page(request, label, pager, error)
        told = words("told.pager" if pager else "told.pager_back", label=ticket.label, pager=pager)
        self._tell(session, told)
        return RedirectResponse("/", 303)

    def _page(self, request: Request, label: str, pager: str = "", error: str = "") -> Response:
        """With ids of their own, so that a form sent twice is one request."""
        lent = tuple(_lent(self._door.snapshot))
        shown = {"label": label, "pager": pager, "error": error, "lent": lent, "ids": [fresh_id() for _ in lent]}
        return self._pages.page("pager.html", request, 409 if error else 200, id=fresh_id(), **shown)


def _called(hall: HallSnapshot, label: str) -> Ticket | None:
    """Today's ticket with this label, however it was typed."""
    wanted = label.upper()
    return next((one for one in hall.by_token.values() if one.label == wanted and one.day == hall.day), None)


def _lent(hall: HallSnapshot) -> Iterator[LentRow]:
    """By the pager's number."""
    if not hall.pagers:
        return
    tickets = {one.id: one for one in hall.by_token.values()}
    for id, pager in sorted(hall.pagers.items(), key=lambda lent: (len(lent[1]), lent[1])):
        if (ticket := tickets.get(id)) is not None:
            yield LentRow(label=ticket.label, pager=pager, ended=not ticket.lives)
