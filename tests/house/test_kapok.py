"""The one command: what it installs, when it does not, and what it says where it cannot."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.house.machine import ROOT, Machine

FLOORS = [
    ("demo --headless", "kiosk demo --headless"),
    ("terminal --site a.toml", "kiosk terminal --site a.toml"),
    ("display --site a.toml", "kiosk display --site a.toml"),
    ("bench kiosk", "kiosk bench kiosk"),
    ("broker --site a.toml", "lobby broker --site a.toml"),
    ("lobby --site a.toml", "lobby lobby --site a.toml"),
    ("agent --site a.toml", "kiosk agent --site a.toml"),
    ("site check a.toml", "lobby site check a.toml"),
    ("journal verify", "lobby journal verify"),
    ("backup --to b", "lobby backup --to b"),
    ("restore --from b", "lobby restore --from b"),
    ("contract", "lobby contract"),
    ("appointments import a.csv", "lobby appointments import a.csv"),
    ("messages try +8613800000000", "lobby messages try +8613800000000"),
    ("waits", "lobby waits"),
    ("bench issue --clients 16", "lobby bench issue --clients 16"),
    ("bench", "lobby bench"),
    ("bench devices", "devices bench devices"),
    ("devices list", "devices list"),
]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine").build()


def test_help_needs_nothing_and_names_every_word(machine: Machine) -> None:
    for tool in ("dpkg", "dpkg-query", "apt-get", "sudo"):
        machine.unmark(f"bin/{tool}")
    outcomes = {machine.run(), machine.run("--help")}
    assert [(code, err) for code, _, err in outcomes] == [(0, "")]
    _, text, _ = outcomes.pop()
    words = {line.split()[0] for line in text.splitlines() if line.startswith("  ")}
    assert words >= {words.split()[0] for words, _ in FLOORS} | {"test"}


def test_an_unknown_word_is_named_and_nothing_is_installed(machine: Machine) -> None:
    code, _, err = machine.run("dmeo")
    assert (code, "there is no word 'dmeo'" in err) == (2, True)
    assert not (machine.house / ".venv").exists()


def test_every_word_runs_on_its_floor_where_the_caller_stands(machine: Machine) -> None:
    for words, floor in FLOORS:
        code, out, _ = machine.run(*words.split())
        assert (code, out) == (0, f"ran -m {floor} in {machine.folder}/elsewhere with {machine.house}\n")


def test_a_first_run_says_what_it_installs_and_a_later_one_touches_nothing(machine: Machine) -> None:
    _, _, err = machine.run("demo")
    assert "installs these system packages, once: libgl1" in err
    assert "mosquitto python3 python3-venv" in err
    (machine.folder / "calls").write_text("")
    before = os.times()
    _, _, err = machine.run("demo")
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 1
    assert err == ""
    assert machine.calls("") == ["python3 -m kiosk demo"]


def test_a_demo_does_not_pull_what_only_tests_need(machine: Machine) -> None:
    machine.run("demo")
    installed = (machine.folder / "installed").read_text().split()
    assert {"chromium", "git", "iproute2", "openssl", "shellcheck"} & set(installed) == set()
    assert [call.split()[-1] for call in machine.calls("python3 -m pip")] == [f"{machine.house}/requirements.lock"]
    machine.run("test")
    assert "chromium" in (machine.folder / "installed").read_text().split()
    assert machine.calls("python3 -m pip")[-1].endswith("requirements-test.lock")


def test_a_server_needs_no_screen_and_its_bench_neither(machine: Machine) -> None:
    machine.run("lobby")
    machine.run("bench", "issue")
    assert (machine.folder / "installed").read_text().split() == ["mosquitto", "python3", "python3-venv"]
    machine.run("bench", "kiosk")
    assert "libegl1" in (machine.folder / "installed").read_text().split()


def test_without_root_or_sudo_it_says_what_to_install_by_hand(machine: Machine) -> None:
    machine.unmark("bin/sudo")
    code, out, err = machine.run("broker")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "without root or sudo" in err
    assert "as root: apt-get install mosquitto python3 python3-venv" in err


def test_without_root_it_runs_when_everything_is_there(machine: Machine) -> None:
    machine.run("contract")
    machine.unmark("bin/sudo")
    assert machine.run("contract")[0] == 0


def test_without_a_network_it_says_so_and_goes_on_when_there_is_one(machine: Machine) -> None:
    machine.mark("no-network")
    code, _, err = machine.run("contract")
    assert code == 1
    assert "System packages could not be installed (no network" in err
    assert "apt-get install python3 python3-venv" in err
    assert "Temporary failure" in (machine.house / ".kapok/setup.log").read_text()
    machine.unmark("no-network")
    assert machine.run("contract")[0] == 0


def test_without_a_package_index_it_says_how_to_bring_the_packages(machine: Machine) -> None:
    (machine.folder / "bin/python3").symlink_to(machine.folder / "python3")
    machine.mark("no-network")
    code, _, err = machine.run("contract")
    assert code == 1
    assert "Python packages could not be fetched" in err
    assert "pip download -r requirements.lock" in err
    assert "Traceback" not in err


def test_an_old_python_is_refused_in_a_sentence(machine: Machine) -> None:
    (machine.folder / "bin/python3").symlink_to(machine.folder / "python3")
    code, _, err = machine.run("contract", PYTHON_VERSION="3.9.2")
    assert code == 1
    assert "needs Python 3.11 or newer and this system has 3.9.2" in err
    assert machine.calls("apt-get") == []


def test_another_kind_of_system_is_refused_in_a_sentence(machine: Machine) -> None:
    machine.unmark("bin/dpkg-query")
    code, _, err = machine.run("contract")
    assert (code, "this system has no dpkg" in err) == (1, True)


def test_an_interrupted_installation_is_done_anew(machine: Machine) -> None:
    machine.mark("interrupt")
    assert machine.run("contract")[0] != 0
    (machine.folder / "calls").write_text("")
    code, out, _ = machine.run("contract")
    assert (code, out.startswith("ran -m lobby contract")) == (0, True)
    assert len(machine.calls("python3 -m venv")) == 1
    assert len(machine.calls("python3 -m pip")) == 1


def test_two_first_runs_at_once_install_once(machine: Machine) -> None:
    machine.mark("slow")
    runs = [machine.start("contract"), machine.start("contract")]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert sum("waits for it" in err for _, err in said) == 1
    assert len(machine.calls("python3 -m pip")) == 1


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    machine.run("contract")
    (machine.house / "requirements.lock").write_text("anyio==2\n")
    machine.run("contract")
    machine.run("contract")
    assert len(machine.calls("python3 -m pip")) == 2


def test_the_brokers_own_service_is_left_disabled_when_kapok_installs_it(machine: Machine) -> None:
    machine.run("broker")
    calls = machine.calls("")
    policy = next(i for i, call in enumerate(calls) if "policy-rc.d" in call)
    install = next(i for i, call in enumerate(calls) if call.startswith("apt-get install"))
    disable = calls.index("sudo systemctl disable --now mosquitto")
    assert policy < install < disable
    assert not (machine.house / ".kapok/broker-to-disable").exists()


def test_a_broker_that_was_there_before_is_not_touched(machine: Machine) -> None:
    (machine.folder / "installed").write_text("mosquitto\n")
    machine.run("broker")
    assert [call for call in machine.calls("") if "policy" in call or "systemctl" in call] == []


def test_an_interruption_between_installing_and_disabling_the_broker_is_made_good(machine: Machine) -> None:
    machine.run("broker")
    machine.mark("house/.kapok/broker-to-disable")
    machine.run("broker")
    assert len(machine.calls("sudo systemctl disable --now mosquitto")) == 2


def test_the_test_word_runs_every_check_and_fails_when_one_does(machine: Machine) -> None:
    code, out, _ = machine.run("test", "--long")
    assert code == 0
    assert [line.split()[0] for line in out.partition("== summary\n")[2].splitlines()] == ["passed"] * 5
    assert machine.calls("python3 -m pytest")[0].endswith("--dist loadfile --max-worker-restart 0 --long")
    machine.mark("mypy-fails")
    code, out, _ = machine.run("test")
    assert (code, "FAILED  mypy" in out) == (1, True)
    assert machine.calls("python3 -m pytest")[1].endswith("faulthandler_exit_on_timeout=true")


def test_the_scripts_are_sound_shell() -> None:
    scripts = [ROOT / "kapok", ROOT / ".ci/run"]
    result = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
