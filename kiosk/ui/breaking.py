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
_SEAM = re.compile("(?<=[A-Za-z0-9])¦(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])¦(?=[A-Za-z0-9])")
_FREE, _GOOD, _FAIR, _POSSIBLE, _NEVER = 0.0, 0.03, 0.1, 1.0, 1e9
_LONELY = 3.0
_UNCOUNTED = f"{_AFTER}{PHRASE}＊ "
Width = Callable[[str], float]


class Atom(Struct, frozen=True):
    """Signs that stay together, their width with and without a space behind, what it costs to end a line here."""

    text: str
    cost: float
    wide: float
    bare: float


def lines(text: str, width: float, measure: Width) -> list[str]:
    """The text in lines no wider than `width`, if any line ends allow it; `measure` gives a text's width in pixels."""
    return [_cleaned(line) for part in text.split("\n") for line in _paragraph(part, width, measure)]


def plain(text: str) -> str:
    """The text as one line, without marks."""
    return spaced(text.replace(PHRASE, "").replace("\n", ""))


def _spaced(text: str) -> str:
    """With the gap between Hanzi and figures, also where a phrase ends between them."""
    return _SEAM.sub(f" {PHRASE}", spaced(text))


def _cleaned(line: str) -> str:
    return line.replace(PHRASE, "").strip()


def _atoms(marked: str, measure: Width) -> list[Atom]:
    """`前面 6 人` → `前面 ` and `6 人`: a figure stays with what it counts."""
    atoms: list[Atom] = []
    start = 0
    for end in range(1, len(marked) + 1):
        cost = _cost(marked, end)
        if cost < _NEVER:
            text = marked[start:end]
            drawn = text.replace(PHRASE, "")
            bare = measure(drawn.rstrip())
            atoms.append(Atom(text, cost, bare if drawn == drawn.rstrip() else measure(drawn), bare))
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
        return _FREE if before in ".?!" else _GOOD if before in ",;:" else _FAIR
    return _POSSIBLE if _HAN.match(before) else _NEVER


def _paragraph(text: str, width: float, measure: Width) -> list[str]:
    marked = _spaced(text)
    if not text or measure(_cleaned(marked)) <= width:
        return [marked]
    atoms = _atoms(marked, measure)
    few = _fewest(atoms, width)
    best = _cut(atoms, few, width)
    if best[0] >= _POSSIBLE:
        best = min(best, _cut(atoms, few + 1, width), key=lambda cut: cut[0])
    return ["".join(atom.text for atom in atoms[start:end]) for start, end in best[1]]


def _fewest(atoms: Sequence[Atom], width: float) -> int:
    count, line = 1, 0.0
    for atom in atoms:
        if line and line + atom.bare > width:
            count, line = count + 1, 0.0
        line += atom.wide
    return count


Cut = tuple[float, list[tuple[int, int]]]
"""What the line ends cost together, and the atoms of each line."""


def _cut(atoms: Sequence[Atom], count: int, width: float) -> Cut:
    """The cheapest way to make `count` lines of the atoms."""
    costs = [_line_costs(atoms[:end], width) for end in range(len(atoms) + 1)]
    best: dict[int, Cut] = {0: (0.0, [])}
    for _ in range(count):
        ended: dict[int, Cut] = {}
        for end in range(1, len(atoms) + 1):
            found = [(cost + costs[end][start], start) for start, (cost, _) in best.items() if start < end]
            if found:
                cost, start = min(found)
                ended[end] = (cost, [*best[start][1], (start, end)])
        best = ended
    return best.get(len(atoms), (_NEVER, [(0, len(atoms))]))


def _line_costs(atoms: Sequence[Atom], width: float) -> list[float]:
    """Of the line that ends with the last of these atoms, by the atom it starts with."""
    costs, wide = list[float](), 0.0
    for atom in reversed(atoms):
        wide += atom.wide if costs else atom.bare
        costs.append(_line_cost(wide / width, atoms[-1], alone=not costs))
    return costs[::-1]


def _line_cost(taken: float, last: Atom, *, alone: bool) -> float:
    if taken > 1:
        return _NEVER * taken
    lonely = alone and sum(1 for sign in last.text if sign not in _UNCOUNTED) < 2
    return (1 - taken) ** 2 + last.cost + (_LONELY if lonely else 0.0)
