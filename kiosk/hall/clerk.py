"""A clerk of the demo, at the same page a person uses: signs in and presses keys over plain HTTP."""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid

TIMEOUT_S = 5.0


class PageRefused(Exception):
    """The clerk page did not do it; the text says what was asked and why not: a status, or the page's own reason."""


class Clerk:
    """One signed-in clerk at one window."""

    def __init__(self, address: str, name: str, counter: str) -> None:
        self._address, self.name, self.counter = address, name, counter
        jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(strict_ns_domain=0))
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._browser.addheaders = [("Origin", address), ("Accept-Language", "zh-CN")]

    def sign_in_first(self, one_time_pin: str, own_pin: str) -> None:
        """With a one-time PIN, choosing the clerk's own; the window opens. Raises PageRefused."""
        self.sign_in(one_time_pin)
        self._post("/pin", pin=own_pin, again=own_pin)
        self.press("open")

    def sign_in(self, pin: str) -> None:
        """At this clerk's window. Raises PageRefused."""
        self._post("/sign-in", name=self.name, pin=pin, counter=self.counter)

    def press(self, do: str, press: str = "") -> None:
        """What a key asks for (`call-next`, `serve`, `finish:1` …); `press` repeats an earlier one.

        Raises PageRefused, also where the key is locked."""
        answer = self._post("/clerk/do", do=do, id=press or str(uuid.uuid4()))
        if refused := json.loads(answer).get("refused"):
            raise PageRefused(f"{do}: {refused}")

    def _post(self, path: str, **fields: str) -> bytes:
        body = urllib.parse.urlencode(fields).encode()
        try:
            with self._browser.open(self._address + path, body, TIMEOUT_S) as answer:
                read: bytes = answer.read()
                return read
        except urllib.error.HTTPError as error:
            raise PageRefused(f"{path} {fields.get('do', '')}: {error.code}") from None
        except OSError as error:
            raise PageRefused(f"{path} {fields.get('do', '')}: {error}") from None
