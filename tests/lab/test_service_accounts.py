"""Several people on one bastion: real accounts, a worker of its own, and what each may do."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from bastion import Bastion, bastion_of, reachable_python
from process import HANGS_AFTER_S, wait_until
from rehearsed import Rehearse, start, stop

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts"),
]

CLAIM = """
import sys
from dataclasses import replace
from pathlib import Path
from console.bootstrap import open_session
from console.kinds.instances.verbs import BURST
from console.model.plan import Author, Origin, Plan, Request
from console.planning.digest import seal
session = open_session(Path(sys.argv[1]), read_only=False, origin=Origin.CLI)
session.watch.refresh()
planned = session.plan(Request(BURST, session.author(), pool="api", parameters={"by": 3}))
assert isinstance(planned, Plan), planned
liar = Author("root", "elsewhere", Origin.CLI, "admin", ("admin",), ("order",))
planned = seal(replace(planned, request=replace(planned.request, author=liar)))
print(session.operator.submit(planned).operation.id)
"""
STALL = """
import socket, sys, time
held = []
for _ in range(8):
    one = socket.socket(socket.AF_UNIX)
    one.connect(sys.argv[1])
    one.sendall(b"\\x00\\x00")
    held.append(one)
print("held", flush=True)
time.sleep(60)
"""


FOLDED = """
import sqlite3, sys
last = sqlite3.connect(sys.argv[1])
last.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
last.close()
"""


@pytest.fixture(scope="module")
def bastion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bastion]:
    if not reachable_python():
        pytest.skip("no interpreter that other accounts may run")
    estate = start(tmp_path_factory.mktemp("estate"), "steady", 60.0)
    try:
        with bastion_of(estate) as made:
            made.start()
            yield made
    finally:
        stop(estate)


def test_two_burst_one_pool_at_once_and_the_third_only_looks(bastion: Bastion) -> None:
    asked = ("burst", "api", "--by", "6", "--yes", "--no-wait", "--settings")
    both = [
        subprocess.Popen(
            bastion.command(who, "-m", "console", *asked, str(bastion.settings)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("anna", "bob")
    ]
    said = [(*one.communicate(timeout=HANGS_AFTER_S), one.returncode) for one in both]
    assert sorted(code for *_, code in said) == [0, 3], said
    lost = next(out + err for out, err, code in said if code == 3)
    listed = bastion.json("carl", "operations", "list")["operations"]
    assert len(listed) == 1
    assert listed[0]["id"] in lost
    winner = "anna" if said[0][2] == 0 else "bob"
    assert listed[0]["author"]["user"] == bastion.name(winner)
    refused = bastion.vigie("carl", "operations", "stop", listed[0]["id"], "--yes")
    assert refused.returncode == 3
    assert f"vask{bastion.tag}" in refused.stdout + refused.stderr
    stopped = bastion.vigie("bob", "operations", "stop", listed[0]["id"], "--yes", "--wait")
    assert stopped.returncode in {0, 4}, stopped.stderr


def test_who_claims_another_author_is_recorded_under_the_own_name(bastion: Bastion) -> None:
    done = bastion.run("anna", "-c", CLAIM, str(bastion.settings))
    assert done.returncode == 0, done.stderr
    shown = bastion.json("bob", "operations", "show", done.stdout.strip())
    text = json.dumps(shown)
    assert bastion.name("anna") in text
    assert "elsewhere" not in text
    assert '"admin"' not in text
    bastion.vigie("anna", "operations", "stop", done.stdout.strip(), "--yes", "--wait")


@pytest.mark.parametrize("who", ["anna", "carl", "eve"])
def test_nobody_else_reads_a_secret_or_writes_the_journal(bastion: Bastion, who: str) -> None:
    journal = bastion.state / "journal.db"
    tried = """
import os, sqlite3, sys
from pathlib import Path
state, acting = Path(sys.argv[1]), Path(sys.argv[2])
for path in (acting, state / "journal-engine.db", *state.glob("*.log"), *state.glob("workers/*")):
    assert not os.access(path, os.R_OK), path
assert not os.access(state, os.W_OK)
for each in ("", "-wal", "-shm"):
    assert not os.access(f"{state / 'journal.db'}{each}", os.W_OK), each
try:
    sqlite3.connect(state / "journal.db").execute("DELETE FROM operations")
except sqlite3.OperationalError as error:
    print(error)
"""
    acting = bastion.folder / "worker-clouds.yaml"
    done = bastion.run(who, "-c", tried, str(bastion.state), str(acting))
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert journal.stat().st_mode & 0o777 == 0o640
    for file in bastion.state.rglob("*"):
        if not file.name.startswith("journal.db"):
            assert file.stat().st_mode & 0o077 == 0, file


def test_what_is_planned_by_settings_that_the_worker_has_not_read_fails_until_it_is_restarted(
    bastion: Bastion,
) -> None:
    before = bastion.settings.read_text()
    bastion.settings.write_text(before.replace('flavor = "win-b2-60"', 'flavor = "b2-120"'))
    asked = ("anna", "burst", "api", "--by", "1", "--yes", "--wait")
    try:
        failed = bastion.vigie(*asked)
        assert failed.returncode == 1, failed.stdout + failed.stderr
        assert "systemctl restart vigie-worker" in failed.stdout
        bastion.stop()
        bastion.start()
        done = bastion.vigie(*asked)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        bastion.stop()
        bastion.settings.write_text(before)
        bastion.start()


def test_who_only_looks_is_told_so_and_not_that_the_services_account_may_not(
    bastion: Bastion,
) -> None:
    told = {one["check"]: one["code"] for one in bastion.json("carl", "doctor")["checks"]}
    assert told["rights"] == "doctor.may_write"
    assert told["rights:here"] == "service.reader"
    told = {one["check"]: one["code"] for one in bastion.json("anna", "doctor")["checks"]}
    assert "rights:here" not in told


def test_a_stranger_may_not_even_look(bastion: Bastion) -> None:
    assert bastion.vigie("eve", "operations", "list").returncode == 5
    assert bastion.vigie("eve", "burst", "api", "--by", "1", "--yes").returncode in {3, 5}


def test_who_sends_half_a_request_and_waits_blocks_nobody(bastion: Bastion) -> None:
    command = bastion.command("carl", "-c", STALL, str(bastion.socket))
    stalled = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert stalled.stdout is not None
        stalled.stdout.readline()
        done = bastion.json("anna", "doctor")
        assert [one["ok"] for one in done["checks"] if one["check"] == "service"] == [True]
    finally:
        stalled.kill()
        stalled.wait()


def test_a_journal_that_was_backed_up_is_restored_and_gone_on_with(bastion: Bastion) -> None:
    before = bastion.json("carl", "operations", "list")
    assert before["operations"]
    restore(bastion, back_up(bastion))
    assert bastion.json("carl", "operations", "list") == before
    done = bastion.vigie("bob", "burst", "api", "--by", "1", "--yes", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_backup_of_the_middle_of_an_operation_ends_right(bastion: Bastion) -> None:
    """What was made after it is found by its marks, and nothing is made twice."""
    before = {each.id for each in bastion.estate.record().owned()}
    asked = bastion.json("anna", "burst", "api", "--by", "12", "--yes", "--no-wait")
    operation = asked["operation"]["id"]

    def live() -> bool:
        listed = bastion.json("carl", "operations", "list", "--live")["operations"]
        return operation in {each["id"] for each in listed}

    wait_until(lambda: len(bastion.estate.record().owned()) > len(before), what="a first one")
    copy = back_up(bastion)
    with closing(sqlite3.connect(copy)) as kept:
        (state,) = kept.execute("SELECT state FROM operations WHERE id = ?", [operation]).fetchone()
    assert state == "running"
    wait_until(lambda: not live(), what="the operation ends, after the backup")
    restore(bastion, copy)
    wait_until(lambda: not live(), what="it ends again")
    shown = bastion.json("carl", "operations", "show", operation)
    assert shown["operation"]["state"] == "succeeded", shown
    made = {each.id for each in bastion.estate.record().owned()} - before
    assert len(made) == 12
    assert {each["resource_id"] for each in shown["detail"]} == made


def back_up(bastion: Bastion) -> Path:
    """A copy of the journal, by the guide, while it is in use."""
    copy = bastion.folder / "backup.db"
    subprocess.run(["sqlite3", bastion.state / "journal.db", f".backup '{copy}'"], check=True)
    return copy


def restore(bastion: Bastion, copy: Path) -> None:
    """Put it in the journal's place, by the guide."""
    bastion.stop()
    for file in bastion.state.glob("journal*.db*"):
        file.unlink()
    owner = ["-o", bastion.name("worker"), "-g", f"vlook{bastion.tag}", "-m", "0640"]
    subprocess.run(["install", *owner, copy, bastion.state / "journal.db"], check=True)
    bastion.start()


def test_without_the_service_the_journal_is_read_and_the_cure_is_said(bastion: Bastion) -> None:
    before = bastion.json("carl", "operations", "list")
    bastion.stop()
    try:
        assert bastion.json("carl", "operations", "list") == before
        bastion.run("worker", "-c", FOLDED, str(bastion.state / "journal.db"))
        assert not (bastion.state / "journal.db-wal").exists()
        assert bastion.json("carl", "operations", "list") == before
        refused = bastion.vigie("anna", "burst", "api", "--by", "1", "--yes", "--no-wait")
        assert refused.returncode in {3, 5}
        assert "systemctl status vigie-worker" in refused.stdout + refused.stderr
    finally:
        bastion.start()
    assert bastion.json("carl", "operations", "list") == before


READING = (
    "vsphere-read",
    "ovhcloud-application-key",
    "ovhcloud-application-secret",
    "ovhcloud-consumer-key-read",
)


def test_who_may_ask_changes_the_private_cloud_by_keys_that_only_the_worker_holds(
    fresh_rehearsal: Rehearse,
) -> None:
    """People read the private cloud by reading keys of their own; the service orders."""
    if not reachable_python():
        pytest.skip("no interpreter that other accounts may run")
    estate = fresh_rehearsal("steady", 600.0)
    add = ("datastore", "add", "--size", "3TB", "--ssd", "--yes", "--wait")
    with bastion_of(estate, private=True) as bastion:
        bastion.start()
        unseen = bastion.vigie("anna", *add)
        assert unseen.returncode == 5, unseen.stdout + unseen.stderr
        assert "vsphere-read" in unseen.stdout + unseen.stderr
        for who in ("anna", "carl"):
            for name in READING:
                done = bastion.vigie(who, "secrets", "set", name, stdin=bastion.secrets[name])
                assert done.returncode == 0, done.stdout + done.stderr
        told = {one["check"]: one["code"] for one in bastion.json("anna", "doctor")["checks"]}
        assert told["ovhcloud key"] == "doctor.may_order"
        before = names(bastion)
        refused = bastion.vigie("carl", *add)
        assert refused.returncode == 3, refused.stdout + refused.stderr
        assert names(bastion) == before
        done = bastion.vigie("anna", *add)
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(names(bastion) - before) == 1
        (found,) = bastion.json("carl", "operations", "list")["operations"]
        assert found["author"]["user"] == bastion.name("anna")
        back = bastion.vigie("anna", "rollback", "--yes", "--overload", "--wait")
        assert back.returncode == 0, back.stdout + back.stderr
        assert names(bastion) == before
        resize = ("vm", "resize", "site-1", "--vcpus", "6", "--yes", "--wait")
        done = bastion.vigie("anna", *resize)
        assert done.returncode == 0, done.stdout + done.stderr


def names(bastion: Bastion) -> set[str]:
    """The datastores, as who only looks sees them."""
    listed = bastion.json("carl", "datastore", "list")["datastores"]
    return {each["name"] for each in listed}
