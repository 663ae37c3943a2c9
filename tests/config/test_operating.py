"""The operating page and its units name only what exists, and backup and restore do what the page says."""

from __future__ import annotations

import argparse
import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import devices.__main__
import kiosk.__main__
import lobby.__main__
from config.command_line import CommandLine

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "config" / "operating.md"
UNITS = sorted((ROOT / "config" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
HARDENED = {"NoNewPrivileges": "yes", "ProtectSystem": "strict", "User": "kapok", "CapabilityBoundingSet": ""}
SHORT_FORM = ["--site", "/etc/kapok/site.toml", "--data", "/var/lib/kapok"]
"""What the page's shell function `kapok` adds."""


FLOORS = [lobby.__main__.WORDS, kiosk.__main__.WORDS]


def understand(words: list[str]) -> argparse.Namespace:
    """What the program itself makes of `kapok WORDS…`; fails on a word, option or choice that does not exist."""
    if words[0] == "devices":
        return understood(devices.__main__.WORDS, words[1:])
    floor = next((floor for floor in FLOORS if words[0] in floor.words()), None)
    assert floor, f"no floor has the word {words[0]!r}"
    return understood(floor, words)


def understood(floor: CommandLine, words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"kapok {words[0]}", exit_on_error=False)
    floor.command(words[0]).add(parser)
    return parser.parse_args(words[1:])


# -- the units --------------------------------------------------------------------------------------------------------


def read_unit(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
    parser.read_string(unit.read_text())
    return parser


def kapok_words(command: str) -> list[str]:
    """What follows the one command in an ExecStart, also inside `sh -c '…'`."""
    parts = shlex.split(command.replace("%i", "K-01").replace("%%", "%"))
    if parts[0] == "/bin/sh":
        parts = shlex.split(re.sub(r"\$\$\(.*?\)", "date", parts[2]))
    return parts[parts.index("/opt/kapok/kapok") + 1 :]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_unit_starts_a_word_of_the_house_and_is_hardened(unit: Path) -> None:
    service = read_unit(unit)["Service"]
    words = kapok_words(service["ExecStart"])
    options = understand(words)
    assert unit.name == f"kapok-{words[0]}{'@' if 'K-01' in words else ''}.service"
    assert (str(options.site), str(options.data)) == ("/etc/kapok/site.toml", "/var/lib/kapok")
    assert {key: service[key] for key in HARDENED} == HARDENED
    assert "/var/lib/kapok" in service["ReadWritePaths"]
    if service.get("Type") != "oneshot":
        assert (service["Restart"], service["RestartSec"]) == ("always", "1")


def test_the_timer_starts_the_backup_and_no_unit_is_missing_on_the_page() -> None:
    timer = ROOT / "config" / "systemd" / "kapok-backup.timer"
    assert read_unit(timer)["Timer"]["OnCalendar"]
    named = set(re.findall(r"kapok-[a-z]+@?", PAGE.read_text()))
    assert {re.match(r"kapok-[a-z]+@?", unit.name)[0] for unit in UNITS} <= named  # type: ignore[index]  # all match


@pytest.fixture
def verifier() -> str:
    """systemd-analyze where this machine has it; elsewhere its look at a unit is replaced by a plain reading."""
    return shutil.which("systemd-analyze") or ""


def test_systemd_finds_no_mistake_in_the_units(verifier: str, tmp_path: Path) -> None:
    for unit in UNITS:
        content = unit.read_text().replace("/opt/kapok/kapok", str(ROOT / "kapok"))
        (tmp_path / unit.name).write_text(content.replace("/usr/bin/cage", sys.executable))
        assert read_unit(unit)["Unit"]["Description"].startswith("Kapok: ")
    if verifier:
        environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
        words = [verifier, "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)]
        run = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
        complaints = [line for line in run.stderr.splitlines() if "kapok" in line]
        assert (run.returncode, complaints) == (0, [])


# -- the page ---------------------------------------------------------------------------------------------------------


def commands_of_page() -> Iterator[list[str]]:
    """Each `kapok …` of the fenced blocks, as the program gets it."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL):
        for line in block.splitlines():
            parts = shlex.split(line.split("#")[0].split(">")[0]) if not line.strip().startswith("printf") else []
            if parts[:1] == ["kapok"]:
                yield [*parts[1:], *SHORT_FORM]
            elif parts[:1] == ["/opt/kapok/kapok"]:
                yield parts[1:]


@pytest.mark.parametrize("words", list(commands_of_page()), ids=lambda words: " ".join(words[:2]))
def test_every_command_of_the_page_is_understood(words: list[str]) -> None:
    if "--help" in words:
        words = [word for word in words if word != "--help"] + [*SHORT_FORM, "--station", "K-01"][
            : 6 if words[0] == "terminal" else 4
        ]
    understand(words)
    with pytest.raises((argparse.ArgumentError, SystemExit)):
        understand([*words, "--no-such-option"])


def test_the_page_names_words_that_exist_and_leads_to_files() -> None:
    text = PAGE.read_text()
    inline = set(re.findall(r"`(?:/opt/kapok/)?kapok ([a-z]+)", text))
    assert inline <= {word for floor in FLOORS for word in floor.words()} | {"devices"}
    assert [link for link in re.findall(r"\]\((?!https?:)([^)#]+)", text) if not (PAGE.parent / link).exists()] == []
    assert "(config/operating.md)" in (ROOT / "README.md").read_text()


SAYINGS = [
    "The site file is refused; going on with the last good copy",
    "two on one data folder would give the same number twice",
    "one data folder has one broker",
    "speaks for this hall, ours is",
    "has no broker at",
    "no identity",
    "another program holds the database",
    "disk is full, no numbers are given",
    "the disk has room again, numbers are given",
    "no day opens until a person confirms the time",
    "the clock jumped by",
    "The journal is NOT whole",
]


@pytest.mark.parametrize("saying", SAYINGS)
def test_what_the_page_quotes_is_what_the_programs_say(saying: str) -> None:
    sources = "".join(path.read_text() for floor in ("lobby", "config") for path in (ROOT / floor).rglob("*.py"))
    assert saying in re.sub(r'"\s*\n\s*f?"', "", sources)
    assert saying in PAGE.read_text()


# -- backup and restore -----------------------------------------------------------------------------------------------


def kapok(*words: object) -> str:
    run = [sys.executable, "-m", "lobby", *map(str, words)]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@contextmanager
def serving_after(said: str, *words: object) -> Iterator[None]:
    """The server's own program, once it has said `said`, until the block's end."""
    run = [sys.executable, "-m", "lobby", "lobby", *map(str, words), "--no-console"]
    with subprocess.Popen(run, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        assert any(said in line for line in server.stderr)
        try:
            yield
        finally:
            server.terminate()
            server.stderr.read()


def test_a_hall_is_backed_up_while_it_runs_and_its_stations_know_it_after_the_restore(tmp_path: Path) -> None:
    site, old, new = tmp_path / "site.toml", tmp_path / "old", tmp_path / "new"
    demo = (ROOT / "config" / "sites" / "demo.toml").read_text()
    site.write_text(demo.replace("[broker]\n", '[broker]\nhost = "192.0.2.1"\n'))
    here, there = ("--site", site, "--data", old), ("--site", site, "--data", new)
    kapok("site", "identity", "server", "--role", "server", *here)
    identity = kapok("site", "identity", "K-01", "--role", "kiosk", *here)
    with serving_after("is served from", *here):
        said = kapok("backup", tmp_path / "copy.tar", *here)
    head = said.split()[-1]

    assert "5000 numbers further" in kapok("restore", tmp_path / "copy.tar", *there)
    assert "The journal is whole" in kapok("journal", "verify", "--head", head, *there)
    assert kapok("site", "identity", "K-01", "--role", "kiosk", *there) == identity
    assert (tmp_path / "copy.tar").stat().st_mode & 0o077 == 0
    for name in ("ca.pem", "ca.key"):
        assert (new / "broker" / name).read_bytes() == (old / "broker" / name).read_bytes()


def test_a_restore_never_overwrites_a_hall_that_is_there(tmp_path: Path) -> None:
    site = ROOT / "config" / "sites" / "demo.toml"
    here = ("--site", site, "--data", tmp_path / "data")
    kapok("site", "identity", "server", "--role", "server", *here)
    with serving_after("is served from", *here):
        kapok("backup", tmp_path / "copy.tar", *here)
    with pytest.raises(subprocess.CalledProcessError) as refused:
        kapok("restore", tmp_path / "copy.tar", *here)
    assert "move them away first" in refused.value.stderr
