"""The only door to Jinja2: templates, filled with a page's values and words."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.site import Hall
from config.values import Language
from lobby.clock import Clock
from lobby.console.words import Words, preferred, spoken

HERE = Path(__file__).parent
STATIC = HERE / "static"
LANGUAGE_COOKIE = "kapok_language"
THEME_COOKIE = "kapok_theme"
CONTRAST = "contrast"
_YEAR_S = 31_536_000
_CAP = re.compile(r"\[(\S+?)\]")
_NAMES = {Language.ZH_HANS: "简", Language.ZH_HANT: "繁", Language.EN: "EN"}


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["caps"] = key_caps
    environment.globals["languages"] = tuple((language.value, name) for language, name in _NAMES.items())
    return environment


def key_caps(sentence: str) -> Markup:
    """`按[+]叫A012`: names in brackets are drawn as keys."""
    return Markup(_CAP.sub(r"<kbd>\1</kbd>", str(escape(sentence))))


class Pages:
    """Renders the templates of one face (`console` or `phone`)."""

    def __init__(self, face: str, hall: Hall, clock: Clock) -> None:
        self._face = face
        self._hall = hall
        self._clock = clock
        self._environment = _environment()

    def words(self, request: Request) -> Words:
        """The language this browser chose, or else the one it prefers."""
        chosen = spoken(request.query_params.get("lang", "")) or spoken(request.cookies.get(LANGUAGE_COOKIE, ""))
        return Words(self._face, chosen or preferred(request.headers.get("accept-language", "")))

    def render(self, template: str, words: Words, **values: object) -> str:
        """The page as text. A name the template needs and is not given is an error."""
        return self._environment.get_template(template).render(
            w=words, language=words.language.value, hall=self._hall.name.say(words.language), **values
        )

    def page(self, template: str, request: Request, status: int = 200, **values: object) -> HTMLResponse:
        """A whole page in this browser's language and theme."""
        theme = CONTRAST if request.cookies.get(THEME_COOKIE) == CONTRAST else "light"
        offset = self._clock.wall().astimezone(self._hall.zone_info).utcoffset() or timedelta()
        look = {"theme": theme, "utc_minutes": round(offset / timedelta(minutes=1))}
        return HTMLResponse(self.render(template, self.words(request), **look, **values), status)


def look_chosen(request: Request, to: str) -> Response | None:
    """Keep the language or theme a link asked for, and go on without it in the address; None: nothing was asked."""
    language, theme = spoken(request.query_params.get("lang", "")), request.query_params.get("theme")
    if language is None and theme != "other":
        return None
    response = RedirectResponse(to, 303)
    if language is not None:
        response.set_cookie(LANGUAGE_COOKIE, language.value, _YEAR_S, httponly=True, samesite="lax")
    if theme == "other":
        other = "light" if request.cookies.get(THEME_COOKIE) == CONTRAST else CONTRAST
        response.set_cookie(THEME_COOKIE, other, _YEAR_S, httponly=True, samesite="lax")
    return response
