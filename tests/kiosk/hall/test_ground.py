"""A demo hall stands alone on its ground, and a cable can be pulled without anybody being told."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from config.loader import read_site
from config.sites import DEMO
from kiosk.__main__ import main
from kiosk.hall.emulated import EmulatedDevice, NotEmulated
from kiosk.hall.ground import Ground, Occupied
from kiosk.hall.relay import Relay


@pytest.mark.fault("F048")
def test_a_second_demo_in_the_same_folder_is_refused_with_words(tmp_path: Path) -> None:
    first = Ground(tmp_path)
    with pytest.raises(Occupied, match="A demo is running already"):
        Ground(tmp_path)
    first.leave()
    Ground(tmp_path).leave()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    port = read_site(DEMO).broker.port
    with ExitStack() as held:
        with suppress(OSError):  # in use already: a demo runs on this machine
            held.enter_context(socket.create_server(("127.0.0.1", port)))
        with pytest.raises(Occupied, match=str(port)):
            ground.lay(any_ports=False)
    ground.leave()


@pytest.mark.parametrize("option", ["--folder", "--out"])
def test_a_folder_that_cannot_be_written_is_said_in_words(
    tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    words = ["demo", option, str(tmp_path / "file" / "below"), *(["--script", "visits"] if option == "--out" else [])]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path}/file/below can't be written to (Not a directory).")
    assert said.endswith(f"Choose another folder: {option} DIR\n")


def test_the_demos_site_file_says_what_was_laid(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    site = ground.lay(any_ports=True)
    assert read_site(ground.site_file) == site
    assert str(site.console.public_port) in site.hall.public_url
    ground.leave()


def test_an_emulated_device_obeys_lines_and_refuses_others(tmp_path: Path) -> None:
    device = EmulatedDevice("sdt-serial", tmp_path / "ports" / "reader")
    assert Path(device.port).exists()
    device.tell("card mumian")
    with pytest.raises(NotEmulated, match="no command 'dance'"):
        device.tell("dance")
    device.close()


def test_a_person_tells_an_emulated_device_through_its_pipe_as_often_as_they_like(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    device = EmulatedDevice("sdt-serial", tmp_path / "ports" / "reader")
    pipe = tmp_path / "K-01-reader"
    device.hear_on(pipe)
    said = ""
    for words in ("card mumian", "", "dance", "remove"):
        subprocess.run(["sh", "-c", f"echo '{words}' > {pipe}"], check=True, timeout=10)
    until = time.monotonic() + 10
    while "reader: remove" not in said and time.monotonic() < until:
        said += capfd.readouterr().out
    card, dance, removed = said.splitlines()
    assert card.startswith("  K-01-reader: card mumian {'ok': True")
    assert "refused dance" in dance
    assert removed.startswith("  K-01-reader: remove {'ok': True")
    device.close()


def test_a_model_nobody_emulates_is_named() -> None:
    with pytest.raises(NotEmulated, match="ended with 2"):
        EmulatedDevice("no-such-model", Path("unused"))


def test_a_cut_cable_loses_what_is_sent_and_a_mended_one_begins_anew() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ends: list[socket.socket] = []
        thread = threading.Thread(target=lambda: ends.extend(server.accept()[0] for _ in range(2)))
        thread.start()
        relay = Relay(server.getsockname()[1])
        near = socket.create_connection(("127.0.0.1", relay.port))
        near.settimeout(5)
        near.sendall(b"heard")
        while not ends:
            thread.join(0.01)
        ends[0].settimeout(5)
        assert ends[0].recv(16) == b"heard"
        relay.cut()
        near.sendall(b"lost")
        relay.mend()
        assert near.recv(16) == b""
        again = socket.create_connection(("127.0.0.1", relay.port))
        again.sendall(b"back")
        thread.join(5)
        ends[1].settimeout(5)
        assert ends[1].recv(16) == b"back"
        relay.close()
        for end in (near, again, *ends):
            end.close()
