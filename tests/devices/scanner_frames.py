"""The scanners' wire facts, by id."""

from tests.devices.vectors import read_vectors

SCANNERS = read_vectors("vectors_scanners.json")


def frame(id: str) -> bytes:
    return SCANNERS[id].bytes
