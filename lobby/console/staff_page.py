"""What the staff pages beside the clerk's share: who may see them, their live state, and how the server is asked."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.site import Site
from lobby.clerks import Duty
from lobby.clock import Clock
from lobby.console import stream
from lobby.console.asked import answered
from lobby.console.feed import Feed
from lobby.console.pages import Pages, look_chosen
from lobby.console.presses import REFUSALS
from lobby.console.sessions import Session, Sessions, key_of
from lobby.console.sign_in import SESSION_COOKIE
from lobby.console.situation import milliseconds
from lobby.console.values import Mood, Notice
from lobby.console.words import Words
from lobby.contract.message import Answer, Refusal, Refused
from lobby.door import ServerDoor
from lobby.wishes import ClerkRequest

log = logging.getLogger(__name__)
PACE_S = 0.5
PULSE_S = 0.4
Shown = TypeVar("Shown")


class StaffPage(ABC):
    """Lives on the console's loop. `place`: its address; `duties`: for whom it is; `refusals`: where it has better
    words than a window's; `told_for`: how long a sentence about what was done stands."""

    place: ClassVar[str]
    refusals: ClassVar[Mapping[Refusal, str]] = {}
    no_answer: ClassVar[str] = "hall.no_answer"
    told_for: ClassVar[timedelta] = timedelta(seconds=20)
    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})

    def __init__(self, site: Site, clock: Clock, feed: Feed, door: ServerDoor, sessions: Sessions) -> None:
        self._site = site
        self._clock = clock
        self._feed = feed
        self._door = door
        self._sessions = sessions
        self._pages = Pages("console", site.hall, clock)

    @abstractmethod
    def routes(self) -> list[BaseRoute]: ...

    def _way_back(self) -> Route:
        """Last of the page's routes."""
        return Route(f"{self.place}/{{action:str}}", self.back, methods=["GET"])

    async def back(self, request: Request) -> Response:
        """The address of a form that was refused, asked for again: by a reload, or to read it in another language."""
        return look_chosen(request, self.place) or RedirectResponse(self.place, 303)

    def _wall(self) -> datetime:
        return self._clock.wall()

    def _at(self) -> int:
        """Now, for the page's own clock."""
        return milliseconds(self._wall())

    def _session(self, request: Request) -> Session | None:
        """Whoever is signed in."""
        return self._sessions.find(key_of(request.cookies.get(SESSION_COOKIE, "")), self._wall())

    def _allowed(self, request: Request) -> Session | None:
        """Whoever is signed in, if the page is for them."""
        session = self._session(request)
        return session if session and session.clerk.duty in self.duties else None

    def _draw(self, request: Request, template: str, session: Session, status: int = 200, **values: object) -> Response:
        """A page with the head that all of them have."""
        manager, window = session.clerk.duty is Duty.MANAGER, bool(session.clerk.counter)
        person = self._pages.words(request)("duty.manager" if manager else "duty.guide", name=session.clerk.name)
        head = {"at": self._at(), "clerk": person, "window": window, "manager": manager}
        return self._pages.page(template, request, status, **head, **values)

    async def _ask(self, session: Session, wish: ClerkRequest) -> Answer | None:
        """The server's answer; None: none came in time."""
        return await answered(self._door, session, wish)

    def _why(self, answer: Answer | None, words: Words) -> str:
        """Why it was not done; empty: it was."""
        phone = self._site.hall.help_phone
        if answer is None:
            return words(self.no_answer, phone=phone)
        if not isinstance(answer, Refused):
            return ""
        log.info("%s was refused: %s", self.place, answer.reason)
        return words(self.refusals.get(answer.reason) or REFUSALS[answer.reason], phone=phone)

    def _tell(self, session: Session, text: str, mood: Mood = Mood.INFO) -> None:
        """A sentence that stands on the person's next page."""
        session.tell(Notice(mood=mood, text=text), self._wall() + self.told_for)

    def _face(
        self, request: Request, look: Callable[[Session, Words], Shown], template: str, **values: object
    ) -> stream.Face[Shown]:
        """A live part of the page: `look` makes what `template` draws, as long as the session is allowed to see it."""
        words = self._pages.words(request)

        def shown() -> Shown | None:
            session = self._allowed(request)
            return look(session, words) if session else None

        def drawn(page: Shown) -> str:
            return self._pages.render(template, words, page=page, **values)

        return stream.Face(shown, drawn, self._at)

    def _whole(self, request: Request, face: stream.Face[Shown]) -> Response:
        """The whole live part, for a page that missed an event."""
        if self._allowed(request) is None:
            return Response(status_code=401)
        return Response(stream.whole(face, self._feed), media_type="application/json")

    def _stream(self, request: Request, face: stream.Face[Shown]) -> Response:
        if self._allowed(request) is None:
            return Response(status_code=401)
        return stream.answer(face, self._feed, PULSE_S, PACE_S)
