"""Ties the server to its link: everything stations say goes into the inbox, whole."""

from __future__ import annotations

from lobby.contract.boards import Call, Heartbeat
from lobby.contract.catalogue import MESSAGES
from lobby.contract.message import Event, Request, StationState
from lobby.items import LinkChanged
from lobby.link import Link
from lobby.server import Server

HEARD = tuple(kind for kind in MESSAGES if issubclass(kind, Request | StationState | Event) and kind is not Call)
"""What stations may say: requests, events, their own states."""


def listen(link: Link, server: Server) -> None:
    """Before the link starts; the callbacks run on its thread and only enqueue."""
    for kind in (*HEARD, Heartbeat):
        link.on(kind, server.receive)
    link.on_change(lambda up: server.receive(LinkChanged(up)))
