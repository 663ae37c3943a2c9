"""Reading codes off pictures: how many of a drawn corpus each decoder reads, and how long it takes for one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from devices.bench.figures import Spread, spread
from devices.vision.codes import DECODERS, CodeReader
from devices.vision.corpus import Sample, corpus

BUDGET_MS = 2000
UNION, RETRIED = "both", "both, with retries"


class Reading(Struct, frozen=True, kw_only=True):
    """What one way of reading made of the corpus. `read_percent`: pictures whose code came out with its exact bytes.
    `misread`: pictures of which something else came out too or instead. `time`: for a picture, read or not."""

    way: str
    read_percent: float
    misread: int
    time: Spread


class Share(Struct, frozen=True, kw_only=True):
    """Of the pictures of one kind (spoilt in one way, or with one content) how many were read, by way of reading."""

    kind: str
    pictures: int
    read: dict[str, int]


class Codes(Struct, frozen=True, kw_only=True):
    """`budget_ms`: how long a retry may be begun for."""

    pictures: int
    seed: int
    budget_ms: int
    ways: tuple[Reading, ...]
    by_degradation: tuple[Share, ...]
    by_content: tuple[Share, ...]


class _Look(Struct, frozen=True):
    sample: str
    content: str
    took_s: float
    read: bool
    misread: bool


def measure_codes(count: int, seed: int) -> Codes:
    """Each picture is drawn, and looked at in every way, before the next."""
    readers = {decoder.name: CodeReader(decoders=(decoder,)) for decoder in DECODERS}
    readers |= {UNION: CodeReader(), RETRIED: CodeReader(budget_ms=BUDGET_MS)}
    looks: dict[str, list[_Look]] = {way: [] for way in readers}
    for sample in corpus(count, seed):
        for way, reader in readers.items():
            looks[way].append(_look(sample, reader))
    return Codes(
        pictures=count,
        seed=seed,
        budget_ms=BUDGET_MS,
        ways=tuple(_reading(way, of) for way, of in looks.items()),
        by_degradation=_shares(looks, "sample"),
        by_content=_shares(looks, "content"),
    )


def codes_table(codes: Codes) -> Iterator[str]:
    """The same for a person."""
    yield f"{codes.pictures} pictures     read   misread       p50       p95"
    for way in codes.ways:
        times = f"{way.time.p50_ms:>7.1f} ms{way.time.p95_ms:>7.1f} ms"
        yield f"{way.way:<19}{way.read_percent:>6.1f} %{way.misread:>8}{times}"
    ways = [way.way for way in codes.ways]
    for shares in (codes.by_degradation, codes.by_content):
        yield ""
        yield f"{'read of':<22}" + "".join(f"{way:>20}" for way in ways)
        for share in shares:
            yield f"{share.kind:<16}{share.pictures:>6}" + "".join(f"{share.read[way]:>20}" for way in ways)


def _look(sample: Sample, reader: CodeReader) -> _Look:
    start = time.perf_counter()
    found = {code.data for code in reader.read(sample.picture)}
    took = time.perf_counter() - start
    return _Look(sample.degradation, sample.content, took, sample.data in found, bool(found - {sample.data}))


def _reading(way: str, looks: Sequence[_Look]) -> Reading:
    return Reading(
        way=way,
        read_percent=round(100 * sum(look.read for look in looks) / len(looks), 1),
        misread=sum(look.misread for look in looks),
        time=spread([look.took_s for look in looks]),
    )


def _shares(looks: dict[str, list[_Look]], kind: str) -> tuple[Share, ...]:
    """In the order the kinds come in the corpus."""
    pictures = Counter(getattr(look, kind) for look in next(iter(looks.values())))
    read = {way: Counter(getattr(look, kind) for look in of if look.read) for way, of in looks.items()}
    return tuple(
        Share(kind=name, pictures=count, read={way: read[way][name] for way in looks})
        for name, count in pictures.items()
    )
