"""D-4.2, D-4.3, D-4.4, D-4.10: whatever comes in whatever order, no number twice, none lost, nobody passed unaudited,
nobody at two windows."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from lobby.queueing.moves import Move
from lobby.store import backup, journal
from tests.lobby.referee import Referee
from tests.lobby.rush import Rush
from tests.lobby.test_any_order import MEMORY
from tests.logs import ExpectedLogs
from tests.scale import Scale

NEVER = ("duplicates", "lost", "inversions", "double_holds", "broken", "unaudited", "wrong")


@pytest.mark.fault("F056", "F076", "F077")
def test_a_rush_with_restarts_and_jumping_clocks_loses_repeats_and_passes_over_nobody(
    scale: Scale, expected_logs: ExpectedLogs
) -> None:
    expected_logs.may("no day opens until a person confirms the time")
    operations = scale.rounds(ci=7_000, long=1_000_000)
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        rush = Rush(Path(folder), scale.seed)
        rush.until(operations // 2)
        rush.jump()
        rush.restart()
        rush.until(operations)
        rush.tomorrow()
        rush.tomorrow()
        rush.hall.stop()
        referee = judge(rush)
        assert backup.verify_journal(Path(folder), None).fault == ""
    never = {kind: referee.counted[kind] for kind in NEVER}
    blows = {"restarts": rush.restarts, "jumps": rush.jumps, "days": rush.days, "asked_again": rush.repeats}
    moves = {move.replace("-", "_"): count for move, count in referee.did.items()}
    whys = {f"by_{why}".replace("-", "_"): count for why, count in referee.whys.items()}
    scale.counted(operations=rush.asked, issued=len(referee.tickets), **blows, **moves, **whys, **never)
    assert referee.faults[:3] == []
    assert never == dict.fromkeys(NEVER, 0)
    assert len(referee.did) >= len(Move) - 2, "moves that nobody makes prove nothing"


def judge(rush: Rush) -> Referee:
    """Read the whole journal, and hold it against what people were told."""
    referee = rush.referee
    with closing(backup.open_for_reading(rush.folder)) as database:
        people = database.execute("SELECT id, subject, modes FROM tickets")
        for id, subject, modes in people:
            if subject:
                referee.person[id] = subject
            if "low-reach" in modes:
                referee.passed_by.add(id)
        referee.read(record for _, record in journal.read(database))
    rush.wrong += [f"{ticket} was replaced and still stands" for ticket in rush.superseded - referee.superseded]
    gone = [ticket for ticket in rush.told.values() if ticket not in referee.tickets]
    referee.counted["lost"] += len(gone) + len(referee.alive)
    referee.counted["wrong"] += len(rush.wrong) + len(rush.told) - len(set(rush.told.values()))
    referee.faults += [*gone, *referee.alive, *rush.wrong]
    return referee
