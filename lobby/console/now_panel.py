"""The big panel of the clerk's page: the ticket at the window, what its call reached, or what to do instead."""

from __future__ import annotations

from config.site import Language, Role
from lobby.console.keypad import results
from lobby.console.situation import Situation, milliseconds
from lobby.console.values import Fact, NowPanel, Phase, Receipt, Shape
from lobby.contract.tickets import Channel, Mode
from lobby.door import StationLook
from lobby.queueing.ticket import Ticket

_PAUSED_BECAUSE = {"lunch": "pause.lunch", "system": "pause.system", "short": "pause.short"}


def now_panel(here: Situation) -> NowPanel:
    make = {
        Phase.CLOSED: _closed,
        Phase.PAUSED: _paused,
        Phase.FREE: _free,
        Phase.CALLED: _called,
        Phase.SERVING: _serving,
    }
    return make[here.phase](here)


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


def _closed(here: Situation) -> NowPanel:
    words = here.words
    return NowPanel(
        title=words("now.title"),
        heading=words("now.closed"),
        say=words("now.closed_say"),
        receipts=_standing(here),
    )


def _paused(here: Situation) -> NowPanel:
    words, elsewhere = here.words, here.look.state.elsewhere
    reason = _PAUSED_BECAUSE.get(here.look.reason)
    return NowPanel(
        title=words("now.title"),
        aside=words(reason) if reason else "",
        heading=words("now.paused"),
        say=words("now.paused_elsewhere", n=elsewhere) if elsewhere else words("now.paused_say"),
        receipts=_standing(here),
    )


def _free(here: Situation) -> NowPanel:
    words = here.words
    upcoming = here.snapshot.queue_of(here.look.counter, 1)
    if not upcoming:
        return NowPanel(
            title=words("now.title"),
            heading=words("now.free"),
            say=words("now.nobody"),
            receipts=_standing(here),
        )
    first = upcoming[0]
    return NowPanel(
        title=words("now.title"),
        over=words("now.next"),
        label=first.label,
        heading=words("now.free"),
        say=words("now.press_plus", label=first.label),
        tags=tags_of(here, first),
        facts=(
            Fact(word=words("fact.waited"), since=milliseconds(first.issued_at)),
            Fact(word=words("fact.service"), text=here.service_name(first.service)),
            Fact(word=words("fact.issued"), text=here.clock_time(first.issued_at)),
        ),
        receipts=_standing(here),
    )


def _called(here: Situation) -> NowPanel:
    words, ticket = here.words, here.ticket
    assert ticket is not None
    queue = here.site.queue
    return NowPanel(
        title=words("now.calling"),
        aside=words("now.no_show_rule", n=queue.min_calls, s=f"{queue.min_span_s:g}"),
        label=ticket.label,
        heading=here.service_name(ticket.service),
        tags=tags_of(here, ticket),
        facts=(
            Fact(word=words("fact.waited"), since=milliseconds(ticket.issued_at)),
            Fact(word=words("fact.calls"), text=words("times", n=ticket.calls)),
            Fact(word=words("fact.since_call"), since=milliseconds(ticket.called_at[-1])),
        ),
        receipts=_receipts(here, ticket),
    )


def _serving(here: Situation) -> NowPanel:
    words, ticket = here.words, here.ticket
    assert ticket is not None
    return NowPanel(
        title="",
        label=ticket.label,
        heading=here.service_name(ticket.service),
        tags=tags_of(here, ticket),
        facts=(
            Fact(word=words("fact.serving"), since=milliseconds(ticket.since)),
            Fact(word=words("fact.calls"), text=words("times", n=ticket.calls)),
            Fact(word=words("fact.issued"), text=here.clock_time(ticket.issued_at)),
        ),
        results=results(here),
        results_note=words("results.parked") if here.panel else words("results.note", s=f"{here.site.queue.undo_s:g}"),
    )


def tags_of(here: Situation, ticket: Ticket) -> tuple[str, ...]:
    words = here.words
    tags = [words("tag.elder")] if Mode.ELDER in ticket.modes else []
    tags += [words("tag.english")] if ticket.language is Language.EN else []
    tags += [words("tag.offline")] if ticket.kiosk else []
    tags += [words("tag.clerk")] if ticket.channel is Channel.CLERK else []
    tags += [words("tag.missed", n=ticket.misses)] if ticket.misses else []
    return tuple(tags)


def _standing(here: Situation) -> tuple[Receipt, ...]:
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


def _receipts(here: Situation, ticket: Ticket) -> tuple[Receipt, ...]:
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
