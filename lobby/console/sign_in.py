"""Signing in: name, PIN and window; a one-time PIN asks for one's own first; too many wrong ones lock the name."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from config.site import Role, Site
from config.spacing import spaced
from lobby.clerks import Clerks, Duty, PinCheck
from lobby.clock import Clock
from lobby.console.feed import Feed
from lobby.console.limits import Lockout
from lobby.console.pages import Pages, look_chosen
from lobby.console.sessions import LONGEST, PATIENCE, Newcomer, Newcomers, Sessions
from lobby.console.words import Words
from lobby.door import ServerDoor
from lobby.wishes import Clerk

log = logging.getLogger(__name__)
SESSION_COOKIE = "kapok_staff"
VISIT_COOKIE = "kapok_newcomer"
WINDOW_COOKIE = "kapok_window"
_YEAR_S = 31_536_000
HALL_DESK = frozenset({Duty.GUIDE, Duty.MANAGER})
"""Who may work at the hall desk."""
AT_DESK = "-"
"""In place of a window; no window has this name."""
OWN_PIN = re.compile(r"[0-9]{6,32}")


class SignIn:
    """The sign-in pages. Lives on the console's loop."""

    def __init__(
        self, site: Site, clock: Clock, door: ServerDoor, clerks: Clerks, sessions: Sessions, feed: Feed
    ) -> None:
        self._site = site
        self._clock = clock
        self._door = door
        self._clerks = clerks
        self._sessions = sessions
        self._feed = feed
        self._newcomers = Newcomers()
        self._lockout = Lockout()
        self._pages = Pages("console", site.hall, clock)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/sign-in", self.form, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/pin", self.pin_form, methods=["GET"]),
            Route("/pin", self.choose_pin, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        return look_chosen(request, "/sign-in") or self._page(request)

    async def sign_in(self, request: Request) -> Response:
        form = await request.form()
        name, pin = str(form.get("name", "")).strip()[:64], re.sub(r"\s", "", str(form.get("pin", "")))[:64]
        counter, now = str(form.get("counter", "")), self._clock.wall()
        if counter not in {AT_DESK, *(one.id for one in self._site.counters)}:
            return self._page(request, error="sign.no_window", name=name, status=400)
        if (until := self._lockout.locked_until(name, now)) is not None:
            return self._locked(request, name, counter, until)
        if self._taken(name, counter, now) and form.get("take_over") != counter:
            return self._page(request, error="sign.taken", name=name, counter=counter, take_over=True, status=409)
        self._lockout.failed(name, now)  # taken back below; counted first, so that many at once are not more tries
        check = await asyncio.to_thread(self._clerks.check, name, pin)
        if check is PinCheck.WRONG:
            return self._wrong(request, name, counter, now)
        self._lockout.succeeded(name)
        duty = self._clerks.duty(name)
        if counter == AT_DESK and duty not in HALL_DESK:
            return self._page(request, error="sign.not_desk", name=name, status=403)
        clerk = Clerk(name=name, counter="" if counter == AT_DESK else counter, duty=duty)
        return self._newcomer(request, clerk, now) if check is PinCheck.ONE_TIME else self._begin(request, clerk, now)

    async def pin_form(self, request: Request) -> Response:
        if (chosen := look_chosen(request, "/pin")) is not None:
            return chosen
        if self._newcomers.find(request.cookies.get(VISIT_COOKIE, ""), self._clock.wall()) is None:
            return RedirectResponse("/sign-in", 303)
        return self._pages.page("own_pin.html", request, error=None)

    async def choose_pin(self, request: Request) -> Response:
        """The clerk's own PIN, twice; then they are signed in."""
        now, visit = self._clock.wall(), request.cookies.get(VISIT_COOKIE, "")
        newcomer = self._newcomers.find(visit, now)
        if newcomer is None:
            return RedirectResponse("/sign-in", 303)
        form = await request.form()
        pin, again = (re.sub(r"\s", "", str(form.get(field, ""))) for field in ("pin", "again"))
        error = "pin.short" if not OWN_PIN.fullmatch(pin) else "pin.differs" if pin != again else None
        error = error or ("pin.easy" if len(set(pin)) == 1 else None)
        if error:
            return self._pages.page("own_pin.html", request, 400, error=self._pages.words(request)(error))
        if await asyncio.to_thread(self._clerks.check, newcomer.clerk.name, pin) is PinCheck.ONE_TIME:
            return self._pages.page("own_pin.html", request, 400, error=self._pages.words(request)("pin.same"))
        await asyncio.to_thread(self._clerks.choose_pin, newcomer.clerk.name, pin)
        self._newcomers.forget(visit)
        response = self._begin(request, newcomer.clerk, now)
        response.delete_cookie(VISIT_COOKIE)
        return response

    def _begin(self, request: Request, clerk: Clerk, now: datetime) -> Response:
        id = self._sessions.begin(clerk, now)
        self._feed.ring()
        response = RedirectResponse("/" if clerk.counter else "/hall", 303)
        self._keep(request, response, SESSION_COOKIE, id, round(LONGEST.total_seconds()))
        self._keep(request, response, WINDOW_COOKIE, clerk.counter or AT_DESK, _YEAR_S)
        return response

    def _newcomer(self, request: Request, clerk: Clerk, now: datetime) -> Response:
        response = RedirectResponse("/pin", 303)
        visit = self._newcomers.add(Newcomer(clerk=clerk, began=now))
        self._keep(request, response, VISIT_COOKIE, visit, round(PATIENCE.total_seconds()))
        return response

    def _keep(self, request: Request, response: Response, name: str, value: str, seconds: int) -> None:
        secure = request.url.scheme == "https"
        response.set_cookie(name, value, seconds, httponly=True, samesite="strict", secure=secure)

    def _taken(self, name: str, counter: str, now: datetime) -> bool:
        there = self._sessions.at_counter(counter, now)
        return there is not None and there.clerk.name != name

    def _wrong(self, request: Request, name: str, counter: str, now: datetime) -> Response:
        log.info("a sign-in was refused")
        if (until := self._lockout.locked_until(name, now)) is not None:
            return self._locked(request, name, counter, until)
        return self._page(request, error="sign.wrong", name=name, counter=counter, status=403)

    def _locked(self, request: Request, name: str, counter: str, until: datetime) -> Response:
        time = until.astimezone(self._site.hall.zone_info).strftime("%H:%M:%S")
        return self._page(request, error="sign.locked", name=name, counter=counter, time=time, status=429)

    def _page(
        self,
        request: Request,
        error: str = "",
        name: str = "",
        counter: str = "",
        take_over: bool = False,
        time: str = "",
        status: int = 200,
    ) -> Response:
        words = self._pages.words(request)
        now = self._clock.wall().astimezone(self._site.hall.zone_info)
        return self._pages.page(
            "sign_in.html",
            request,
            status,
            error=words(error, time=time, phone=self._site.hall.help_phone) if error else "",
            name=name,
            counter=counter or request.cookies.get(WINDOW_COOKIE, ""),
            take_over=take_over,
            counters=[
                (one.id, spaced(words("window", n=one.number)), self._skills(one.skills, request))
                for one in self._site.counters
            ],
            greeting=words(_greeting(now)),
            facts=self._facts(words, now),
        )

    def _facts(self, words: Words, now: datetime) -> list[tuple[str, str, str, str]]:
        """Shape, its word, what, and how it is: the server, the screens, the kiosks."""
        snapshot = self._door.snapshot
        lines = [_fact(words, snapshot.issuing, "fact.server", words("fact.server_at", time=now.strftime("%H:%M:%S")))]
        for word, roles in (("fact.screens", (Role.DISPLAY, Role.COUNTER)), ("fact.kiosks", (Role.KIOSK,))):
            looks = [look for look in snapshot.stations if look.role in roles]
            alive = sum(look.alive for look in looks)
            if looks:
                lines.append(_fact(words, alive == len(looks), word, words("fact.alive", n=alive, m=len(looks))))
        return lines

    def _skills(self, skills: tuple[str, ...], request: Request) -> str:
        words = self._pages.words(request)
        return words("list.comma").join(self._site.service(skill).name.say(words.language) for skill in skills)


def _fact(words: Words, well: bool, name: str, text: str) -> tuple[str, str, str, str]:
    shape, word = ("s-ok", "shape.ok") if well else ("s-warn", "shape.warn")
    return shape, words(word), words(name), text


def _greeting(now: datetime) -> str:
    if now.hour < 12:
        return "sign.morning"
    return "sign.afternoon" if now.hour < 18 else "sign.evening"
