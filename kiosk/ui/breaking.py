"""Where a line may end: Chinese by phrase, English between words, and no sign left alone. No Qt.

A catalogue marks a good place in a sentence with `¦` (drawn as nothing) and a wanted line end with a line feed. Where a
sentence needs more lines than one, the ends are chosen together so that the lines are even and the phrases whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from config.spacing import spaced

PHRASE = "¦"
_AFTER = "，。；：？！、…）》」』”,;"
"""Signs that close something: a line never begins with them, and ends well after them."""
_BEFORE = "（《「『“"
"""Signs that open something: a line never ends with them."""
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_FREE, _GOOD, _POSSIBLE, _NEVER = 0.0, 0.03, 1.0, 1e9
_LONELY = 3.0
Width = Callable[[str], float]


class Atom(Struct, frozen=True):
    """Signs that stay together; `cost` of ending a line after them; a space is dropped at a line's end."""

    text: str
    cost: float

    @property
    def signs(self) -> int:
        return len(self.text.strip())


def lines(text: str, width: float, measure: Width) -> list[str]:
    """The text in lines no wider than `width`, if any line ends allow it; `measure` gives a text's width in pixels."""
    broken = [line for part in text.split("\n") for line in _paragraph(_atoms(part), width, measure)]
    return [_cleaned(line) for line in broken]


def plain(text: str) -> str:
    """The text as one line, without marks."""
    return spaced(text.replace(PHRASE, "").replace("\n", ""))


def _cleaned(line: str) -> str:
    return line.replace(PHRASE, "").strip()


def _atoms(text: str) -> list[Atom]:
    """`前面6人` → `前面` and `6 人`: a figure stays with what it counts."""
    marked = spaced(text)
    atoms: list[Atom] = []
    start = 0
    for end in range(1, len(marked) + 1):
        cost = _cost(marked, end)
        if cost < _NEVER:
            atoms.append(Atom(marked[start:end], cost))
            start = end
    return atoms


def _cost(text: str, at: int) -> float:
    """What it costs to end a line between `text[at - 1]` and `text[at]`."""
    if at == len(text):
        return _FREE
    left, right = text[at - 1], text[at]
    if right in _AFTER or left in _BEFORE or right in "¦ ·/" or left in "/":
        return _NEVER
    if left == PHRASE:
        return _FREE
    if left == " ":
        return _after_space(text, at)
    if left in _AFTER:
        return _GOOD
    return _POSSIBLE if _HAN.match(left) and _HAN.match(right) else _NEVER


def _after_space(text: str, at: int) -> float:
    """Between Latin words freely; between Hanzi and a figure only before the figure."""
    before, after = text[at - 2 : at - 1], text[at]
    if not _HAN.match(before) and not _HAN.match(after):
        return _GOOD
    return _POSSIBLE if _HAN.match(before) else _NEVER


def _paragraph(atoms: Sequence[Atom], width: float, measure: Width) -> list[str]:
    whole = "".join(atom.text for atom in atoms)
    if not atoms or measure(_cleaned(whole)) <= width:
        return [whole]
    few = _fewest(atoms, width, measure)
    best = _cut(atoms, few, width, measure)
    if best[0] >= _POSSIBLE:
        best = min(best, _cut(atoms, few + 1, width, measure), key=lambda cut: cut[0])
    return best[1]


def _fewest(atoms: Sequence[Atom], width: float, measure: Width) -> int:
    count, line = 1, ""
    for atom in atoms:
        if line and measure(_cleaned(line + atom.text)) > width:
            count, line = count + 1, ""
        line += atom.text
    return count


def _cut(atoms: Sequence[Atom], count: int, width: float, measure: Width) -> tuple[float, list[str]]:
    """The cheapest way to make `count` lines: every split of a short list, by what its line ends cost."""
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for made in range(1, count + 1):
        for end in range(1, len(atoms) + 1):
            found = [
                (before[0] + _line_cost(atoms[start:end], width, measure), [*before[1], _joined(atoms[start:end])])
                for start in range(end)
                if (before := best.get((made - 1, start))) is not None
            ]
            if found:
                best[made, end] = min(found, key=lambda one: one[0])
    return best.get((count, len(atoms)), (_NEVER, [_joined(atoms)]))


def _joined(atoms: Sequence[Atom]) -> str:
    return "".join(atom.text for atom in atoms)


def _line_cost(atoms: Sequence[Atom], width: float, measure: Width) -> float:
    text = _cleaned(_joined(atoms))
    taken = measure(text) / width
    if taken > 1:
        return _NEVER * taken
    lonely = _LONELY if sum(1 for sign in text if sign not in _AFTER + "＊") < 2 else 0.0
    return (1 - taken) ** 2 + atoms[-1].cost + lonely
