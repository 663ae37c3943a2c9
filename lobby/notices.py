"""Notices on the area displays: put and taken away by the manager; an urgent one needs a second person (J28).

A day unlike its weekday (`hours.exceptions`) is announced by itself, on the day before and on the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from config.values import Text
from lobby.askers import Asker
from lobby.clerks import Duty
from lobby.contract.boards import Notice
from lobby.contract.message import Answer, Refusal
from lobby.hall import Hall, NotDone
from lobby.pictures import NoticeLook
from lobby.rules import Archive, Rule
from lobby.store.shelf import Shelved
from lobby.store.work import Fact
from lobby.wishes import ClerkRequest

LONGEST = 120
"""Characters of one language: a page is read in half a minute."""


class NoticeKept(Shelved, frozen=True, kw_only=True):
    """One notice. An urgent one stands only when somebody else than `by` has confirmed it."""

    kind: ClassVar[str] = "notice"

    text: Text
    urgent: bool = False
    by: str = ""
    confirmed_by: str = ""

    @property
    def stands(self) -> bool:
        return not self.urgent or bool(self.confirmed_by)


class NoticeChanged(Answer, tag="notice-changed", frozen=True, kw_only=True):
    """`stands`: the displays show it now."""

    notice: str
    stands: bool


class ManagerRequest(ClerkRequest, frozen=True, kw_only=True):
    duties: ClassVar[frozenset[Duty]] = frozenset({Duty.MANAGER})
    answer: ClassVar[type[Answer]] = NoticeChanged


class PutNotice(ManagerRequest, tag="put-notice", frozen=True, kw_only=True):
    """The first line of each language is the title. Shown until the day `days` from now closes."""

    text: Text
    urgent: bool = False
    days: Annotated[int, Meta(ge=0, le=60)] = 0


class ConfirmNotice(ManagerRequest, tag="confirm-notice", frozen=True, kw_only=True):
    """A second person lets an urgent notice out."""

    notice: str


class TakeNotice(ManagerRequest, tag="take-notice", frozen=True, kw_only=True):
    notice: str


def put(hall: Hall, _: Archive, asker: Asker, wish: PutNotice) -> NoticeChanged:
    words = (wish.text.zh_hans, wish.text.zh_hant, wish.text.en)
    if not all(said.strip() for said in words) or max(map(len, words)) > LONGEST:
        raise NotDone(Refusal.BAD_REQUEST, f"a notice has words in three languages, at most {LONGEST} characters each")
    until = hall.now.astimezone(hall.site.hall.zone_info).date() + timedelta(days=wish.days)
    notice = NoticeKept(key=wish.request, until=until, text=wish.text, urgent=wish.urgent, by=asker.station)
    return _kept(hall, notice, wish.request, "put")


def confirm(hall: Hall, _: Archive, asker: Asker, wish: ConfirmNotice) -> NoticeChanged:
    notice = _known(hall, wish.notice)
    if asker.station == notice.by:
        raise NotDone(Refusal.NOT_ALLOWED, "an urgent notice is confirmed by somebody else")
    return _kept(hall, replace(notice, confirmed_by=asker.station), wish.request, "confirm")


def take(hall: Hall, _: Archive, __: Asker, wish: TakeNotice) -> NoticeChanged:
    notice = _known(hall, wish.notice)
    hall.drop(NoticeKept, notice.key)
    hall.note(Fact.NOTICE, reason=f"take:{notice.key}")
    return NoticeChanged(request=wish.request, notice=notice.key, stands=False)


def _known(hall: Hall, key: str) -> NoticeKept:
    if found := hall.shelf.get(NoticeKept, key):
        return found
    raise NotDone(Refusal.BAD_REQUEST, "no such notice stands")


def _kept(hall: Hall, notice: NoticeKept, request: str, what: str) -> NoticeChanged:
    hall.keep(notice)
    hall.note(Fact.NOTICE, reason=f"{what}:{notice.key}{':urgent' if notice.urgent else ''}")
    return NoticeChanged(request=request, notice=notice.key, stands=notice.stands)


def notices(hall: Hall) -> tuple[Notice, ...]:
    """What the displays show now, urgent ones first."""
    kept = [Notice(id=one.key, text=one.text, urgent=one.urgent) for one in _kept_notices(hall) if one.stands]
    return tuple(sorted([*kept, *_of_the_calendar(hall)], key=lambda notice: not notice.urgent))


def notice_looks(hall: Hall) -> tuple[NoticeLook, ...]:
    """All of them for the manager's page, what waits for a second person first."""
    kept = [
        NoticeLook(
            notice=one.key,
            text=one.text,
            urgent=one.urgent,
            stands=one.stands,
            by=one.by,
            confirmed_by=one.confirmed_by,
            until=one.until,
        )
        for one in _kept_notices(hall)
    ]
    unusual = [
        NoticeLook(notice=one.id, text=one.text, until=date.fromisoformat(one.id)) for one in _of_the_calendar(hall)
    ]
    return tuple(sorted([*kept, *unusual], key=lambda look: (look.stands, not look.urgent)))


def _kept_notices(hall: Hall) -> Iterator[NoticeKept]:
    yield from hall.shelf.all(NoticeKept).values()


def _of_the_calendar(hall: Hall) -> Iterator[Notice]:
    today = hall.now.astimezone(hall.site.hall.zone_info).date()
    for day in (today, today + timedelta(days=1)):
        exceptional = hall.site.hours.exceptional(day)
        if exceptional and exceptional.notice:
            yield Notice(id=day.isoformat(), text=exceptional.notice)


RULES: dict[type, Rule] = {PutNotice: put, ConfirmNotice: confirm, TakeNotice: take}
