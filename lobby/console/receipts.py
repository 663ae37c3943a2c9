"""The screens of a window and of its zone: well or not, and whether they have shown the call."""

from __future__ import annotations

from config.site import Role
from lobby.console.situation import Situation
from lobby.console.values import Phase, Receipt, Shape
from lobby.door import StationLook


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
    """What became of the call on each channel there is, and that the person has not come yet."""
    words = here.words
    own = {look.station for look in _screens(here, own=True)}
    areas = {look.station for look in _screens(here, own=False)}
    channels = []
    if own:
        channels.append(_channel(here, words("channel.window"), own))
    if areas:
        shown = len(areas & set(here.look.shown_by))
        channels.append(_channel(here, words("channel.areas", n=shown, m=len(areas)), areas))
    arrival = Receipt(
        shape=Shape.TODO,
        shape_word=words("shape.todo"),
        channel=words("channel.arrival"),
        text=words("arrival.not_yet"),
    )
    return (*channels, arrival)


def _channel(here: Situation, name: str, stations: set[str]) -> Receipt:
    words = here.words
    shown, awaited = stations & set(here.look.shown_by), stations & set(here.look.awaited)
    alive = {look.station for look in here.snapshot.stations if look.alive}
    if awaited - alive or stations - shown - awaited:
        return Receipt(shape=Shape.BAD, shape_word=words("shape.bad"), channel=name, text=words("receipt.failed"))
    if awaited:
        return Receipt(shape=Shape.TODO, shape_word=words("shape.todo"), channel=name, text=words("receipt.waiting"))
    return Receipt(shape=Shape.OK, shape_word=words("shape.ok"), channel=name, text=words("receipt.shown"))
