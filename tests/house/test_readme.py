"""The README's links lead somewhere, and its two commands are words that exist."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("*/README.md")), *sorted(ROOT.glob("docs/**/*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_command_of_a_page_is_a_word_of_the_house() -> None:
    usage = subprocess.run([ROOT / "kapok"], capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^  ([a-z]+) ", usage, re.MULTILINE))
    shown = {word for page in PAGES for word in re.findall(r"(?<!\w)(?:\./)?kapok ([a-z]+)", code_of(page))}
    assert sorted(shown - known) == []


def code_of(page: Path) -> str:
    """What stands between backticks, inline or fenced."""
    return "\n".join(re.findall(r"```.*?```|`[^`]+`", page.read_text(), re.DOTALL))
