"""What stands before every page: headers, the size of what comes in, and where it comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 4_096
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this very server (SameSite cookies are the other lock)."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    return urlsplit(origin).netloc == request.headers.get("host")


class Guard:
    """Refuses large or foreign bodies before they are read, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = _refusal(Request(scope))
        await (refused or self._app)(scope, receive, _with_headers(scope, send))


def _refusal(request: Request) -> PlainTextResponse | None:
    if request.method not in ("GET", "HEAD", "POST"):
        return PlainTextResponse("", 405)
    length = request.headers.get("content-length", "0" if request.method != "POST" else "")
    if not length.isdigit():
        return PlainTextResponse("", 411)
    if int(length) > MAX_BODY:
        return PlainTextResponse("", 413)
    if request.method == "POST" and not from_here(request):
        return PlainTextResponse("", 403)
    return None


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if not scope["path"].startswith("/static/"):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
