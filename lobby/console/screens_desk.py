"""The manager's page of what the area displays show and which zones are called aloud (J28, practice B-10)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from lobby.console.form_ids import fresh_id, sent_id
from lobby.console.pages import look_chosen
from lobby.console.presses import PATIENCE
from lobby.console.reasons import Form
from lobby.console.screens_forms import checked, put_asked, put_form, speakers, typed, voice_asked, voice_form
from lobby.console.screens_page import screens_page
from lobby.console.screens_values import PutForm, ScreensPage
from lobby.console.sessions import Session
from lobby.console.staff_page import StaffPage
from lobby.console.stream import Face
from lobby.console.values import Mood
from lobby.console.words import Words
from lobby.contract.message import Refusal
from lobby.notices import LONGEST, ConfirmNotice, TakeNotice
from lobby.pictures import HallSnapshot

log = logging.getLogger(__name__)
SEEN_S = 0.5
"""How long a page waits for the hall to show what was done."""
Moving = ConfirmNotice | TakeNotice
Shows = Callable[[HallSnapshot, str], bool]
REFUSED = {
    Refusal.NEEDS_REASON: "hall.needs_reason",
    Refusal.NOT_ALLOWED: "notice.other_person",
    Refusal.BAD_REQUEST: "notice.gone",
}


class ScreensDesk(StaffPage):
    """For the manager alone."""

    place = "/screens"
    refusals = REFUSED

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/screens", self.screens, methods=["GET"]),
            Route("/screens/state", self.state, methods=["GET"]),
            Route("/screens/events", self.events, methods=["GET"]),
            Route("/screens/put", self.put, methods=["POST"]),
            Route("/screens/confirm", self.confirm, methods=["POST"]),
            Route("/screens/take", self.take, methods=["POST"]),
            Route("/screens/voice", self.voice, methods=["POST"]),
            self._way_back(),
        ]

    async def screens(self, request: Request) -> Response:
        """The page; `?voice=1A` opens the switch of a zone, `?ready=typhoon` fills the form with a ready text."""
        if (chosen := look_chosen(request, "/screens")) is not None:
            return chosen
        session = self._allowed(request)
        if session is None:
            return self._turned_away(request)
        words, asked = self._pages.words(request), request.query_params
        zone = asked.get("voice", "")
        task = voice_form(self._site, zone, words) if speakers(self._site, zone) else None
        return self._page(request, session, put=put_form(words, self._today(), asked.get("ready", "")), task=task)

    async def state(self, request: Request) -> Response:
        return self._whole(request, self._live(request))

    async def events(self, request: Request) -> Response:
        return self._stream(request, self._live(request))

    async def put(self, request: Request) -> Response:
        """A new notice. What was refused is told beside its button, and nothing typed is lost."""
        session = self._allowed(request)
        if session is None:
            return self._turned_away(request)
        words = self._pages.words(request)
        try:
            form = checked(typed(put_form(words, self._today()), await _sent(request)), words)
        except ValueError:
            return Response(status_code=400)
        if error := form.error or self._why(await self._ask(session, put_asked(form, self._wall())), words):
            return self._page(request, session, 409, put=replace(form, error=error))
        told = words("notice.told.waits" if form.urgent else "notice.told.put")
        return await self._done(session, told, lambda hall: _known(hall, form.id))

    async def confirm(self, request: Request) -> Response:
        """The second person lets an urgent notice out."""
        return await self._move(request, ConfirmNotice, "notice.told.put", _standing)

    async def take(self, request: Request) -> Response:
        return await self._move(request, TakeNotice, "notice.told.taken", lambda hall, id: not _known(hall, id))

    async def voice(self, request: Request) -> Response:
        """A zone speaks, for a reason, or is silent again."""
        session = self._allowed(request)
        if session is None:
            return self._turned_away(request)
        words, sent = self._pages.words(request), await _sent(request)
        task = voice_form(self._site, sent.get("zone", ""), words)
        try:
            wish = voice_asked(sent, self._wall())
        except ValueError:
            return Response(status_code=400)
        if task is None:
            return self._told(request, session, words("press.changed"))
        if wish.on and not speakers(self._site, wish.zone):
            return self._told(request, session, words("voice.no_speaker", name=task.name))
        if error := self._why(await self._ask(session, wish), words):
            filled = replace(task, why=sent.get("why", ""), more=sent.get("more", ""), error=error)
            return self._page(request, session, 409, task=filled) if wish.on else self._told(request, session, error)
        told = words("voice.told.on" if wish.on else "voice.told.off", name=task.name)
        return await self._done(session, told, lambda hall: (wish.zone in {one.zone for one in hall.voices}) == wish.on)

    async def _move(self, request: Request, kind: type[Moving], told: str, shows: Shows) -> Response:
        """Something about a notice that is there."""
        session = self._allowed(request)
        if session is None:
            return self._turned_away(request)
        words, sent = self._pages.words(request), await _sent(request)
        try:
            id, notice = sent_id(sent.get("id", "")), sent.get("notice", "")
        except ValueError:
            return Response(status_code=400)
        wish = kind(request=id, deadline=self._wall() + PATIENCE, notice=notice)
        if refused := self._why(await self._ask(session, wish), words):
            return self._told(request, session, refused)
        return await self._done(session, words(told), lambda hall: shows(hall, notice))

    # -- who may, and what they see ------------------------------------------------------------------------------------

    def _today(self) -> date:
        return self._wall().astimezone(self._site.hall.zone_info).date()

    def _turned_away(self, request: Request) -> Response:
        """To the sign-in, or one friendly sentence and the way back."""
        session = self._session(request)
        if session is None:
            return RedirectResponse("/sign-in", 303)
        log.info("the page of screens was refused to a %s", session.clerk.duty)
        words = self._pages.words(request)
        to, back = ("/", "hall.window") if session.clerk.counter else ("/hall", "hall.title")
        told = {"heading": words("hall.screens"), "sentence": words("screens.refused"), "to": to, "back": words(back)}
        return self._pages.page("hall_refused.html", request, 403, **told)

    def _page(
        self,
        request: Request,
        session: Session,
        status: int = 200,
        put: PutForm | None = None,
        task: Form | None = None,
    ) -> Response:
        words = self._pages.words(request)
        put = put or put_form(words, self._today())
        look = self._look(session, words)
        more = {"put": put, "task": task, "longest": LONGEST, "fresh_id": fresh_id}
        return self._draw(request, "screens.html", session, status, page=look, **more)

    def _look(self, session: Session, words: Words) -> ScreensPage:
        return screens_page(self._site, self._door.snapshot, session, words, self._wall())

    def _live(self, request: Request) -> Face[ScreensPage]:
        return self._face(request, self._look, "screens_live.html", fresh_id=fresh_id)

    # -- what is told --------------------------------------------------------------------------------------------------

    def _told(self, request: Request, session: Session, refused: str) -> Response:
        """The page, with why something was not done above its lists."""
        self._tell(session, refused, Mood.WARN)
        return self._page(request, session, 409)

    async def _done(self, session: Session, told: str, shows: Callable[[HallSnapshot], bool]) -> Response:
        self._tell(session, told)
        await self._feed.until(shows, SEEN_S)
        self._feed.ring()
        return RedirectResponse("/screens", 303)


async def _sent(request: Request) -> dict[str, str]:
    """A form's fields as text."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _known(hall: HallSnapshot, notice: str) -> bool:
    return notice in {one.notice for one in hall.notices}


def _standing(hall: HallSnapshot, notice: str) -> bool:
    return notice in {one.notice for one in hall.notices if one.stands}
