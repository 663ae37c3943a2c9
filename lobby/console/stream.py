"""Server-sent events: one page's state, sent when it changed, and a pulse that says it is still true.

Every event of a stream carries the next number; a page that misses one fetches its whole state. What changes faster
than the stream's pace is sent once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

import msgspec
from starlette.responses import StreamingResponse

from lobby.console.feed import Feed, heard

Shown = TypeVar("Shown")


class Face(Generic[Shown]):
    """What a stream shows: `look` takes the present values (None: nothing more to show), `draw` makes HTML of them."""

    def __init__(self, look: Callable[[], Shown | None], draw: Callable[[Shown], str], now: Callable[[], int]) -> None:
        self.look = look
        self.draw = draw
        self.now = now


class Sent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event: its number, the server's time in milliseconds, and the new page if there is one."""

    n: int
    at: int
    silent: int = 0
    """For how many milliseconds the server's loop has not turned: at most some 500 while it lives."""
    html: str = ""
    refused: str = ""
    """In the answer to a press that had no effect: why, as `presses.PressRefusal` has it."""


def whole(face: Face[Shown], feed: Feed, refused: str = "") -> bytes:
    """The present state as an answer to a fetch or a press (number 0: it belongs to no stream)."""
    shown = face.look()
    html = face.draw(shown) if shown is not None else ""
    return msgspec.json.encode(Sent(n=0, at=face.now(), silent=feed.silent_ms, html=html, refused=refused))


def _event(kind: str, sent: Sent) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (kind.encode(), sent.n, msgspec.json.encode(sent))


async def events(face: Face[Shown], feed: Feed, pulse_s: float, pace_s: float) -> AsyncIterator[bytes]:
    """All events of one stream: the whole state first, then each change, a pulse when nothing changed."""
    yield b"retry: 500\n\n"
    last: Shown | None = None
    number, spoke = 0, 0.0
    clock = asyncio.get_running_loop().time
    while not feed.closed:
        rung = feed.next
        shown = face.look()
        if shown is None:
            yield _event("end", Sent(n=number + 1, at=face.now()))
            return
        if shown != last or clock() - spoke >= pulse_s:
            number, spoke = number + 1, clock()
            html = face.draw(shown) if shown != last else ""
            yield _event("state" if html else "pulse", Sent(n=number, at=face.now(), silent=feed.silent_ms, html=html))
            last = shown
        await asyncio.sleep(pace_s)
        await heard(rung, pulse_s - (clock() - spoke))


def answer(face: Face[Shown], feed: Feed, pulse_s: float, pace_s: float) -> StreamingResponse:
    return StreamingResponse(events(face, feed, pulse_s, pace_s), media_type="text/event-stream")
