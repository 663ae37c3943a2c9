"""The public listener: the citizen's ticket on the phone. Reads only, but for "I'm here"."""

from __future__ import annotations

import asyncio
import re
import uuid

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from config.site import Site
from lobby.clock import Clock
from lobby.console import stream
from lobby.console.feed import Feed
from lobby.console.guard import Guard
from lobby.console.limits import Bucket
from lobby.console.pages import STATIC, Pages, look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.situation import milliseconds
from lobby.console.ticket_page import TicketPage, ticket_page
from lobby.console.words import Words
from lobby.contract.message import Refused
from lobby.contract.tickets import CheckIn
from lobby.door import CITIZEN, ServerDoor

PACE_S = 0.25
PULSE_S = 5.0
"""A phone calls its data old after 15 s without one."""
PRESSES, PRESSES_PER_S = 3, 0.2
"""How often one ticket may say "I'm here": at once, and in the long run."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
MISSES, MISSES_PER_S = 20, 0.2
"""Unknown tickets one address may ask for: at once, and in the long run."""


class Public:
    """The routes of the public listener. An unknown token and an ended ticket look alike (no oracle)."""

    def __init__(self, site: Site, clock: Clock, feed: Feed, door: ServerDoor) -> None:
        self._site = site
        self._clock = clock
        self._feed = feed
        self._door = door
        self._pages = Pages("phone", site.hall, clock)
        self._misses = Bucket(MISSES, MISSES_PER_S)
        self._presses = Bucket(PRESSES, PRESSES_PER_S)

    def app(self) -> Starlette:
        routes = [
            Route("/t/{token}", self.ticket, methods=["GET"]),
            Route("/t/{token}/state", self.state, methods=["GET"]),
            Route("/t/{token}/events", self.events, methods=["GET"]),
            Route("/t/{token}/here", self.here, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard)])

    async def ticket(self, request: Request) -> Response:
        if (chosen := look_chosen(request, request.url.path)) is not None:
            return chosen
        page = self._look(request, self._pages.words(request))
        status = 200 if page else self._missed(request)
        return self._pages.page("ticket.html", request, status, page=page, phone=self._site.hall.help_phone)

    async def state(self, request: Request) -> Response:
        """The whole state, for a page that missed an event."""
        face = self._face(request)
        if face.look() is None:
            return Response(status_code=self._missed(request))
        return Response(stream.whole(face, self._feed), media_type="application/json")

    async def events(self, request: Request) -> Response:
        face = self._face(request)
        if face.look() is None:
            return Response(status_code=self._missed(request))
        return stream.answer(face, self._feed, PULSE_S, PACE_S)

    async def here(self, request: Request) -> Response:
        """ "I'm here": the missed ticket joins the queue again; the page's id makes a retry one effect."""
        if self._look(request, self._pages.words(request)) is None:
            return Response(status_code=self._missed(request))
        token: str = request.path_params["token"]
        if not self._presses.take(token, self._clock.monotonic()):
            return Response(status_code=429)
        form = await request.form()
        try:
            id = uuid.UUID(str(form.get("id", "")))
        except ValueError:
            return Response(status_code=400)
        check_in = CheckIn(request=str(id), deadline=self._clock.wall() + PATIENCE, token=token)
        future = self._door.submit(check_in, CITIZEN)
        try:
            answer = await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE.total_seconds())
        except TimeoutError:
            return Response(status_code=504)
        return Response(status_code=409 if isinstance(answer, Refused) else 204)

    def _missed(self, request: Request) -> int:
        """404 for a ticket that is not there, 429 for an address that asks too often."""
        address = request.client.host if request.client else ""
        return 404 if self._misses.take(address, self._clock.monotonic()) else 429

    def _look(self, request: Request, words: Words) -> TicketPage | None:
        token: str = request.path_params["token"]
        view = self._door.snapshot.ticket(token) if TOKEN.fullmatch(token) else None
        return ticket_page(view, self._site, words)

    def _face(self, request: Request) -> stream.Face[TicketPage]:
        words = self._pages.words(request)

        def draw(page: TicketPage) -> str:
            return self._pages.render("ticket_live.html", words, page=page, phone=self._site.hall.help_phone)

        return stream.Face(lambda: self._look(request, words), draw, lambda: milliseconds(self._clock.wall()))
