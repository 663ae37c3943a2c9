"""What an area display shows at a moment: rows, call cards and pages. Pure: news and monotonic time in, values out.

A call's row appears at once. Its card has the card area for as long as nobody else needs it; when more calls wait, two
share the area and each stays at least 3 s. A row is highlighted for 60 s. A window's next call ends the card and the
highlight of its last one: nobody is sent to a window that has gone on.
"""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from lobby.contract.boards import Board, CallRow, HallPhase, Notice, ServiceWait

CARD_S = 60.0
LEAST_CARD_S = 10.0
"""With a notice to show, a card gives way after so long; no notice ever covers a call that is younger."""
SHARED_CARD_S = 3.0
NOTICE_S = 10.0
LETTER_S = 0.25
"""A notice stands for 10 s and a quarter of a second for each letter (practice B-11)."""
FRESH_S = 60.0
PAGE_S = 9.0
ROWS_KEPT = 8
CARDS = 2


class Row(Struct, frozen=True, kw_only=True):
    call: CallRow
    fresh: bool


class Picture(Struct, frozen=True, kw_only=True):
    """Everything an area display paints, but for the clock and the stale mark."""

    phase: HallPhase
    rows: tuple[Row, ...]
    page: int
    pages: int
    cards: tuple[CallRow, ...]
    """None, one, or two that share the area; newest last."""
    pulse: bool
    """The newest card's frame is in its bright half-second (1 Hz × 5, then still)."""
    waits: tuple[ServiceWait, ...]
    notice: Notice | None = None
    """Stands where the card would; an urgent one alone on the whole screen."""
    notice_of: tuple[int, int] = (1, 1)
    """Which of how many."""
    messages_paused: bool = False
    """Nobody waits for a message now: the foot says so."""


class _Card(Struct):
    call: CallRow
    since: float


class Calls:
    """Keeps what was called in one zone. `now` is monotonic seconds."""

    def __init__(self, rows_a_page: int) -> None:
        self._rows_a_page = max(1, rows_a_page)
        self._rows: list[CallRow] = []
        self._first_seen: dict[str, float] = {}
        self._cards: list[_Card] = []
        self._waiting: deque[CallRow] = deque()
        self._board: Board | None = None
        self._page_from = 0.0
        self._notice_at = 0
        self._notice_from = 0.0

    def board(self, board: Board, now: float) -> None:
        """The server's board: the truth. Its calls replace the list; calls never seen here get their card, unless the
        board is the first one (a display that has just started doesn't announce old calls)."""
        first = self._board is None
        self._board = board
        for row in reversed(board.calls):
            if row.call not in self._first_seen:
                self._announce(row, now, card=not first)
        self._rows = list(board.calls[:ROWS_KEPT])
        self._withdraw({row.call for row in board.calls})

    def call(self, row: CallRow, now: float) -> None:
        """A call event: often here before its board."""
        if row.call not in self._first_seen:
            self._rows = [row, *(other for other in self._rows if other.label != row.label)][:ROWS_KEPT]
            self._announce(row, now, card=True)

    def picture(self, now: float) -> Picture:
        self._turn_cards(now)
        pages = max(1, -(-len(self._rows) // self._rows_a_page))
        page = int((now - self._page_from) / PAGE_S) % pages
        shown = self._rows[page * self._rows_a_page : (page + 1) * self._rows_a_page]
        return Picture(
            phase=self._board.phase if self._board else HallPhase.OPEN,
            rows=tuple(Row(call=row, fresh=self._is_fresh(row, now)) for row in shown),
            page=page,
            pages=pages,
            cards=tuple(card.call for card in self._cards),
            pulse=self._pulse(now),
            waits=self._board.waits if self._board else (),
            notice=self._notice(now),
            messages_paused=self._board is not None and self._board.messages_paused,
            notice_of=(self._notice_at + 1, len(self._notices)),
        )

    @property
    def _notices(self) -> tuple[Notice, ...]:
        return self._board.notices if self._board else ()

    def _notice(self, now: float) -> Notice | None:
        """The next one when one has stood its time; none beside a card, unless it is urgent."""
        notices = self._notices
        if urgent := [notice for notice in notices if notice.urgent]:
            return urgent[0]
        if not notices or self._cards:
            self._notice_from = now
            return None
        self._notice_at %= len(notices)
        if now - self._notice_from >= _stands(notices[self._notice_at]):
            self._notice_at, self._notice_from = (self._notice_at + 1) % len(notices), now
        return notices[self._notice_at]

    def _announce(self, row: CallRow, now: float, *, card: bool) -> None:
        self._first_seen[row.call] = now if card else now - FRESH_S
        while len(self._first_seen) > 500:
            del self._first_seen[next(iter(self._first_seen))]
        self._page_from = now
        if card:
            self._cards = [other for other in self._cards if not _ends(row, other.call)]
            self._waiting = deque(other for other in self._waiting if not _ends(row, other))
            self._waiting.append(row)

    def _is_fresh(self, row: CallRow, now: float) -> bool:
        """Called within the last minute, and its window has called nobody since."""
        latest = next(other for other in self._rows if other.counter == row.counter)
        return latest.call == row.call and now - self._first_seen[row.call] < FRESH_S

    def _withdraw(self, standing: set[str]) -> None:
        """A card whose call the server no longer lists (undone, transferred, missed) goes."""
        self._cards = [card for card in self._cards if card.call.call in standing]
        self._waiting = deque(row for row in self._waiting if row.call in standing)

    def _turn_cards(self, now: float) -> None:
        stays = LEAST_CARD_S if self._notices else CARD_S
        self._cards = [card for card in self._cards if now - card.since < stays]
        while self._waiting:
            if len(self._cards) >= CARDS:
                if now - self._cards[0].since < SHARED_CARD_S:
                    return
                self._cards.pop(0)
            self._cards.append(_Card(call=self._waiting.popleft(), since=now))

    def _pulse(self, now: float) -> bool:
        if not self._cards:
            return False
        age = now - self._cards[-1].since
        return age < 5.0 and age % 1.0 < 0.5


def _stands(notice: Notice) -> float:
    return NOTICE_S + LETTER_S * len(notice.text.zh_hans)


def _ends(newer: CallRow, older: CallRow) -> bool:
    """Whether a call makes an earlier one history: a recall of the ticket, or the window's next ticket."""
    return older.label == newer.label or older.counter == newer.counter
