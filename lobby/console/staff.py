"""The staff listener: sign-in, one's own PIN, the clerk's page, its presses and its stream."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from config.site import Site
from lobby.clock import Clock
from lobby.console import stream
from lobby.console.desk import Desk
from lobby.console.feed import Feed
from lobby.console.guard import Guard
from lobby.console.pages import STATIC, Pages, look_chosen
from lobby.console.sessions import Session, Sessions, key_of
from lobby.console.sign_in import SESSION_COOKIE, SignIn
from lobby.console.situation import milliseconds
from lobby.console.staff_page import StaffPage
from lobby.console.values import ClerkPage
from lobby.console.words import Words

PACE_S = 0.2
"""A page that nobody presses on changes at most so often; a press is answered at once."""
PULSE_S = 0.4
"""Often enough for a page that locks its keys within 3 s after the server's last sign of life (D-7.17)."""


class Staff:
    """The routes of the staff listener; `pages`: those beside the clerk's. Lives on the console's loop."""

    def __init__(
        self,
        site: Site,
        clock: Clock,
        feed: Feed,
        desk: Desk,
        pages: Sequence[StaffPage],
        sign_in: SignIn,
        sessions: Sessions,
    ) -> None:
        self._site = site
        self._clock = clock
        self._feed = feed
        self._desk = desk
        self._others = pages
        self._sessions = sessions
        self._sign_in = sign_in
        self._pages = Pages("console", site.hall, clock)

    def app(self) -> Starlette:
        routes = [
            Route("/", self.clerk, methods=["GET"]),
            Route("/clerk/state", self.state, methods=["GET"]),
            Route("/clerk/events", self.events, methods=["GET"]),
            Route("/clerk/do", self.do, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            *(route for page in self._others for route in page.routes()),
            *self._sign_in.routes(),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard)])

    async def clerk(self, request: Request) -> Response:
        """The clerk's page, or the way to it."""
        if (chosen := look_chosen(request, "/")) is not None:
            return chosen
        session = self._sessions.find(self._key(request), self._clock.wall())
        if session is None:
            return RedirectResponse("/sign-in", 303)
        if not session.clerk.counter:
            return RedirectResponse("/hall", 303)
        words = self._pages.words(request)
        page = self._desk.page(session, words)
        return self._pages.page("clerk.html", request, page=page, at=self._now(), phone=self._site.hall.help_phone)

    async def state(self, request: Request) -> Response:
        """The whole state, for a page that missed an event."""
        session = self._session(request)
        if session is None:
            return Response(status_code=401)
        return Response(stream.whole(self._face(session.key, request), self._feed), media_type="application/json")

    async def events(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return Response(status_code=401)
        return stream.answer(self._face(session.key, request), self._feed, PULSE_S, PACE_S)

    async def do(self, request: Request) -> Response:
        """One press: `do` is what the key asks for, `id` the page's UUID for this press. Answers with the new state."""
        session = self._session(request)
        if session is None:
            return Response(status_code=401)
        form = await request.form()
        do, id = str(form.get("do", "")), str(form.get("id", ""))
        try:
            refused = await self._desk.press(session, do, uuid.UUID(id), self._pages.words(request))
        except ValueError:
            return Response(status_code=400)
        state = stream.whole(self._face(session.key, request), self._feed, refused or "")
        return Response(state, media_type="application/json")

    async def sign_out(self, request: Request) -> Response:
        self._sessions.end(self._key(request), self._clock.wall())
        self._feed.ring()
        response = RedirectResponse("/sign-in", 303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    def _session(self, request: Request) -> Session | None:
        """Somebody who is signed in at a window."""
        session = self._sessions.find(self._key(request), self._clock.wall())
        return session if session and session.clerk.counter else None

    def _key(self, request: Request) -> str:
        return key_of(request.cookies.get(SESSION_COOKIE, ""))

    def _face(self, key: str, request: Request) -> stream.Face[ClerkPage]:
        words = self._pages.words(request)

        def look() -> ClerkPage | None:
            session = self._sessions.find(key, self._clock.wall())
            return self._desk.page(session, words) if session and session.clerk.counter else None

        def draw(page: ClerkPage) -> str:
            return self._draw(words, page)

        return stream.Face(look, draw, self._now)

    def _draw(self, words: Words, page: ClerkPage) -> str:
        return self._pages.render("clerk_live.html", words, page=page, phone=self._site.hall.help_phone)

    def _now(self) -> int:
        return milliseconds(self._clock.wall())
