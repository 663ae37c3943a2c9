"""Every fault the house claims to stand has a test that carries its id."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# fmt: off
STOOD = {
    "F001", "F002", "F003", "F004", "F005", "F007", "F008", "F009", "F012", "F013", "F014", "F015",
    "F016", "F017", "F018", "F019", "F020", "F021", "F022", "F023", "F024", "F025", "F026", "F027",
    "F028", "F033", "F034", "F035", "F038", "F042", "F043", "F044", "F048", "F053", "F054", "F055",
    "F056", "F060", "F061", "F062", "F063", "F064", "F068", "F070", "F071", "F076", "F082", "F087",
    "F090", "F091", "F092", "F094", "F102", "F103",
}
# fmt: on


def test_every_fault_has_a_test_with_its_marker() -> None:
    covered = {fault for path in TESTS.rglob("test_*.py") for fault in marked_faults(path)}
    assert sorted(STOOD - covered) == []


def marked_faults(path: Path) -> Iterator[str]:
    """Ids in `@pytest.mark.fault(…)` decorators, and in `pytest.mark.fault(…)` anywhere else (a parameter's mark)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)
