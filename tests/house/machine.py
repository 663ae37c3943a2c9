"""A machine of a test's own for `./kapok`: real shell and core tools, and stand-ins for what would change the system.

The stand-ins keep the contract of what they stand for as far as `./kapok` uses it, and write each call into one list.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = (
    *("cat", "chmod", "dirname", "env", "flock", "grep", "id", "ln", "mkdir"),
    *("nproc", "readlink", "rm", "sh", "sha256sum", "sleep", "touch"),
)

DPKG_QUERY = """
while read -r name; do
    case " $* " in *" $name "*) printf '<%s installed>' "$name" ;; esac
done <"$MACHINE/installed"
"""
APT_GET = """
[ ! -e "$MACHINE/no-network" ] || { echo "Temporary failure resolving the mirror" >&2; exit 100; }
[ "$1" != update ] || exit 0
for name; do
    case "$name" in -* | install | DPkg*) ;; *) echo "$name" >>"$MACHINE/installed" ;; esac
done
[ ! -e "$MACHINE/python3" ] || ln -sf "$MACHINE/python3" "$MACHINE/bin/python3"
"""
SUDO = """
case "$1" in sh | rm | systemctl) ;; *) exec "$@" ;; esac
"""
# Knows -c (a probe), -m venv, -m pip and -m FLOOR, as much as ./kapok asks of them.
PYTHON = """
case "$1 $2" in
"-c "*platform*) echo "${PYTHON_VERSION:-3.11.2}" ;;
"-c "*) [ -z "${PYTHON_VERSION-}" ] ;;
"-m venv") mkdir -p "$4/bin"; rm -f "$4"/.[a-z]*; ln -sf "$MACHINE/python3" "$4/bin/python3" ;;
"-m pip")
    [ ! -e "$MACHINE/no-network" ] || { echo "No matching distribution found" >&2; exit 1; }
    [ ! -e "$MACHINE/slow" ] || sleep 0.3
    [ ! -e "$MACHINE/interrupt" ] || { rm "$MACHINE/interrupt"; kill -9 "$PPID"; } ;;
"-m mypy") [ ! -e "$MACHINE/mypy-fails" ] ;;
*) echo "ran $* in $PWD with $PYTHONPATH" ;;
esac
"""


@dataclass(frozen=True)
class Machine:
    """One machine: `folder/bin` is all its path has, `folder/calls` says what was called, `house` is its checkout."""

    folder: Path

    @property
    def house(self) -> Path:
        return self.folder / "house"

    def build(self) -> Machine:
        """A machine with root through sudo and a network, and neither Python nor any package."""
        for name in ("bin", "sbin", "house", "elsewhere"):
            (self.folder / name).mkdir(parents=True)
        for name in CORE:
            (self.folder / "bin" / name).symlink_to(Path(shutil.which(name) or name).resolve())
        self.put("bin/id", "echo 1000")
        self.put("bin/sudo", SUDO)
        self.put("bin/dpkg", "")
        self.put("bin/dpkg-query", DPKG_QUERY, quiet=True)
        self.put("bin/apt-get", APT_GET)
        self.put("python3", PYTHON)
        for name in ("installed", "calls"):
            (self.folder / name).touch()
        for name in ("requirements.lock", "requirements-test.lock"):
            (self.house / name).write_text("anyio==1\n")
        script = (ROOT / "kapok").read_text().replace("/usr/sbin", f"{self.folder}/sbin")
        self.put("house/kapok", script, quiet=True)
        return self

    def put(self, path: str, body: str, *, quiet: bool = False) -> None:
        """A program at `path`; unless quiet it notes its calls."""
        note = "" if quiet else 'echo "${0##*/} $*" >>"$MACHINE/calls"\n'
        file = self.folder / path
        file.unlink(missing_ok=True)
        file.write_text(body if body.startswith("#!") else f"#!/bin/sh\n{note}{body}")
        file.chmod(0o755)

    def mark(self, name: str) -> None:
        (self.folder / name).touch()

    def unmark(self, name: str) -> None:
        (self.folder / name).unlink()

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.house / "kapok", *words],
            cwd=self.folder / "elsewhere",
            env={"PATH": str(self.folder / "bin"), "MACHINE": str(self.folder), "HOME": os.devnull, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Exit code, what was printed, what was said beside it."""
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def calls(self, beginning: str) -> list[str]:
        lines = (self.folder / "calls").read_text().splitlines()
        return [line for line in lines if line.startswith(beginning)]
