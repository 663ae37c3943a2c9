"""Where a sentence on a slip may be broken: by phrase, and never one character or a mark alone on a line.

Works for any measure of width, so that the text printer (columns) and the bitmap (dots) break by the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devices.values import Value

_CLOSING = "，。、；：！？）》」』】”’…,.;:!?)]}%"
_OPENING = "（《「『【“‘([{"
_QUOTES_OPEN, _QUOTES_CLOSE = "“「《（", "”」》）"
_PAUSES, _COLONS = "，。；！？、,.;!?", "：:"
_SPACES = " \u2009"
_LINE, _ALONE = 1000.0, 400.0
_AT_COLON, _BEFORE_QUOTE, _AT_SPACE, _MID_HANZI, _IN_QUOTES = 20.0, 30.0, 40.0, 60.0, 80.0
_RAGGED, _SHORT_END = 100.0, 70.0


class _Piece(Value, kw_only=True):
    """What is never torn: a Hanzi with its marks or a Latin word; `space` is what stood before it."""

    text: str
    space: str


def is_wide(char: str) -> bool:
    """Hanzi, kana, full-width marks: what stands without spaces."""
    return char >= "\u2e80" or char in "“”‘’…—·"


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines no wider than `width`, as few as possible, broken at the best places. A lone word too wide is torn."""
    if measure(text) <= width:
        return [text]
    pieces = [p for piece in _pieces(text) for p in _torn(piece, width, measure)]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        best.append(min(_choices(pieces, end, best, width, measure)))
    return _lines(pieces, best)


def _choices(
    pieces: list[_Piece], end: int, best: list[tuple[float, int]], width: float, measure: Callable[[str], float]
) -> Iterator[tuple[float, int]]:
    for start in range(end - 1, -1, -1):
        line = _joined(pieces[start:end])
        used = measure(line)
        if used > width and start < end - 1:
            return
        yield best[start][0] + _cost(pieces, start, end, line, used / width), start


def _cost(pieces: list[_Piece], start: int, end: int, line: str, filled: float) -> float:
    cost = _LINE + (_ALONE if start and sum(c not in _CLOSING for c in line) < 2 else 0)
    slack = (1 - min(filled, 1)) ** 2
    if end == len(pieces):
        return cost + (_SHORT_END * slack if start else 0)
    return cost + _RAGGED * slack + _break_cost(line, pieces[end])


def _break_cost(line: str, following: _Piece) -> float:
    """How much breaking here hurts: least after a pause, most between Hanzi, within quotes, or after 3 in 3次."""
    if line[-1] in _PAUSES + _COLONS:
        return _AT_COLON if line[-1] in _COLONS else 0
    if sum(line.count(mark) for mark in _QUOTES_OPEN) > sum(line.count(mark) for mark in _QUOTES_CLOSE):
        return _IN_QUOTES
    if following.text[0] in _QUOTES_OPEN:
        return _BEFORE_QUOTE
    counted = line[-1].isdigit() and _is_hanzi(following.text[0])
    return _AT_SPACE if following.space and not counted else _MID_HANZI


def _lines(pieces: list[_Piece], best: list[tuple[float, int]]) -> list[str]:
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        lines.insert(0, _joined(pieces[start:end]))
        end = start
    return lines


def _joined(pieces: list[_Piece]) -> str:
    return "".join((piece.space if n else "") + piece.text for n, piece in enumerate(pieces))


def _pieces(text: str) -> Iterator[_Piece]:
    held = space = ""
    for char in text:
        if char in _SPACES:
            if held:
                yield _Piece(text=held, space=space)
            held, space = "", char
        elif held and _breaks(held[-1], char):
            yield _Piece(text=held, space=space)
            held, space = char, ""
        else:
            held += char
    if held:
        yield _Piece(text=held, space=space)


def _breaks(before: str, char: str) -> bool:
    if char in _CLOSING or before in _OPENING:
        return False
    return is_wide(before) or is_wide(char)


def _torn(piece: _Piece, width: float, measure: Callable[[str], float]) -> Iterator[_Piece]:
    """The piece, or its characters where it alone is too wide for a line."""
    if measure(piece.text) <= width:
        yield piece
        return
    for n, char in enumerate(piece.text):
        yield _Piece(text=char, space=piece.space if n == 0 else "")


def _is_hanzi(char: str) -> bool:
    return char >= "\u3400" and not "\uff00" <= char <= "\uffef"
