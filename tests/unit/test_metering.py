"""What the meter of an instance keeps with its change, and what it survives."""

from datetime import UTC, datetime, timedelta

from console.model.meter import Meter, merged, read, written

AT = datetime(2026, 11, 23, 15, 50, tzinfo=UTC)
STOOD = Meter("i1", AT, AT + timedelta(hours=6), "win b2 60")
NEVER = Meter("i2", None, None, "win-b2-60")


def test_what_is_written_is_read_again() -> None:
    assert read(written([STOOD, NEVER])) == {"i1": STOOD, "i2": NEVER}
    assert read("") == {}
    assert read("i3 yesterday - x\n\ni4") == {}
    assert read("i5 - -") == {"i5": Meter("i5", None, None, "")}


def test_who_made_it_and_who_removed_it_know_one_half_each() -> None:
    made = {"i1": Meter("i1", AT, None, "win b2 60")}
    removed = {"i1": Meter("i1", None, STOOD.ended_at, "")}
    assert merged([made, removed]) == {"i1": STOOD}
    assert merged([removed, made])["i1"].ended_at == STOOD.ended_at
