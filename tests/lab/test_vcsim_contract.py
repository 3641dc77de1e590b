"""VMware's own simulator keeps what the rehearsal's vCenter keeps."""

from collections.abc import Callable, Iterator

import pytest
from vcenter_contract import CHECKS, Bench
from vcsim_lab import PASSWORD, simulator

from console.settings.private import ExportSettings

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    export = ExportSettings(server="nas.example", path="/exports/1", name="export-1", size="1TB")
    with simulator(tmp_path_factory.mktemp("vcsim")) as found:
        (found.folder / export.name).mkdir()
        cloud = found.cloud()
        print_ = found.certificate.fingerprint
        yield Bench(found.cloud, cloud, found.settings(), PASSWORD, print_, export)
        cloud.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_vcsim(check: Callable[[Bench], None], bench: Bench) -> None:
    check(bench)
