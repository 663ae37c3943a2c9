"""Disks made for a test: a small one that fills up, and an ext4 image whose power is cut. Both need root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


def need_root(*, loop_device: bool = False) -> None:
    """Said loudly where it is not so, or where root may not mount, as in a container; CI never skips.

    What is asked is the machine, with nothing of the test's own: a mount that fails later fails the test.
    """
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: mounting a disk of one's own needs root")
    may_mount, may_loop = ["unshare", "--mount", "--propagation", "unchanged", "true"], ["losetup", "--find"]
    for question in (may_mount, may_loop)[: 1 + loop_device]:
        answer = subprocess.run(question, capture_output=True, text=True, check=False)
        if answer.returncode:
            pytest.skip(f"NOT TESTED: even root mounts no disk of one's own here: {answer.stderr.strip()}")


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A tmpfs of this size."""
    place.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place)
    try:
        yield place
    finally:
        _run("umount", place)


def new_image(image: Path, megabytes: int) -> None:
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    _run("mkfs.ext4", "-q", "-F", image)


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """An ext4 image in a loop device; what was not flushed is not in the image."""
    place.mkdir(exist_ok=True)
    _run("mount", "-o", "loop", image, place)
    try:
        yield place
    finally:
        _run("umount", place)


def cut_power(image: Path, target: Path) -> None:
    """What the disk holds at this moment, and nothing the page cache had in mind."""
    shutil.copyfile(image, target)
