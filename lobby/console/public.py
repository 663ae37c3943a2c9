"""The public listener: the citizen's ticket on the phone, and the few things its holder may press."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
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
from lobby.console.rating_page import RatingPage, rating_page
from lobby.console.situation import milliseconds
from lobby.console.ticket_page import TicketPage, ticket_page
from lobby.console.ticket_presses import PRESSES, Press, command
from lobby.console.words import Words
from lobby.contract.message import Refused
from lobby.door import ServerDoor
from lobby.queueing.ticket import Ticket
from lobby.wishes import CITIZEN, ClerkCommand

PACE_S = 0.25
PULSE_S = 5.0
"""A phone calls its data old after 15 s without one."""
BURST, BURST_PER_S = 3, 0.2
"""How often one ticket may press each of its keys: at once, and in the long run."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
MISSES, MISSES_PER_S = 20, 0.2
"""Unknown tickets one address may ask for: at once, and in the long run."""


Shown = TicketPage | RatingPage


class Public:
    """The routes of the public listener. An unknown token and an ended ticket look alike (no oracle)."""

    def __init__(self, site: Site, clock: Clock, feed: Feed, door: ServerDoor) -> None:
        self._site = site
        self._clock = clock
        self._feed = feed
        self._door = door
        self._pages = Pages("phone", site.hall, clock)
        self._misses = Bucket(MISSES, MISSES_PER_S)
        self._presses = Bucket(BURST, BURST_PER_S)

    def app(self) -> Starlette:
        routes = [
            Route("/t/{token}", self.ticket, methods=["GET"]),
            Route("/t/{token}/state", self.state, methods=["GET"]),
            Route("/t/{token}/events", self.events, methods=["GET"]),
            Route("/t/{token}/{what}", self.press, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard)])

    async def ticket(self, request: Request) -> Response:
        if (chosen := look_chosen(request, request.url.path)) is not None:
            return chosen
        words = self._pages.words(request)
        page = self._look(request, words)
        status = 200 if page else self._missed(request)
        return self._pages.page("ticket.html", request, status, page=page, **self._more(words))

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
        return StreamingResponse(self._watched(request, face), media_type="text/event-stream")

    async def _watched(self, request: Request, face: stream.Face[Shown]) -> AsyncIterator[bytes]:
        """While it lasts the ticket counts as open on a phone."""
        with self._door.phones.watching(request.path_params["token"]):
            async for event in stream.events(face, self._feed, PULSE_S, PACE_S):
                yield event

    async def press(self, request: Request) -> Response:
        """One key of the page; the page's id makes a retry one effect. 409: the server would not."""
        what, ticket = request.path_params["what"], self._ticket(request)
        if what not in PRESSES or ticket is None or self._look(request, self._pages.words(request)) is None:
            return Response(status_code=self._missed(request))
        if not self._presses.take(f"{what}:{ticket.token}", self._clock.monotonic()):
            return Response(status_code=429)
        form = await request.form()
        id, deadline = _uuid(str(form.get("id", ""))), self._clock.wall() + PATIENCE
        wish = command(what, Press(request=id, deadline=deadline, ticket=ticket, form=form)) if id else None
        return Response(status_code=400 if wish is None else await self._submit(wish))

    async def _submit(self, wish: ClerkCommand) -> int:
        future = self._door.submit(wish, CITIZEN)
        try:
            answer = await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE.total_seconds())
        except TimeoutError:
            return 504
        return 409 if isinstance(answer, Refused) else 204

    def _missed(self, request: Request) -> int:
        """404 for a ticket that is not there, 429 for an address that asks too often."""
        address = request.client.host if request.client else ""
        return 404 if self._misses.take(address, self._clock.monotonic()) else 429

    def _ticket(self, request: Request) -> Ticket | None:
        token: str = request.path_params["token"]
        return self._door.snapshot.by_token.get(token) if TOKEN.fullmatch(token) else None

    def _look(self, request: Request, words: Words) -> Shown | None:
        """The ticket's page, or the one on which it is rated; None for one that has ended and one that never was."""
        ticket = self._ticket(request)
        if ticket is None:
            return None
        snapshot, now = self._door.snapshot, self._clock.wall()
        page = ticket_page(snapshot, ticket, self._site, words, now)
        return page or rating_page(snapshot, ticket, self._site, words, now)

    def _face(self, request: Request) -> stream.Face[Shown]:
        words = self._pages.words(request)

        def draw(page: Shown) -> str:
            return self._pages.render("ticket_live.html", words, page=page, **self._more(words))

        return stream.Face(lambda: self._look(request, words), draw, lambda: milliseconds(self._clock.wall()))

    def _more(self, words: Words) -> dict[str, object]:
        """What the templates need beside the page."""
        return {"phone": self._site.hall.help_phone, "r": Words("rating", words.language)}


def _uuid(text: str) -> str:
    """In its one spelling; empty: it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""
