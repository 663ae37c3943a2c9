"""The screens of a window and of its zone: well or not, and whether they have shown the call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from config.site import Role
from lobby.console.situation import Situation
from lobby.console.values import Phase, Receipt, Shape
from lobby.contract.channels import ChannelKind, ChannelStanding, ChannelState
from lobby.ladder.screens import OFFLINE
from lobby.pictures import StationLook


def lamps(here: Situation) -> tuple[Receipt, ...]:
    """The window's own stations: well or not."""
    screens = tuple(_lamp(here, look, here.words("channel.window")) for look in _screens(here, own=True))
    boxes = {station.id for station in here.site.stations if station.role is Role.COUNTER}
    own = (look for look in here.snapshot.stations if look.station in boxes)
    mine = (look for look in own if here.site.station(look.station).counter == here.counter.id)
    return (*screens, *(_lamp(here, look, here.words("lamp.key_box")) for look in mine))


def _lamp(here: Situation, look: StationLook, name: str) -> Receipt:
    if look.alive:
        return Receipt(shape=Shape.OK, shape_word=here.words("shape.ok"), channel=name)
    return Receipt(shape=Shape.OFFLINE, shape_word=here.words("shape.offline"), channel=name)


def _screens(here: Situation, own: bool) -> tuple[StationLook, ...]:
    """Window screens of this counter, or the area displays of its zone."""
    wanted = {
        station.id
        for station in here.site.stations
        if station.role is Role.DISPLAY
        and (station.counter == here.counter.id if own else not station.counter and station.zone == here.counter.zone)
    }
    return tuple(look for look in here.snapshot.stations if look.station in wanted)


def standing(here: Situation) -> tuple[Receipt, ...]:
    """The channels a call will use, while nobody is called."""
    words, areas = here.words, _screens(here, own=False)
    shown = [_standing_one(here, look) for look in _screens(here, own=True)[:1]]
    if areas:
        well = sum(look.alive for look in areas)
        text = words("screens.updating") if well == len(areas) else words("screens.not_updating", n=len(areas) - well)
        shape = Shape.OK if well == len(areas) else Shape.WARN
        shown.append(
            Receipt(
                shape=shape,
                shape_word=words("shape.ok" if shape is Shape.OK else "shape.warn"),
                channel=words("channel.areas_n", n=len(areas)),
                text=text,
            )
        )
    return tuple(shown)


def _standing_one(here: Situation, look: StationLook) -> Receipt:
    words = here.words
    says = {Phase.CLOSED: "screen.closed", Phase.PAUSED: "screen.paused", Phase.FREE: "screen.welcome"}
    lamp = _lamp(here, look, words("channel.window"))
    text = words(says[here.phase]) if look.alive else words("screen.lost")
    return Receipt(shape=lamp.shape, shape_word=lamp.shape_word, channel=lamp.channel, text=text)


def receipts(here: Situation) -> tuple[Receipt, ...]:
    """How far the call came on every way it took, and that the person has not come yet."""
    ways: dict[ChannelKind, list[ChannelStanding]] = {}
    for way in here.look.state.channels:
        ways.setdefault(way.channel, []).append(way)
    return (*(_way(here, kind, found) for kind, found in ways.items()), _arrival(here, ways))


def _way(here: Situation, kind: ChannelKind, found: list[ChannelStanding]) -> Receipt:
    if kind is ChannelKind.AREA:
        return _areas(here, found)
    way = found[0]
    return _receipt(here, _shape(way), here.words(_NAMES[kind]), _text(here, way))


def _areas(here: Situation, found: list[ChannelStanding]) -> Receipt:
    """The zone's displays as one: how many of them have shown it."""
    all_of_them = {look.station for look in _screens(here, own=False)}
    shown = len(all_of_them & set(here.look.shown_by))
    name = here.words("channel.areas", n=shown, m=len(all_of_them))
    failed = [way for way in found if way.state is ChannelState.FAILED]
    if not failed:
        return _receipt(here, _shape(found[0]), name, _text(here, found[0]))
    if len(failed) == 1 == len(found):
        return _receipt(here, Shape.BAD, name, _text(here, failed[0]))
    shape = Shape.WARN if len(failed) < len(all_of_them) else Shape.BAD
    return _receipt(here, shape, name, here.words("receipt.some_failed", n=len(failed)))


def _arrival(here: Situation, ways: Mapping[ChannelKind, list[ChannelStanding]]) -> Receipt:
    words, reminders = here.words, here.site.reminders
    text = words("arrival.not_yet")
    if here.look.spared:
        text = words("arrival.spared")
    elif ChannelKind.MESSAGE in ways and _seconds(here, here.now) < reminders.again_s:
        text = words("arrival.again", s=f"{reminders.again_s:g}")
    return _receipt(here, Shape.TODO, words("channel.arrival"), text)


def _receipt(here: Situation, shape: Shape, name: str, text: str) -> Receipt:
    return Receipt(shape=shape, shape_word=here.words(_SHAPES[shape]), channel=name, text=text)


def _shape(way: ChannelStanding) -> Shape:
    if way.state is ChannelState.FAILED:
        return Shape.BAD
    silent = way.channel is ChannelKind.PAGER  # it answers nobody
    return Shape.TODO if way.state is ChannelState.SENT and not silent else Shape.OK


def _text(here: Situation, way: ChannelStanding) -> str:
    key = _OF_KIND.get((way.channel, way.state), _TEXTS[way.state])
    if way.state is ChannelState.FAILED and way.detail == OFFLINE:
        key = "receipt.offline"
    return here.words(key, s=f"{_seconds(here, way.at):.1f}")


def _seconds(here: Situation, at: datetime) -> float:
    """Since the call."""
    called = here.look.state.called_at
    return max(0.0, (at - called).total_seconds()) if called else 0.0


_SHAPES = {
    Shape.OK: "shape.ok",
    Shape.TODO: "shape.todo",
    Shape.WARN: "shape.warn",
    Shape.BAD: "shape.bad",
}
_NAMES = {
    ChannelKind.WINDOW: "channel.window",
    ChannelKind.PHONE: "channel.phone",
    ChannelKind.MESSAGE: "channel.message",
    ChannelKind.PAGER: "channel.pager",
    ChannelKind.GUIDE: "channel.guide",
    ChannelKind.VOICE: "channel.voice",
}
_TEXTS = {
    ChannelState.SENT: "receipt.sent",
    ChannelState.DELIVERED: "receipt.delivered",
    ChannelState.SHOWN: "receipt.shown",
    ChannelState.FAILED: "receipt.failed",
}
_OF_KIND = {
    (ChannelKind.MESSAGE, ChannelState.SENT): "receipt.handed",
    (ChannelKind.MESSAGE, ChannelState.FAILED): "receipt.not_arrived",
    (ChannelKind.PAGER, ChannelState.SENT): "receipt.handed",
    (ChannelKind.GUIDE, ChannelState.SENT): "receipt.guide_asked",
    (ChannelKind.GUIDE, ChannelState.SHOWN): "receipt.guide_goes",
    (ChannelKind.VOICE, ChannelState.SHOWN): "receipt.spoken",
    (ChannelKind.VOICE, ChannelState.FAILED): "receipt.not_spoken",
}
