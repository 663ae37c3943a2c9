"""The hall's broker: a real mosquitto, nobody in without an identity, nothing of worth inside."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import site as c
from lobby.broker import Broker, BrokerNotStarted
from lobby.broker import program as mosquitto_program
from lobby.certificates import broker_certificate
from lobby.identities import WrongIdentity, make_identity
from lobby.identity import Identity, NoIdentity, Unsafe, read_identity
from lobby.link import Link
from tests.lobby.live import LiveHall, free_port, until
from tests.lobby.plain_mqtt import PlainClient

OWN_ADDRESS = "127.0.0.1"


def anywhere() -> c.Broker:
    """A broker that listens beyond this machine."""
    return c.Broker(host="0.0.0.0", port=free_port())


@pytest.mark.fault("F103")
def test_nobody_comes_in_without_an_identity_or_with_a_wrong_password(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        port = hall.site.broker.port
        strangers = [PlainClient(OWN_ADDRESS, port), PlainClient(OWN_ADDRESS, port, "kiosk-3", "guess")]
        for stranger in (*strangers, PlainClient(OWN_ADDRESS, port, "nobody", "guess")):
            with stranger:
                assert stranger.refused == "Not authorized"
        with PlainClient.of(hall.identity("kiosk-3")) as known:
            assert known.refused == ""


@pytest.mark.fault("F103")
def test_beyond_this_machine_there_is_only_tls_with_the_halls_own_ca(tmp_path: Path) -> None:
    with LiveHall(tmp_path, broker=anywhere()) as hall:
        address = (hall.site.broker.host, hall.site.broker.port)
        identity = hall.identity("kiosk-3")
        link = hall.link("display-1")
        assert link.up
        with PlainClient.of(identity) as known:
            assert known.refused == ""
        assert said_to(address, b"\x10\x0f\x00\x04MQTT\x05\x02\x00\x05\x00\x00\x02k3") == b""
        with socket.create_connection(address, 2) as raw, pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(raw, server_hostname=address[0])


def said_to(address: tuple[str, int], packet: bytes) -> bytes:
    """What the broker answers to a plain packet; nothing if it hangs up."""
    with socket.create_connection(address, 2) as plain:
        plain.sendall(packet)
        try:
            return plain.recv(16)
        except ConnectionResetError:
            return b""


@pytest.mark.fault("F103")
def test_old_tls_is_refused(tmp_path: Path) -> None:
    with LiveHall(tmp_path, broker=anywhere()) as hall:
        address = f"127.0.0.1:{hall.site.broker.port}"
        assert not shakes_hands(address, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        assert shakes_hands(address, "-tls1_2")


def shakes_hands(address: str, *options: str) -> bool:
    command = ["openssl", "s_client", "-connect", address, *options]
    return subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False).returncode == 0


def test_a_link_never_speaks_plain_text_to_another_machine() -> None:
    identity = Identity(host="192.0.2.7", port=1883, user="k", password="p", ca="", role=c.Role.KIOSK)
    with pytest.raises(Unsafe, match="not this machine"):
        Link(identity, "small")


def test_a_certificate_is_made_anew_for_another_address_or_near_its_end(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    first = broker_certificate(tmp_path, "192.0.2.7", now)[0].read_bytes()
    assert broker_certificate(tmp_path, "192.0.2.7", now)[0].read_bytes() == first
    other = broker_certificate(tmp_path, "hall.example", now)[0].read_bytes()
    assert other != first
    assert broker_certificate(tmp_path, "hall.example", now + timedelta(days=800))[0].read_bytes() != other


def test_one_data_folder_has_one_broker(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall, pytest.raises(BrokerNotStarted, match="already runs"):
        Broker(hall.site, tmp_path).start()


def test_a_port_in_use_is_said_in_words(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((OWN_ADDRESS, 0))
        other.listen()
        site = LiveHall(tmp_path, broker=c.Broker(port=other.getsockname()[1])).site
        with pytest.raises(BrokerNotStarted, match="Address already in use"):
            Broker(site, tmp_path).start()


def test_a_hall_with_a_broker_of_its_own_gets_none(tmp_path: Path) -> None:
    site = LiveHall(tmp_path, broker=c.Broker(embedded=False)).site
    with pytest.raises(BrokerNotStarted, match="of its own"):
        Broker(site, tmp_path).start()


def test_a_new_identity_is_known_at_once_and_drops_nobody(tmp_path: Path) -> None:
    with LiveHall(tmp_path) as hall:
        link = hall.link("kiosk-3")
        ups: list[bool] = []
        link.on_change(ups.append)
        with PlainClient.of(hall.identity("watcher", c.Role.OBSERVER)) as watcher:
            assert watcher.refused == ""
        assert link.up
        assert ups == []


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    with LiveHall(tmp_path, broker=anywhere()):
        secret = [*tmp_path.glob("identities/*"), *tmp_path.glob("broker/*.key"), tmp_path / "broker" / "passwords"]
        assert len(secret) > 8
        assert {stat.S_IMODE(file.stat().st_mode) for file in secret} == {0o600}


def test_an_identity_keeps_its_password_and_its_role(tmp_path: Path) -> None:
    site = LiveHall(tmp_path).site
    first = make_identity(site, tmp_path, "kiosk-3", c.Role.KIOSK)
    assert make_identity(site, tmp_path, "kiosk-3", c.Role.KIOSK) == first == read_identity(tmp_path, "kiosk-3")
    assert first.password not in repr(first)
    make_identity(site, tmp_path, "watcher", c.Role.OBSERVER)
    for name, role in [
        ("kiosk-3", c.Role.DISPLAY), ("watcher", c.Role.KIOSK), ("server", c.Role.KIOSK), ("k9", c.Role.SERVER),
        ("a/b", c.Role.KIOSK), ("+", c.Role.OBSERVER), ("", c.Role.OBSERVER),
    ]:  # fmt: skip
        with pytest.raises(WrongIdentity):
            make_identity(site, tmp_path, name, role)
    with pytest.raises(NoIdentity, match=r"kapok broker.*kapok site identity kiosk-1"):
        read_identity(tmp_path, "kiosk-1")


@pytest.mark.fault("F060")
def test_the_broker_program_starts_mosquitto_again_and_ends_with_it(tmp_path: Path) -> None:
    hall = LiveHall(tmp_path)
    with hall.program("broker") as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("broker at")
        first = mosquitto(tmp_path)
        os.kill(first, signal.SIGKILL)
        assert until(lambda: mosquitto(tmp_path) not in (0, first))
        second = mosquitto(tmp_path)
        assert until(lambda: welcome(hall.identity("kiosk-3")))
        program.terminate()
        assert program.wait(5) == 0
    assert not Path(f"/proc/{second}").exists()


def test_mosquitto_dies_with_a_killed_kapok_and_the_next_one_starts(tmp_path: Path) -> None:
    hall = LiveHall(tmp_path)
    with hall.program("broker") as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("broker at")
        left = mosquitto(tmp_path)
        program.kill()
        program.wait(5)
        assert until(lambda: f"broker{os.sep}mosquitto.conf" not in command_of(left))
    with hall:
        assert welcome(hall.identity("kiosk-3"))


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_mosquitto_left_behind_all_the_same_is_ended_first(tmp_path: Path) -> None:
    hall = LiveHall(tmp_path)
    with hall:
        pass
    conf = tmp_path / "broker" / "mosquitto.conf"
    left = subprocess.Popen([mosquitto_program(), "-c", str(conf)], stderr=subprocess.DEVNULL)
    assert until(lambda: welcome(hall.identity("kiosk-3")))
    (tmp_path / "broker" / "pid").write_text(str(left.pid))
    with hall:
        assert left.wait(5) == -signal.SIGKILL
        assert welcome(hall.identity("kiosk-3"))


def welcome(identity: Identity) -> bool:
    try:
        with PlainClient.of(identity) as known:
            return known.refused == ""
    except ConnectionRefusedError:
        return False


def mosquitto(data: Path) -> int:
    """The process that listens for this data folder; 0 while there is none."""
    try:
        return int((data / "broker" / "pid").read_text() or 0)
    except FileNotFoundError:
        return 0
