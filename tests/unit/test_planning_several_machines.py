"""Several machines powered on by one operation: of one pool, each guarded as if it were alone."""

from dataclasses import replace

from outcomes import codes, planned
from private_modelled import START, PrivateWorld, database

from console.desk import plans
from console.kinds.machines.verbs import NAMES, VM_REBOOT, VM_RESIZE, VM_START
from console.kinds.registry import spec
from console.locale import Locale
from console.model.operation import Operation, OperationState
from console.model.plan import Plan, Refusal
from console.model.policy import Record
from console.model.private import Power
from console.model.wanted import POWER
from console.planning import recheck

OFF = {"power": Power.OFF, "guest_running": False}


def world(*off: str) -> PrivateWorld:
    """Three databases, three sites, two machines of no pool; some of them off."""
    here = PrivateWorld()
    names = ["db-1", "db-2", "db-3", "site-1", "site-2", "site-3", "mail", "mail,old"]
    here.machines = {
        f"vm-{n}": replace(database(n, (n - 1) % 3), name=name)
        for n, name in enumerate(names, start=1)
    }
    for number, one in here.machines.items():
        if one.name in off:
            here.machine(number, **OFF)
    return here


def start(here: PrivateWorld, names: str, **more: object) -> Plan | Refusal:
    return here.ask(VM_START, machine=names, **more)


def test_one_operation_has_a_change_for_each_and_holds_their_pool() -> None:
    here = world("db-2", "db-3")
    made = planned(start(here, "db-3, db-2"))
    assert [(c.name, c.wanted, c.before) for c in made.changes] == [
        ("db-3", {POWER: "on"}, {POWER: "off"}),
        ("db-2", {POWER: "on"}, {POWER: "off"}),
    ]
    assert (made.pool, made.subject, made.typed_name) == ("databases", "db-3, db-2", "databases")
    assert (made.size_now, made.size_after, made.api_calls) == (2, 2, 2)
    assert [one.code for one in made.details] == ["detail.start", "detail.start"]
    assert [one.code for one in made.undo] == ["undo.start"]
    english = Locale("en", START.tzinfo)  # type: ignore[arg-type]
    assert plans.sizes(made, english) == ("off → on",)


def test_what_is_on_already_is_left_and_said_unless_that_is_all() -> None:
    here = world("site-1", "site-2")
    made = planned(start(here, "site-1, site-2, site-3"))
    assert [change.name for change in made.changes] == ["site-1", "site-2"]
    assert made.typed_name is None
    assert [(w.code, w.values["machine"]) for w in made.warnings] == [
        ("guard.machine_on", "site-3")
    ]
    assert codes(start(world(), "site-1, site-2")) == ["guard.machine_on", "guard.machine_on"]


def test_each_is_guarded_as_if_it_were_alone() -> None:
    here = world("site-1", "site-2")
    here.machine("vm-5", connected=False)
    refused = start(here, "site-1, site-2, site-9")
    assert codes(refused) == ["guard.machine_unknown"]
    assert codes(start(here, "site-1, site-2")) == ["guard.machine_lost"]


def test_an_operation_is_about_one_pool() -> None:
    here = world("db-2", "site-1", "mail")
    assert codes(start(here, "db-2, site-1")) == ["guard.machines_apart"]
    assert codes(start(here, "site-1, mail")) == ["guard.machines_apart"]


def test_what_has_no_pool_is_powered_on_together_and_a_name_may_have_a_comma() -> None:
    here = world("mail", "mail,old")
    assert [one.name for one in planned(start(here, "mail,old")).changes] == ["mail,old"]
    here.machine("vm-7", name="post")
    here.machine("vm-8", name="letters", **OFF)
    made = planned(start(here, "post, letters"))
    assert [one.name for one in made.changes] == ["post", "letters"]
    assert made.pool == "post"


def test_many_are_called_by_the_first_of_them() -> None:
    names = [f"site-{n}" for n in range(1, 6)]
    here = PrivateWorld()
    here.machines = {
        f"vm-{n}": replace(database(n), name=name, **OFF) for n, name in enumerate(names)
    }
    assert planned(start(here, ", ".join(names))).subject == "site-1, site-2, site-3 +2"


def test_a_machine_that_another_operation_is_about_is_not_touched() -> None:
    here = world("mail")
    here.machine("vm-8", name="letters", **OFF)
    both = planned(start(here, "mail, letters", operation_id="aaaa1111"))
    running = Operation("aaaa1111", both, OperationState.RUNNING, START)
    record = Record(live=(running,))
    assert codes(start(here, "letters", record=record)) == ["guard.pool_held"]
    resized = here.ask(VM_RESIZE, machine="letters", vcpus=16, record=record)
    assert codes(resized) == ["guard.pool_held"]


def test_the_worker_asks_the_same_of_what_is_left() -> None:
    here = world("site-1", "site-2")
    made = planned(start(here, "site-1, site-2"))
    assert recheck(made, here.estate(), here.policy) == ()
    here.machine("vm-5", power=Power.SUSPENDED)
    assert [one.why.code for one in recheck(made, here.estate(), here.policy)] == [
        "guard.machine_sleeps"
    ]


def test_a_guest_reboots_alone() -> None:
    assert NAMES not in spec(VM_REBOOT).parameters
    assert codes(world().ask(VM_REBOOT, machine="db-1, db-2")) == ["guard.machine_unknown"]
