"""Carries the hall's changes from the server's thread to the console's loop, where every open page waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from lobby.door import ServerDoor
from lobby.pictures import HallSnapshot


class Feed:
    """Rings for everybody who waits. Made on the loop; `close` before the loop ends."""

    def __init__(self, door: ServerDoor) -> None:
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()
        self.closed = False
        self._end = door.listen(self._hear)

    def _hear(self, _snapshot: HallSnapshot) -> None:
        """On the server's thread: enqueue and return."""
        if not self.closed:
            self._loop.call_soon_threadsafe(self.ring)

    @property
    def silent_ms(self) -> int:
        """How long ago the server's loop last turned."""
        return round(self._door.silent_s * 1000)

    def ring(self) -> None:
        """Wake every page; on the loop only."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    @property
    def next(self) -> asyncio.Event:
        """Set at the next ring; taken before looking, so that no change falls between."""
        return self._rung

    async def until(self, shows: Callable[[HallSnapshot], bool], seconds: float) -> None:
        """Wait until the hall shows it, or for so long."""
        end = self._loop.time() + seconds
        while not shows(self._door.snapshot) and (left := end - self._loop.time()) > 0:
            await heard(self.next, left)

    def close(self) -> None:
        """Stop listening and let every waiting page go."""
        self.closed = True
        self._end()
        self.ring()


async def heard(rung: asyncio.Event, seconds: float) -> bool:
    """Whether it rang within so many seconds."""
    try:
        await asyncio.wait_for(rung.wait(), seconds)
    except TimeoutError:
        return False
    return True
