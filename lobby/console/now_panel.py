"""The big panel of the clerk's page: the ticket at the window, what its call reached, or what to do instead."""

from __future__ import annotations

from config.values import Language
from lobby.console.keypad import results
from lobby.console.receipts import receipts, standing
from lobby.console.situation import Situation, milliseconds
from lobby.console.values import Fact, NowPanel, Phase
from lobby.contract.tickets import Channel, Mode
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


def _closed(here: Situation) -> NowPanel:
    words = here.words
    return NowPanel(
        title=words("now.title"),
        heading=words("now.closed"),
        say=words("now.closed_say"),
        receipts=standing(here),
    )


def _paused(here: Situation) -> NowPanel:
    words, elsewhere = here.words, here.look.state.elsewhere
    reason = _PAUSED_BECAUSE.get(here.look.reason)
    return NowPanel(
        title=words("now.title"),
        aside=words(reason) if reason else "",
        heading=words("now.paused"),
        say=words("now.paused_elsewhere", n=elsewhere) if elsewhere else words("now.paused_say"),
        receipts=standing(here),
    )


def _free(here: Situation) -> NowPanel:
    words = here.words
    upcoming = here.snapshot.queue_of(here.look.counter, 1)
    if not upcoming:
        return NowPanel(
            title=words("now.title"),
            heading=words("now.free"),
            say=words("now.nobody"),
            receipts=standing(here),
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
        receipts=standing(here),
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
        say=_further(here, ticket),
        tags=tags_of(here, ticket),
        facts=(
            Fact(word=words("fact.waited"), since=milliseconds(ticket.issued_at)),
            Fact(word=words("fact.calls"), text=words("times", n=ticket.calls)),
            Fact(word=words("fact.since_call"), since=milliseconds(ticket.called_at[-1])),
        ),
        receipts=receipts(here),
        register=_to_register(ticket),
    )


def _serving(here: Situation) -> NowPanel:
    words, ticket = here.words, here.ticket
    assert ticket is not None
    return NowPanel(
        title="",
        label=ticket.label,
        heading=here.service_name(ticket.service),
        say=_further(here, ticket),
        tags=tags_of(here, ticket),
        facts=(
            Fact(word=words("fact.serving"), since=milliseconds(ticket.since)),
            Fact(word=words("fact.calls"), text=words("times", n=ticket.calls)),
            Fact(word=words("fact.issued"), text=here.clock_time(ticket.issued_at)),
        ),
        register=_to_register(ticket),
        results=results(here),
        results_note=_results_note(here, ticket),
    )


def _further(here: Situation, ticket: Ticket) -> str:
    """What else this visit is for."""
    names = here.words("list.comma").join(map(here.service_name, ticket.further))
    return here.words("now.further", services=names) if names else ""


def _to_register(ticket: Ticket) -> str:
    """The ticket, if its kiosk could look up no appointment."""
    unknown = ticket.to_verify or (ticket.kiosk and not ticket.appointment)
    return ticket.id if unknown else ""


def _results_note(here: Situation, ticket: Ticket) -> str:
    """A finished visit can be undone; one that goes on to its next item can't."""
    if here.panel:
        return here.words("results.parked")
    if ticket.further:
        service = here.service_name(ticket.further[0])
        return here.words("results.goes_on", label=ticket.label, service=service)
    return here.words("results.note", s=f"{here.site.queue.undo_s:g}")


def tags_of(here: Situation, ticket: Ticket) -> tuple[str, ...]:
    words = here.words
    tags = [words("tag.elder")] if Mode.ELDER in ticket.modes else []
    tags += [words("tag.child")] if Mode.CHILD in ticket.modes else []
    tags += [words("tag.low")] if Mode.LOW_REACH in ticket.modes else []
    tags += [words("tag.english")] if ticket.language is Language.EN else []
    tags += [words("tag.offline")] if ticket.kiosk else []
    tags += [words("tag.clerk")] if ticket.channel is Channel.CLERK else []
    tags += [words("tag.missed", n=ticket.misses)] if ticket.misses else []
    tags += [words("tag.further", n=len(ticket.further))] if ticket.further else []
    if pager := here.snapshot.pagers.get(ticket.id):
        tags.append(words("tag.pager", n=pager))
    if ticket.appointment:
        tags.append(words("tag.to_verify") if ticket.to_verify else words("tag.booked"))
    return tuple(tags)
