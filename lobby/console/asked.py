"""Asks the server on behalf of somebody signed in."""

from __future__ import annotations

import asyncio

from lobby.console.presses import PATIENCE
from lobby.console.sessions import Session
from lobby.contract.message import Answer
from lobby.door import ServerDoor
from lobby.wishes import ClerkCommand


async def answered(door: ServerDoor, session: Session, wish: ClerkCommand) -> Answer | None:
    """The server's answer; None: none came in time."""
    future = door.submit(wish, session.clerk)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(future), PATIENCE.total_seconds())
    except TimeoutError:
        return None
