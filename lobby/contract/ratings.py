"""好差评: one rating of one service, in five levels, none of them chosen beforehand (practice B-2)."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, ClassVar

from msgspec import Meta

from config.site import Role
from lobby.contract.message import Answer, Request


class Level(IntEnum):
    """Stars. The last two, 2 and 1, are a 差评 and open a case."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    BASICALLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1


BAD = frozenset({Level.DISSATISFIED, Level.VERY_DISSATISFIED})
"""差评: the hall follows it up."""


class CaseState(StrEnum):
    """How far the hall is with a bad rating (practice B-2): 新差评 已联系 整改中 已整改 已回访 归档, or 申诉复核."""

    NEW = "new"
    CONTACTED = "contacted"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    CALLED_BACK = "called-back"
    ARCHIVED = "archived"
    APPEAL = "appeal"


class Rated(Answer, tag="rated", frozen=True, kw_only=True):
    """Thank you. `reference`: four characters the person may quote; nothing of the person is in it."""

    reference: str


class Rate(Request, tag="rate", frozen=True, kw_only=True):
    """How was it? At most one rating a ticket; within `rating.edit_h` a later one replaces it. A window's pad names no
    token: it rates the ticket its counter finished last."""

    topic: ClassVar[str] = "request/{station}/rate"
    roles: ClassVar[frozenset[Role]] = frozenset({Role.KIOSK, Role.COUNTER})
    answer: ClassVar[type[Answer]] = Rated

    level: Level
    token: str = ""
    tags: tuple[int, ...] = ()
    """Codes of that level, e.g. 212."""
    text: Annotated[str, Meta(max_length=150)] = ""
    contact: Annotated[str, Meta(pattern=r"^$|^\+[1-9][0-9]{6,14}$")] = ""
    """With a 差评: a phone (E.164) on which the person wants to be called; encrypted, until the case is archived."""
