"""What `vigie doctor` says of the private network, as Neutron tells it in each region."""

import json

import pytest
from rehearsed import Rehearsal, Rehearse

from console.cli.entry import run


def networks(
    estate: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> dict[str, tuple[str, dict[str, str]]]:
    """The section's checks: by code, how bad it is, and the values."""
    capsys.readouterr()
    run(["doctor", "--output", "json", "--settings", str(estate.settings)])
    checks = json.loads(capsys.readouterr().out)["checks"]
    mine = [one for one in checks if one["section"] == "networks"]
    return {one["code"]: (one["severity"], one["values"]) for one in mine}


def test_the_private_network_is_one_in_all_regions_or_doctor_says_what_parts_it(
    rehearsal: Rehearse, capsys: pytest.CaptureFixture[str]
) -> None:
    estate = rehearsal("steady", 100)
    ((code, (severity, values)),) = networks(estate, capsys).items()
    assert (code, severity, values["vlan"]) == ("lan.well_vlan", "ok", "100")
    assert values["regions"] == "RBX-A, GRA11, SBG5"

    estate.control("networks/GRA11", {"part": "10.1.2.0/26"})
    found = networks(estate, capsys)
    severity, values = found["lan.pools"]
    assert severity == "failed"
    assert values["pools"] == "RBX-A + GRA11 10.1.2.10-10.1.2.62"
    severity, values = found["lan.short"]
    assert (severity, values["datacenter"]) == ("warning", "GRA")
    assert int(values["free"]) < int(values["wanted"])

    estate.control("networks/GRA11", {"vlan": None, "cidr": "10.2.0.0/22"})
    estate.set_faults({"mode": "down", "services": ["network"], "regions": ["SBG5"]})
    found = networks(estate, capsys)
    assert found["lan.subnets"][1]["subnets"] == "RBX-A 10.0.0.0/14, GRA11 10.2.0.0/22"
    assert [severity for severity, _ in found.values()] == ["failed", "warning"]
