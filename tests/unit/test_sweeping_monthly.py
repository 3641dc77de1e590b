"""What is billed by the month though nobody meant it: told, and never planned."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from asking import asking
from modelled import AUTHOR, POLICY, START

from console.desk.leftovers import monthly as said
from console.kinds.leftovers.monthly import unmeant
from console.kinds.leftovers.verbs import SWEEP
from console.locale import Locale
from console.model.billing import MONTHLY_KEY
from console.model.estate import Estate
from console.model.instance import POOL_KEY, Instance, InstanceStatus
from console.model.leftover import Findings
from console.model.money import Price
from console.model.notice import notice
from console.model.plan import Refusal
from console.model.policy import Policy, Record
from console.planning import plan

ENGLISH = Locale("en", ZoneInfo("Europe/Paris"))
PRICED = replace(POLICY, prices={"b2-60": Price("b2-60", Decimal("0.51"), "s", "d", Decimal(182))})


def instance(number: int, pool: str = "api", **marks: str) -> Instance:
    metadata = {POOL_KEY: pool} | marks
    made = START + timedelta(hours=number)
    return Instance(
        f"s{number}", f"{pool}-{number}", "RBX-A", InstanceStatus.ACTIVE, made, made,
        flavor="b2-60", metadata=metadata,
    )  # fmt: skip


def told(
    *instances: Instance,
    by: Mapping[str, datetime | None] = {},
    policy: Policy = PRICED,
) -> list[tuple[str, str, datetime | None, Decimal | None]]:
    found = unmeant(instances, by, policy, None)
    return [(one.id, one.told.code, one.since, one.euro_per_month) for one in found]


def test_the_provider_and_a_word_of_metadata_tell_it_of_pools_alone() -> None:
    by_hand = instance(2, **{MONTHLY_KEY: "1"})
    others = instance(3, pool="somebody-elses")
    assert told(instance(1), by_hand, others, by={"s1": START, "s3": START}) == [
        ("s1", "monthly.provider", START, Decimal(182)),
        ("s2", "monthly.metadata", None, Decimal(182)),
    ]
    gone = replace(by_hand, status=InstanceStatus.DELETED)
    assert told(instance(1), gone) == []


def test_of_those_that_a_pool_means_the_newest_beyond_are_told() -> None:
    pool = replace(PRICED.pools["api"], monthly=2)
    meant = replace(PRICED, pools={**PRICED.pools, "api": pool})
    by = {f"s{n}": START + timedelta(days=n) for n in (1, 2, 3)}
    mine = [instance(n) for n in (3, 1, 2)]
    assert [one[0] for one in told(*mine, by=by, policy=meant)] == ["s3"]
    assert told(*mine[1:], by=by, policy=meant) == []


def test_it_is_no_leftover_and_no_sweep_removes_it() -> None:
    found = unmeant([instance(1)], {"s1": START}, PRICED, None)
    findings = Findings(START, (), monthly=found)
    for named in (None, "s1"):
        request = asking(SWEEP, AUTHOR, named=named)
        made = plan(request, Estate(START, leftovers=findings), POLICY, Record(), operation_id="x")
        assert isinstance(made, Refusal)
    [sentence] = said(findings, ENGLISH)
    assert "182.00" in sentence
    dark = replace(findings, monthly_unread=notice("leftover.unreadable", n=1))
    assert len(said(dark, ENGLISH)) == 2
