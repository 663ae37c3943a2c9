"""The hall's MQTT broker: a real mosquitto that Kapok configures and starts on its own port, in its own folder.

It holds no truth: nothing it keeps survives it, and nobody misses that (F060).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from config.site import Site
from lobby.access import access_list, password_file
from lobby.certificates import broker_certificate
from lobby.folder import broker_folder
from lobby.identities import all_identities, make_all
from lobby.identity import is_loopback, write_secret

START_S, STOP_S = 5.0, 2.0
LOG_LIMIT = 1 << 20
MAX_PACKET = 64 * 1024


class BrokerNotStarted(Exception):
    """mosquitto is not running; the text says why and what to do."""


class Broker:
    """One mosquitto of one data folder, from `start` to `stop`; a second start on the folder is refused."""

    def __init__(self, site: Site, data: Path, *, mortal: bool = False) -> None:
        """`mortal`: mosquitto ends with the thread that starts it, however that ends; for a program's main thread."""
        self._site, self._data, self._mortal = site, data, mortal
        self._folder = broker_folder(data)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Configure, start, and wait until it listens. Raises BrokerNotStarted, WrongIdentity, NoIdentity."""
        if not self._site.broker.embedded:
            raise BrokerNotStarted(f"this hall has a broker of its own at {self._site.broker.host}; none is started")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_lock()
        try:
            _end_left_over(self._folder)
            make_all(self._site, self._data)
            write_access(self._site, self._data)
            self._write_configuration()
            self._launch()
        except BaseException:
            self._forget()
            raise

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._forget()

    def kill(self) -> None:
        """What a crash does to it (F060): kill -9, at once. `start` may follow."""
        if self._process:
            self._process.kill()
            self._process.wait()
        self._forget()

    def restart(self) -> None:
        """Start again what died by itself. Raises BrokerNotStarted."""
        self._launch()

    def wait(self, timeout: float) -> bool:
        """Whether it died within `timeout` seconds."""
        try:
            return self._process is None or self._process.wait(timeout) is not None
        except subprocess.TimeoutExpired:
            return False

    def reload(self) -> None:
        """Read identities and access list again, dropping nobody who still may be here."""
        write_access(self._site, self._data)
        self.read_again()

    def read_again(self) -> None:
        """Let mosquitto read its password file and access list as they lie there."""
        if self._process:
            self._process.send_signal(signal.SIGHUP)

    def _take_lock(self) -> None:
        if self._lock is None:
            self._lock = _locked(self._folder)
        if self._lock is None:
            raise BrokerNotStarted(f"a broker already runs on {self._data}; one data folder has one broker")

    def _forget(self) -> None:
        self._process = None
        (self._folder / "pid").unlink(missing_ok=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    def _write_configuration(self) -> None:
        write_secret(self._folder / "mosquitto.conf", "\n".join(self._configuration()).encode() + b"\n")

    def _configuration(self) -> list[str]:
        lines = [
            f"listener {self._site.broker.port} {self._site.broker.host}",
            "allow_anonymous false",
            f"password_file {self._folder / 'passwords'}",
            f"acl_file {self._folder / 'access'}",
            "persistence false",
            "set_tcp_nodelay true",
            f"max_packet_size {MAX_PACKET}",
            "max_inflight_messages 1000",
            "max_queued_messages 10000",
            "sys_interval 0",
            "connection_messages false",
            "log_dest stderr",
            "log_timestamp_format %Y-%m-%dT%H:%M:%S",
        ]
        if os.geteuid() == 0:
            lines.append("user root")
        return lines + self._tls()

    def _tls(self) -> list[str]:
        if is_loopback(self._site.broker.host):
            return []
        certificate, key = broker_certificate(self._data, self._site.broker.host, datetime.now(UTC))
        return [f"certfile {certificate}", f"keyfile {key}", "tls_version tlsv1.2"]

    def _launch(self) -> None:
        log_path = self._folder / "mosquitto.log"
        if log_path.exists() and log_path.stat().st_size > LOG_LIMIT:
            log_path.replace(log_path.with_suffix(".log.1"))
        with log_path.open("ab") as log:
            begin = log.tell()
            self._process = subprocess.Popen(
                [*self._bond(), program(), "-c", str(self._folder / "mosquitto.conf")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        (self._folder / "pid").write_text(str(self._process.pid))
        self._await_listening(log_path, begin)

    def _bond(self) -> list[str]:
        """`setpriv` belongs to every Debian; without it a mosquitto left behind is ended at the next start."""
        setpriv = shutil.which("setpriv") if self._mortal else None
        return [setpriv, "--pdeathsig", "TERM"] if setpriv else []

    def _await_listening(self, log_path: Path, begin: int) -> None:
        until = time.monotonic() + START_S
        while self.running and time.monotonic() < until:
            if b" running" in _tail(log_path, begin):
                return
            time.sleep(0.002)
        if self._process:
            self._process.kill()
            self._process.wait()
        raise BrokerNotStarted(f"mosquitto did not start:\n{_tail(log_path, begin).decode(errors='replace').strip()}")


def program() -> str:
    """mosquitto's path; Debian keeps it in /usr/sbin, which is not on everybody's path. Raises BrokerNotStarted."""
    if found := shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"):
        return found
    raise BrokerNotStarted("mosquitto is not installed; on Debian: apt-get install mosquitto")


def write_access(site: Site, data: Path) -> None:
    """The broker's password file and access list of all present identities; a hall's own broker can be given them."""
    identities = list(all_identities(data))
    write_secret(broker_folder(data) / "passwords", password_file(identities).encode())
    write_secret(broker_folder(data) / "access", access_list(site.hall.id, identities).encode())


def tell_running_broker(site: Site, data: Path) -> bool:
    """After an identity was made: let the broker of this data folder know it, if one runs. Whether one does."""
    write_access(site, data)
    if (lock := _locked(broker_folder(data))) is not None:
        lock.close()
        return False
    if (pid := _mosquitto_of(broker_folder(data))) is not None:
        os.kill(pid, signal.SIGHUP)
    return pid is not None


def _locked(folder: Path) -> IO[str] | None:
    """The folder's lock, which ends with its holder; None while another holds it."""
    file = (folder / "lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _mosquitto_of(folder: Path) -> int | None:
    """The process that runs this folder's configuration, so that a number used anew is never taken for it."""
    try:
        pid = int((folder / "pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if str(folder / "mosquitto.conf").encode() in command else None


def _end_left_over(folder: Path) -> None:
    """A mosquitto whose Kapok was killed holds the port; the lock is free, so it is nobody's."""
    if (pid := _mosquitto_of(folder)) is None:
        return
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + STOP_S
    while _mosquitto_of(folder) is not None and time.monotonic() < until:
        time.sleep(0.002)


def _tail(path: Path, begin: int) -> bytes:
    with path.open("rb") as file:
        file.seek(begin)
        return file.read()
