"""What the rehearsal writes about its private cloud, and what its metrics tell of datastores."""

import stat
from pathlib import Path

from standing_private import BY, Standing

from console.rehearsal import files
from console.rehearsal.files_private import VcenterPlace
from console.rehearsal.metrics import Metrics
from console.rehearsal.metrics_datastores import DatastoreMetrics
from console.rehearsal.private.accounts import READER, WRITER
from console.rehearsal.private.reference import DAY_S
from console.rehearsal.promql import evaluate, parse
from console.rehearsal.reference import ESTATE
from console.rehearsal.scenario import load
from console.rehearsal.tokens import Tokens
from console.settings.load import load as load_settings
from console.settings.private import PrivateCloudSettings
from console.settings.secrets import Secrets

HERE = "http://127.0.0.1:9"
AT = VcenterPlace("127.0.0.1", 8443, "-----BEGIN CERTIFICATE-----\n")
QUERY = parse("max by (ds_name) (vmware_datastore_capacity_size - vmware_datastore_freespace_size)")


def written(standing: Standing, folder: Path) -> tuple[files.ReadyFile, PrivateCloudSettings]:
    accounts = standing.estate.accounts
    ready = files.write_all(folder, HERE, standing.clock, Tokens(60), (AT, accounts))
    private = load_settings(Path(ready.settings)).settings.private_cloud
    assert private is not None
    return ready, private


def test_the_settings_name_the_private_cloud(tmp_path: Path) -> None:
    ready, private = written(Standing(), tmp_path)
    assert (private.vsphere.host, private.vsphere.port) == ("127.0.0.1", 8443)
    assert (private.vsphere.user, private.vsphere.read_user) == (WRITER, READER)
    assert private.vsphere.ca_file is not None
    assert Path(private.vsphere.ca_file).read_text() == AT.certificate
    assert private.ovhcloud is not None
    assert private.ovhcloud.endpoint == ready.endpoints["ovhcloud"]
    assert ready.endpoints["vcenter"] == "https://127.0.0.1:8443"
    assert {name: pool.kind for name, pool in private.pools.items()} == {
        "databases": "stateful",
        "backups": "stateful",
        "sites": "stateless",
        "api-private": "stateless",
    }


def test_secrets_lie_beside_the_settings_for_one_reader_alone(tmp_path: Path) -> None:
    standing = Standing()
    ready, _ = written(standing, tmp_path)
    beside = Path(ready.settings).parent / "secrets.toml"
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    kept = Secrets(ESTATE, beside, environ={}, keyring=False)
    expected = standing.estate.accounts.secrets()
    assert {name: kept.get(name) for name in expected} == expected
    settings = Path(ready.settings).read_text()
    assert not any(secret in settings for secret in expected.values())
    assert not any(secret in repr(standing.estate.accounts.full) for secret in expected.values())


def test_without_a_vcenter_there_is_no_private_cloud(tmp_path: Path) -> None:
    ready = files.write_all(tmp_path, HERE, Standing().clock, Tokens(60))
    assert load_settings(Path(ready.settings)).settings.private_cloud is None


def test_the_rough_day_reaches_the_private_cloud() -> None:
    private = load("rough").private
    assert private.task_trouble.orders == (2,)
    assert private.mount_failures[0].recovers_wall_s is not None
    assert private.silences
    assert private.sessions.evicted_at_wall_s
    assert load("steady").private.mount_failures == ()


def test_two_weeks_of_use_are_there_from_the_start() -> None:
    standing = Standing()
    metrics = Metrics(standing.world, (), (DatastoreMetrics(standing.estate),))
    now = standing.estate.now()
    columns = evaluate(QUERY, metrics, [now - 14 * DAY_S, now - 7 * DAY_S, now])
    assert isinstance(columns, list)
    used = {dict(each.labels)["ds_name"]: each.values for each in columns}
    assert len(used) == 12
    before, between, after = used["ssd-000106"]
    assert before is not None
    assert between is not None
    assert after is not None
    assert before < between < after


def test_a_datastore_is_told_of_from_its_delivery_to_its_end_and_no_further() -> None:
    standing = Standing()
    metrics = Metrics(standing.world, (), (DatastoreMetrics(standing.estate),))
    store = standing.delivered()
    born = standing.estate.now()
    standing.after(900)
    standing.estate.storage.enter_maintenance(store.id, BY)
    standing.after(15)
    filer = next(f for f in standing.estate.supply.filers.values() if f.datastore == store.id)
    standing.estate.supply.remove_filer(filer.id, BY)
    standing.after(105)
    died = standing.estate.now()
    standing.after(900)
    columns = evaluate(QUERY, metrics, [born - 60, born + 60, died - 60, died + 400])
    assert isinstance(columns, list)
    values = next(each.values for each in columns if dict(each.labels)["ds_name"] == store.name)
    assert [value is not None for value in values] == [False, True, True, False]


def test_the_api_servers_of_the_private_cloud_are_not_in_the_public_pool() -> None:
    estate = Standing().world
    names = {
        life.name for place in ("RBX", "GRA", "SBG") for life in estate.intervals("api", place)
    }
    assert len(names) == 30
    assert not any(name.startswith("api-vm-") for name in names)
