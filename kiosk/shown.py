"""What the window is given: a function of the visit and the moment, and of nothing else."""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from config.site import Panel
from devices.health import Health
from kiosk.facts import CALL_S
from kiosk.flow import Now
from kiosk.views import (
    Frame,
    HomeView,
    IdleView,
    NewPersonView,
    OutOfService,
    OutOfServiceView,
    Overlay,
    UntouchableView,
    View,
)
from kiosk.visit import CLEARED_S, Visit
from lobby.contract.boards import HallPhase

USUAL = Panel(width_px=1080, height_px=1920, diagonal_inch=32)
REMIND_S, UNFRAMED_S = 5.0, 0.5
"""Whose card lies here is reminded so often (G08): the amber frame goes for so long and comes again."""


class Shown(Struct, frozen=True, kw_only=True):
    """What the window is given to paint."""

    frame: Frame
    view: View
    overlay: Overlay | None = None


def shown(visit: Visit, now: Now) -> Shown:
    """The screen as it must be now."""
    return Shown(frame=_frame(visit, now), view=_view(visit, now), overlay=_overlay(visit, now))


def _frame(visit: Visit, now: Now) -> Frame:
    session, facts = visit.session, visit.facts
    fresh = facts.calling is not None and now.mono - facts.called < CALL_S
    return Frame(
        look=visit.look,
        hall=visit.site.hall.name,
        station=visit.station.id,
        now=now.wall.astimezone(visit.site.hall.zone_info).replace(second=0, microsecond=0),
        person=session.person.shown if session is not None and session.person is not None else "",
        personal=session is not None and session.personal,
        calling=facts.calling if fresh else None,
        help=facts.help,
        help_asked=session is not None and session.help_asked,
        online=facts.online,
        reach=reach(visit),
        staff_hint=" ".join(short(one) for one in facts.health if one.reason),
    )


def reach(visit: Visit) -> float:
    """The part of the panel's height above a sitting person's reach; a panel nobody measured is a usual one."""
    panel = visit.station.panel or USUAL
    return panel.reach_px / panel.height_px


def short(health: Health) -> str:
    """`P-PO` for a printer without paper: initials for staff, who find the words in their corner."""
    reason = "".join(word[:1] for word in health.reason.split("-"))
    return f"{health.device[:1]}-{reason}".upper()


def _view(visit: Visit, now: Now) -> View:
    top = visit.aside or visit.errand
    return _home(visit, now) if top is None else top.view(visit.around(now))


def _home(visit: Visit, now: Now) -> View:
    facts, wall = visit.facts, now.wall.astimezone(visit.site.hall.zone_info)
    if facts.online and facts.phase is HallPhase.CLOSED and not visit.site.hours.always:
        return OutOfServiceView(why=OutOfService.CLOSED, opens=visit.site.hours.opens_after(wall))
    if facts.touch_gone:
        return UntouchableView()
    stale = facts.stale_since(now.mono, wall)
    left_card = visit.session is None and facts.card_lies
    longest = facts.longest()
    spans = visit.site.hours.of_weekday(wall.weekday())
    return HomeView(
        waiting=facts.waiting_in_all(),
        longest=(visit.site.service(longest[0]).name, longest[1]) if longest is not None else None,
        waits_at=stale.time().replace(second=0, microsecond=0) if stale is not None else None,
        hours=tuple((span.start, span.end) for span in spans),
        open_today=bool(spans) or visit.site.hours.always,
        reader=not facts.reader_gone,
        scanner=facts.works(facts.devices.scanners),
        paper=facts.paper and facts.works(facts.devices.printers),
        messages_paused=facts.online and facts.messages_paused,
        cleared=visit.cleared_at is not None and now.mono - visit.cleared_at < CLEARED_S,
        take_card=left_card,
        framed=left_card and now.mono % REMIND_S >= UNFRAMED_S,
        alive=visit.session is None,
    )


def _overlay(visit: Visit, now: Now) -> Overlay | None:
    if visit.stranger is not None:
        return NewPersonView(seconds=max(0, ceil(visit.answer_by() - now.mono)))
    if visit.session is None or not visit.warning(now):
        return None
    left = ceil(visit.session.ends_at(visit.site.session) - now.mono)
    total = round(visit.site.session.warn_s * visit.session.slowness)
    return IdleView(seconds=max(0, left), total=total, personal=visit.session.personal)
