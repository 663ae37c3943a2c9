"""What a kiosk writes down of its visits: what was asked and answered, and how long the citizen waited for it.

confirm_to_number_ms   touch on a service → the number painted
card_to_number_ms      card laid → the number painted, the person's own pauses included
"""

from __future__ import annotations

from devices.kinds.printer import PrintResult
from devices.kinds.reader import CardEvent
from kiosk.history import History
from kiosk.views import ReadyView, View
from lobby.contract.tickets import Channel, TicketView
from lobby.news import News, TicketGiven, TicketHeld, TicketRefused, Wish


class Notes:
    """Knows of the present wish only; times are monotonic seconds. Everything is used from the UI thread."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._card_at: float | None = None
        self._wish: str = ""
        self._label: str = ""
        self._touched: float | None = None
        """When the present wish was touched, until its number was painted."""
        self._bookings: set[str] = set()
        """Requests of appointments checked in for."""
        self._jobs: dict[str, str] = {}
        """Print job → label of its ticket."""

    def card(self, event: CardEvent, at: float) -> None:
        if event is CardEvent.READING:
            self._card_at = at
        self._history.note("info", "card", at=at, event=event.value)

    def wished(self, wish: Wish, at: float) -> None:
        self._wish, self._label, self._touched = wish.request, "", at
        if wish.channel is not Channel.CARD:
            self._card_at = None
        channel = wish.channel.value
        self._history.note("invoke", "issue", at=at, request=wish.request, service=wish.service, channel=channel)

    def checked_in(self, wish: Wish) -> None:
        """For an appointment: the laid card alone may lead to the number."""
        self._bookings.add(wish.request)
        self._wish, self._label, self._touched = wish.request, "", None
        if wish.channel is not Channel.CARD:
            self._card_at = None
        self._history.note("invoke", "check-in", request=wish.request)

    def answered(self, news: News) -> None:
        match news:
            case TicketGiven(view=view):
                if news.request == self._wish:
                    self._label = view.label
                what = "check-in" if news.request in self._bookings else "issue"
                self._bookings.discard(news.request)
                self._history.note(
                    "ok", what, request=news.request, ticket=view.ticket, label=view.label, offline=news.offline
                )
            case TicketHeld(view=view):
                self._history.note("fail", "issue", request=news.request, reason="held", label=view.label)
            case TicketRefused():
                reason = news.reason.value if news.reason else "offline"
                self._history.note("fail", "issue", request=news.request, reason=reason)

    def painted(self, view: View, at: float) -> None:
        self._history.note("info", "painted", at=at, view=type(view).__name__)
        begun = self._touched is not None or self._card_at is not None
        if isinstance(view, ReadyView) and view.label == self._label and begun:
            self._number_painted(at)

    def _number_painted(self, at: float) -> None:
        """Once: what it was counted from is forgotten."""
        begun = {"confirm_to_number_ms": self._touched, "card_to_number_ms": self._card_at}
        figures = {name: round((at - since) * 1000, 2) for name, since in begun.items() if since is not None}
        self._touched = self._card_at = None
        self._history.note("info", "number-painted", at=at, request=self._wish, label=self._label, **figures)

    def printing(self, job: str, view: TicketView) -> None:
        self._jobs[job] = view.label

    def printed(self, result: PrintResult) -> None:
        label = self._jobs.pop(result.job, "")
        request = self._wish if label and label == self._label else ""
        self._history.note(
            "info",
            "slip",
            job=result.job,
            request=request,
            label=label,
            outcome=result.outcome.value,
            reason=result.reason,
            bytes=result.bytes_sent,
        )
