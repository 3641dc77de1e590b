"""One instance: found by what it is called, its console without secrets, its page."""

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from console.desk.instances import console_log, named, page
from console.model.error import SourceUnreachable, UsageError
from console.model.estate import Estate, Identity, RegionView, SourceState
from console.model.figure import Freshness
from console.model.instance import Instance, InstanceStatus
from console.model.notice import notice
from console.ports import ComputeReader
from console.redaction import HIDDEN, known
from console.settings.load import read
from console.settings.model import Settings
from console.settings.template import TEMPLATE

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
AT_HOME = Path("vigie.toml")


def instance(number: str, name: str, region: str = "RBX-A") -> Instance:
    return Instance(number, name, region, InstanceStatus.ACTIVE, AT, AT, flavor="b2-60")


class Talking:
    """A cloud whose instance says too much."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.asked: list[tuple[str, str, int]] = []

    def console_log(self, region: str, instance_id: str, lines: int) -> str:
        self.asked.append((region, instance_id, lines))
        return self.said


def test_no_secret_and_nothing_to_obey_is_left_in_a_console() -> None:
    known("correct-horse-battery")
    cloud = Talking("boot\nAdministrator password: Zx9!kk2Lq\n\x1b[2Jcorrect-horse-battery\nup\n")
    said = console_log(cast("ComputeReader", cloud), instance("1", "api-1"), 50)
    assert cloud.asked == [("RBX-A", "1", 50)]
    assert said == ("boot", f"Administrator password: {HIDDEN}", HIDDEN, "up")


def test_a_cloud_that_gives_more_lines_than_asked_is_cut() -> None:
    cloud = Talking("".join(f"{n}\n" for n in range(100)))
    assert console_log(cast("ComputeReader", cloud), instance("1", "api-1"), 2) == ("98", "99")


def estate(*there: Instance, dark: bool = False) -> Estate:
    views = {"RBX-A": RegionView("RBX-A", there, AT)}
    failure = notice("test.down") if dark else None
    states = {"nova:GRA11": SourceState("nova:GRA11", Freshness.UNKNOWN, failure=failure)}
    return Estate(at=AT, regions=views, sources=states)


def test_it_is_found_by_name_or_id_or_it_is_said_why_not() -> None:
    first, twin = instance("1", "api-1"), instance("2", "api-1")
    assert named(estate(first), "api-1") is named(estate(first), "1") is first
    with pytest.raises(UsageError) as caught:
        named(estate(first, twin), "api-1")
    assert caught.value.notice.code == "instance.several"
    with pytest.raises(UsageError) as caught:
        named(estate(first), "web-1")
    assert caught.value.notice.code == "instance.unknown"
    with pytest.raises(SourceUnreachable):
        named(estate(first, dark=True), "web-1")


def settings(*lines: str) -> Settings:
    own = "".join(f"{line}\n" for line in lines)
    return read(TEMPLATE.replace("[openstack]\n", f"[openstack]\n{own}"), AT_HOME).settings


def credentials(host: str) -> Identity:
    return Identity("oncall", "school", ("member",), project_id="66dc", host=host)


PAGE = 'instance_page = "https://h.example/{region}/{project}/{name}/{id}"'
HORIZON = 'horizon = "https://h.example/dashboard/"'
OVHCLOUD = credentials("auth.cloud.ovh.net")
OTHER = credentials("keystone.example")
MANAGER = "https://manager.eu.ovhcloud.com/#/public-cloud/pci/projects/66dc/instances"


@pytest.mark.parametrize(
    ("own", "identity", "address"),
    [
        ([PAGE], None, "https://h.example/RBX-A//api%2F1/a%20b"),
        ([PAGE, HORIZON], OVHCLOUD, "https://h.example/RBX-A/66dc/api%2F1/a%20b"),
        ([HORIZON], OVHCLOUD, "https://h.example/dashboard/project/instances/a%20b/"),
        ([HORIZON], None, "https://h.example/dashboard/project/instances/a%20b/"),
        ([], OVHCLOUD, f"{MANAGER}/region/RBX-A/instance/a%20b"),
        ([], OTHER, None),
        ([], credentials("auth.cloud.ovh.net.example"), None),
        ([], None, None),
    ],
)
def test_its_page_is_that_of_the_settings_or_of_ovhclouds_manager(
    own: list[str], identity: Identity | None, address: str | None
) -> None:
    assert page(settings(*own), identity, instance("a b", "api/1")) == address
