"""A service on a bastion whose journal is on PostgreSQL: the kernel says who asks."""

import os

import pytest
from bastion import bastion_of, reachable_python
from databases import as_role
from rehearsed import Rehearse

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts"),
]


def test_a_worker_speaks_for_whom_the_kernel_names(
    by_the_guide: str, fresh_rehearsal: Rehearse
) -> None:
    if not reachable_python():
        pytest.skip("no interpreter that other accounts may run")
    worker, reader = as_role(by_the_guide, "vigie_worker"), as_role(by_the_guide, "carl")
    journal = f'url = "{worker}"\nread_url = "{reader}"'
    with bastion_of(fresh_rehearsal("steady", 120.0), journal) as bastion:
        bastion.start()
        done = bastion.vigie("anna", "burst", "api", "--by", "2", "--yes", "--wait")
        assert done.returncode == 0, done.stdout + done.stderr
        (found,) = bastion.json("carl", "operations", "list")["operations"]
        assert found["author"]["user"] == bastion.name("anna")
        assert found["author"]["recorded_by"] == "vigie_worker"
        refused = bastion.vigie("carl", "burst", "api", "--by", "1", "--yes")
        assert refused.returncode == 3
        assert not list(bastion.state.glob("journal*.db"))
