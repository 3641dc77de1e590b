from dataclasses import replace
from pathlib import Path

import pytest

from console.model.build import BootVolume, Build, Part, UserData
from console.model.error import UsageError
from console.settings.load import as_variables, load
from console.settings.policy import policy, pools
from console.settings.problem import SettingsInvalid
from console.settings.template import TEMPLATE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vigie.toml"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


def problems_of(
    path: Path, environ: dict[str, str] | None = None, overrides: dict[str, str] | None = None
) -> dict[str, tuple[str, str]]:
    """Key → (notice code, place without the folder)."""
    with pytest.raises(SettingsInvalid) as caught:
        load(path, environ=environ or {}, overrides=overrides)
    assert caught.value.exit_code == 2
    return {p.key: (p.notice.code, p.place.rpartition("/")[2]) for p in caught.value.problems}


def replaced(file: Path, old: str, new: str) -> int:
    """Replace once, and give the line where the replacement stands."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_template_is_valid(file: Path) -> None:
    loaded = load(file, environ={})
    assert loaded.path == file
    assert loaded.settings.pools["api"].burst_to == 300
    assert str(loaded.settings.prices.hourly["win-b2-60"]) == "0.82"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path / "none.toml", environ={})
    assert caught.value.notice.code == "settings.not_found"
    assert caught.value.notice.values["path"] == str(tmp_path / "none.toml")


def test_broken_toml_names_line_and_column(file: Path) -> None:
    line = replaced(file, 'name = "my-estate"', 'name = "my-estate')
    with pytest.raises(SettingsInvalid) as caught:
        load(file, environ={})
    assert caught.value.notice.code == "settings.not_toml"
    assert str(caught.value.notice.values["place"]).startswith(f"{file}:{line}:")


def test_text_that_is_not_utf8_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe[estate]")
    with pytest.raises(UsageError) as caught:
        load(file, environ={})
    assert caught.value.notice.code == "settings.not_utf8"


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('environment = "production"', 'environment = "prod"', "estate.environment", "choice"),
        ("baseline = 30", 'baseline = "thirty"', "pools.api.baseline", "wrong_type"),
        ("ceiling = 330", "ceiling = 330.0", "pools.api.ceiling", "wrong_type"),
        ("baseline = 30", "baseline = -1", "pools.api.baseline", "out_of_range"),
        ("ceiling = 330", "ceilling = 330", "pools.api.ceilling", "unknown_key_near"),
        ("ceiling = 330", "ceiling = 330\nzzz = 1", "pools.api.ceiling", "fine"),
        ('code = "GRA"', 'code = "-"', "datacenters[1].code", "pattern"),
        ("GRA = { weight = 35 }", "GRA = { weight = -5 }", "pools.api.shares.GRA.weight",
         "out_of_range"),
        ('regions = ["SBG5"]', 'regions = ["GRA11"]', "datacenters[2].regions", "region_twice"),
        ('name = "Strasbourg"\ncountry = "FR"', 'name = "Strasbourg"\ncountry = "DE"',
         "datacenters[2].country", "country"),
        ("SBG = {", "XYZ = {", "pools.api.shares.XYZ", "unknown_datacenter"),
        ("burst_to = 300", "burst_to = 331", "pools.api.burst_to", "burst_outside"),
        ("baseline = 30", "baseline = 400", "pools.api.baseline", "baseline_above_ceiling"),
        ("ceiling = 330", "floor = 31\nceiling = 330", "pools.api.floor", "floor_above_baseline"),
        ("ceiling = 330", "floor = 0\nceiling = 330", "pools.api.floor", "floor_none"),
        ("ceiling = 330", "floor_ratio = 1.2\nceiling = 330", "pools.api.floor_ratio",
         "out_of_range"),
        ("name_pattern = '^api-'", "name_pattern = '^(api'", "pools.api.name_pattern",
         "not_a_pattern"),
        ('"Europe/Paris"', '"Europe/Lutèce"', "estate.timezone", "timezone"),
        ('code = "SBG"', 'code = "GRA"', "datacenters[1].code", "twice"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_by_line_and_key(
    file: Path, old: str, new: str, key: str, code: str
) -> None:
    line = replaced(file, old, new)
    if code == "fine":
        assert problems_of(file)["pools.api.zzz"][0] == "settings.unknown_key"
        return
    found = problems_of(file)
    if code == "twice":
        assert found[key][0] == "settings.twice"
        return
    line += new.count("\n") if "country" in key else 0
    assert found[key] == (f"settings.{code}", f"vigie.toml:{line}")


@pytest.mark.parametrize(
    ("told", "floor"),
    [
        ("", 30),
        ("floor = 30", 30),
        ("floor = 1", 1),
        ("floor_ratio = 0.55", 17),
        ("floor_ratio = 0.7", 21),
        ("floor_ratio = 0.01", 1),
        ("baseline = 0\nfloor = 0", 0),
        ("baseline = 0\nfloor_ratio = 0.5", 0),
        ("baseline = 0", 0),
    ],
)
def test_floor_is_the_baseline_unless_a_number_or_a_share_of_it_is_given(
    file: Path, told: str, floor: int
) -> None:
    if told.startswith("baseline"):
        replaced(file, "baseline = 30", told)
    else:
        replaced(file, "baseline = 30", f"baseline = 30\n{told}")
    pool = policy(load(file, environ={}).settings).pools["api"]
    assert pool.floor == floor


def test_floor_is_given_in_one_way(file: Path) -> None:
    replaced(file, "baseline = 30", "baseline = 30\nfloor = 20\nfloor_ratio = 0.5")
    assert problems_of(file)["pools.api.floor_ratio"][0] == "settings.floor_twice"


def test_instances_are_made_as_the_pool_says_and_as_a_datacenter_says_otherwise(
    file: Path,
) -> None:
    more = """
networks = ["Ext-Net", "vigie-private"]
security_groups = ["web", "monitoring"]
config_drive = true
key_name = "oncall"
metadata = { team = "platform", tier = "api" }

[pools.api.datacenters.SBG]
network = "vigie-sbg"
flavor = "b3-64"
availability_zone = "nova"
config_drive = false
key_name = ""
metadata = { tier = "edge" }
"""
    replaced(file, 'network = "vigie-private"', more.partition("\n\n")[0].strip())
    replaced(file, "[pools.api.shares]", f"{more.partition(chr(10) * 2)[2]}\n[pools.api.shares]")
    pool = pools(load(file, environ={}).settings)["api"]
    assert pool.build_in("RBX") == Build(
        flavor=Part("win-b2-60"),
        image=Part("windows-server-2022-api"),
        networks=(Part("Ext-Net"), Part("vigie-private")),
        security_groups=(Part("web"), Part("monitoring")),
        config_drive=True,
        key_name="oncall",
        metadata={"team": "platform", "tier": "api"},
    )
    assert pool.build_in("SBG") == replace(
        pool.build,
        flavor=Part("b3-64"),
        networks=(Part("vigie-sbg"),),
        availability_zone="nova",
        config_drive=False,
        key_name=None,
        metadata={"team": "platform", "tier": "edge"},
    )


def test_the_home_of_nobody_stays_as_it_was_written(file: Path) -> None:
    text = file.read_text().replace(
        "[pools.api]\n", '[pools.api]\nuser_data = "~nobody9/api.ps1"\n'
    )
    file.write_text(text)
    (pool,) = pools(load(file, environ={}).settings, file.parent).values()
    assert pool.build.user_data == UserData(str(file.parent / "~nobody9/api.ps1"))


def test_image_volume_group_and_user_data_are_settings_too(file: Path) -> None:
    line = 'image = "windows-server-2022-api"'
    more = """image = { tag = "api-2026" }
server_group = "apart"
boot_volume = { size = "80GB", type = "high-speed" }
user_data = "api.ps1"
datacenters.GRA = { image = "win-gra", boot_volume = { size = "120 GiB" }, server_group = "" }
datacenters.SBG.user_data = "/srv/vigie/sbg.ps1"
"""
    replaced(file, line, more)
    environ = {"VIGIE_POOLS__API__IMAGE__TAG": "api-2027"}
    pool = pools(load(file, environ=environ).settings, file.parent)["api"]
    assert pool.build.image == Part(tag="api-2027")
    assert pool.build.boot_volume == BootVolume(80, "high-speed")
    assert pool.build.user_data == UserData(str(file.parent / "api.ps1"))
    assert pool.build_in("GRA") == replace(
        pool.build, image=Part("win-gra"), boot_volume=BootVolume(120), server_group=None
    )
    assert pool.build_in("SBG").user_data == UserData("/srv/vigie/sbg.ps1")


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('image = "windows-server-2022-api"', "image = { tags = 'x' }", "image.tags",
         "unknown_key_near"),
        ('image = "windows-server-2022-api"', "image = 7", "image", "wrong_type"),
        ("ceiling = 330", "ceiling = 330\nboot_volume = { size = '80' }", "boot_volume.size",
         "not_a_size"),
        ("ceiling = 330", "ceiling = 330\nboot_volume = {}", "boot_volume.size", "missing"),
        ('network = "vigie-private"', "networks = []", "networks", "no_network"),
        ('network = "vigie-private"', "", "networks", "no_network"),
        ('network = "vigie-private"', 'network = ""', "network", "pattern"),
        ("ceiling = 330", 'ceiling = 330\nnetworks = ["a"]', "network", "network_twice"),
        (
            "ceiling = 330",
            'ceiling = 330\nmetadata = {"ovh-monthly-instance" = "1"}',
            "metadata",
            "monthly",
        ),
        ('network = "vigie-private"', 'networks = ["a", "a"]', "networks", "twice"),
        ("ceiling = 330", "ceiling = 330\ndatacenters.PAR.flavor = 'x'", "datacenters.PAR",
         "unknown_datacenter"),
        ("ceiling = 330", "ceiling = 330\ndatacenters.RBX.flavour = 'x'",
         "datacenters.RBX.flavour", "unknown_key_near"),
    ],
)  # fmt: skip
def test_what_instances_are_made_with_is_checked(
    file: Path, old: str, new: str, key: str, code: str
) -> None:
    line = replaced(file, old, new)
    found, place = problems_of(file)[f"pools.api.{key}"]
    assert found == f"settings.{code}"
    assert place.startswith("vigie.toml:")
    if code == "pattern":
        assert place == f"vigie.toml:{line}"


def test_every_problem_is_told_at_once(file: Path) -> None:
    replaced(file, "baseline = 30", 'baseline = "x"')
    replaced(file, 'environment = "production"', "environment = 7")
    replaced(file, 'flavor = "win-b2-60"', "")
    found = problems_of(file)
    assert set(found) == {"pools.api.baseline", "estate.environment", "pools.api.flavor"}
    assert found["pools.api.flavor"][0] == "settings.missing"


def test_all_weights_zero_is_refused(file: Path) -> None:
    for old in ("weight = 40", "weight = 35", "weight = 25"):
        replaced(file, old, "weight = 0")
    assert problems_of(file)["pools.api.shares"][0] == "settings.no_weight"


def test_only_a_rehearsal_has_a_clock_of_its_own(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    clock = '\n[clock]\nwall_epoch = "2026-11-23T16:00:00"\nestate_epoch = "yesterday"\n'
    file.write_text(text + clock, encoding="utf-8")
    found = problems_of(file)
    assert found["clock"][0] == "settings.clock_outside_rehearsal"
    assert found["clock.wall_epoch"][0] == "settings.not_a_time"
    assert found["clock.estate_epoch"][0] == "settings.not_a_time"


def test_a_password_in_a_url_is_refused_and_never_repeated(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    url = "postgresql://vigie:hunter2@db.example/vigie"
    file.write_text(f'{text}\n[journal]\nurl = "{url}"\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid) as caught:
        load(file, environ={})
    assert caught.value.problems[0].notice.code == "settings.password_in_url"
    assert "hunter2" not in str(caught.value.problems)


def test_the_environment_overrides_the_file(file: Path) -> None:
    environ = {
        "VIGIE_POOLS__API__CEILING": "400",
        "VIGIE_ESTATE__ALLOWED_COUNTRIES": "FR, BE",
        "VIGIE_CONSOLE__MONOCHROME": "true",
        "VIGIE_OPENSTACK__COMPUTE_RATE": "2.5",
        "VIGIE_OPENSTACK__READ_CLOUD": "reader",
        "VIGIE_READ_ONLY": "1",
        "VIGIE_SECRET_A__B": "not a setting",
    }
    settings = load(file, environ=environ).settings
    assert settings.pools["api"].ceiling == 400
    assert settings.estate.allowed_countries == ("FR", "BE")
    assert settings.console.monochrome is True
    assert settings.openstack.compute_rate == 2.5
    assert settings.openstack.read_cloud == "reader"


def test_the_command_line_overrides_the_environment(file: Path) -> None:
    environ = {"VIGIE_POOLS__API__CEILING": "400"}
    settings = load(file, environ=environ, overrides={"pools.api.ceiling": "500"}).settings
    assert settings.pools["api"].ceiling == 500


def test_overrides_reach_a_child_process_as_variables(file: Path) -> None:
    environ = as_variables({"pools.api.ceiling": "500"})
    assert load(file, environ=environ).settings.pools["api"].ceiling == 500


def test_a_wrong_override_is_named_by_its_variable(file: Path) -> None:
    found = problems_of(
        file,
        {"VIGIE_POOLS__API__CEILING": "many", "VIGIE_POOLS__API__FOO": "1"},
        {"console.fps": "0"},
    )
    assert found["pools.api.ceiling"] == ("settings.wrong_type", "VIGIE_POOLS__API__CEILING")
    assert found["pools.api.foo"] == ("settings.no_such_key", "VIGIE_POOLS__API__FOO")
    assert found["console.fps"] == ("settings.out_of_range", "--set console.fps")


def test_an_override_that_disagrees_with_the_file_is_named_by_its_variable(file: Path) -> None:
    found = problems_of(file, {"VIGIE_POOLS__API__BURST_TO": "900"})
    assert found["pools.api.burst_to"] == ("settings.burst_outside", "VIGIE_POOLS__API__BURST_TO")


def test_the_file_is_the_given_one_then_the_variable_then_the_xdg_folder(
    file: Path, tmp_path: Path
) -> None:
    xdg = tmp_path / "xdg"
    (xdg / "vigie").mkdir(parents=True)
    (xdg / "vigie" / "vigie.toml").write_text(TEMPLATE, encoding="utf-8")
    environ = {"XDG_CONFIG_HOME": str(xdg)}
    assert load(None, environ=environ).path == xdg / "vigie" / "vigie.toml"
    assert load(None, environ={**environ, "VIGIE_SETTINGS": str(file)}).path == file
    other = tmp_path / "other.toml"
    other.write_text(TEMPLATE, encoding="utf-8")
    assert load(other, environ={"VIGIE_SETTINGS": str(file)}).path == other


def test_a_price_written_as_text_is_no_second_problem(file: Path) -> None:
    replaced(file, "baseline = 30", 'baseline = "thirty"')
    replaced(file, '"win-b2-60" = 0.82 ', '"win-b2-60" = "0.82" ')
    assert set(problems_of(file)) == {"pools.api.baseline"}


PRIVATE = """
[private_cloud]
datacenter = "RBX"

[private_cloud.vsphere]
host = "vcenter.example"
user = "vigie@vsphere.local"

[private_cloud.ovhcloud]
service = "pcc-192-0-2-20"

[private_cloud.pools]
databases = { kind = "stateful", name_pattern = '^db-' }
"""


def with_private(file: Path, *, old: str = "", new: str = "", more: str = "") -> None:
    text = file.read_text(encoding="utf-8")
    assert old in PRIVATE
    file.write_text(text + PRIVATE.replace(old, new, 1) + more, encoding="utf-8")


def test_a_private_cloud_is_optional_and_short(file: Path) -> None:
    assert load(file, environ={}).settings.private_cloud is None
    with_private(file)
    private = load(file, environ={}).settings.private_cloud
    assert private is not None
    assert private.ovhcloud is not None
    assert private.ovhcloud.endpoint == "ovh-eu"
    assert private.pools["databases"].kind == "stateful"


def test_what_the_template_says_of_a_private_cloud_is_valid_once_it_is_uncommented(
    file: Path,
) -> None:
    before, mark, rest = TEMPLATE.partition("# [private_cloud]\n")
    section, _, after = rest.partition("\n[prices]")
    lines = [line.removeprefix("# ").removeprefix("#") for line in section.splitlines()]
    file.write_text(
        "\n".join((before, mark.removeprefix("# "), *lines, "[prices]")) + after, encoding="utf-8"
    )
    private = load(file, environ={}).settings.private_cloud
    assert private is not None
    assert private.storage.folder == "ssd"
    assert set(private.pools) == {"databases", "sites"}


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('"RBX"', '"LIM"', "private_cloud.datacenter", "settings.unknown_datacenter"),
        (
            "'^db-'",
            "'^db-('",
            "private_cloud.pools.databases.name_pattern",
            "settings.not_a_pattern",
        ),
        (
            '[private_cloud.ovhcloud]\nservice = "pcc-192-0-2-20"',
            "",
            "private_cloud.ovhcloud",
            "settings.ovhcloud_missing",
        ),
        (
            "[private_cloud.pools]",
            '[private_cloud.storage]\nprovisioner = "nfs"\n[private_cloud.pools]',
            "private_cloud.storage.exports",
            "settings.no_export",
        ),
    ],
)
def test_what_cannot_be_meant_of_a_private_cloud_names_its_key(
    file: Path, old: str, new: str, key: str, code: str
) -> None:
    with_private(file, old=old, new=new)
    assert {name: problem[0] for name, problem in problems_of(file).items()} == {key: code}


def test_exports_have_sizes_and_names_of_their_own(file: Path) -> None:
    export = '\n[[private_cloud.storage.exports]]\nserver = "10.0.0.1"\npath = "/e"\n'
    with_private(
        file,
        more=f'{export}name = "one"\nsize = "3TB"\n{export}name = "one"\nsize = "lots"\n',
    )
    assert {name: problem[0] for name, problem in problems_of(file).items()} == {
        "private_cloud.storage.exports[0].name": "settings.twice",
        "private_cloud.storage.exports[1].name": "settings.twice",
        "private_cloud.storage.exports[1].size": "settings.not_a_size",
    }


CANARY = "canary-of-a-setting"
ROUBAIX = '[private_cloud]\ndatacenter = "RBX"\nstorage = {provisioner = "vmfs"}\n'
VSPHERE = '[private_cloud.vsphere]\nuser = "vigie"\n'
ORDERS = f'{VSPHERE}host = "v"\n[private_cloud.ovhcloud]\nservice = "pcc-1"\n'
METRICS = 'url = "http://prometheus.example:9090"   # a bearer token is the secret "prometheus"'


@pytest.mark.parametrize(
    ("key", "code", "text"),
    [
        ("url", "password_in_server_url", f'url = "https://u:{CANARY}@prometheus.example"'),
        ("url", "password_in_server_url", f'url = "https://u:{CANARY}/@#@prometheus.example"'),
        ("url", "not_a_url", 'url = "prometheus.example:9090"'),
        ("url", "not_a_url", 'url = "http://[::1:9090"'),
        ("key_file", "alone", f'{METRICS}\nkey_file = "a.pem"'),
        ("username", "colon", f'{METRICS}\nusername = "u:{CANARY}"'),
        ("secret_header", "either", f'{METRICS}\nusername = "u"\nsecret_header = "Authorization"'),
        ("secret_header", "not_a_header", f'{METRICS}\nsecret_header = "X Key"'),
        ("headers.X-Id", "twice", f'{METRICS}\nsecret_header = "x-id"\nheaders = {{X-Id = "1"}}'),
        ("headers.X Id", "not_a_header", f'{METRICS}\nheaders = {{"X Id" = "1"}}'),
        ("headers.X-Id", "not_a_header", f'{METRICS}\nheaders = {{X-Id = "1\\r\\nX: 2"}}'),
        *(
            (f"headers.{name}", "secret_in_header", f'{METRICS}\nheaders = {{{name} = "{CANARY}"}}')
            for name in ("Authorization", "cookie", "X-Api-Key", "X-Auth-Token", "X-Secret")
        ),
    ],
)
def test_how_the_metrics_server_is_asked_is_checked_and_no_secret_repeated(
    file: Path, key: str, code: str, text: str
) -> None:
    line = replaced(file, METRICS, text) + text.count("\n")
    with pytest.raises(SettingsInvalid) as caught:
        load(file, environ={})
    found = {p.key: (p.notice.code, p.place) for p in caught.value.problems}
    assert found == {f"prometheus.{key}": (f"settings.{code}", f"{file}:{line}")}
    assert CANARY not in f"{caught.value} {caught.value.problems}"


@pytest.mark.parametrize(
    ("key", "code", "text"),
    [
        ("vsphere.host", "password_in_host", f'{VSPHERE}host = "u:{CANARY}@vcenter.example"'),
        ("vsphere.host", "not_a_host", f'{VSPHERE}host = "https://vcenter.example"'),
        (
            "ovhcloud.endpoint",
            "password_in_endpoint",
            f'{ORDERS}endpoint = "https://u:{CANARY}@api.example/1.0"',
        ),
        (
            "ovhcloud.endpoint",
            "not_a_url",
            f'{ORDERS}endpoint = "ftp://api.example/1.0"',
        ),
    ],
)
def test_an_address_of_the_private_cloud_is_one_and_holds_no_password(
    file: Path, key: str, code: str, text: str
) -> None:
    with file.open("a", encoding="utf-8") as settings:
        settings.write(f"\n{ROUBAIX}{text}\n")
    with pytest.raises(SettingsInvalid) as caught:
        load(file, environ={})
    found = {p.key: p.notice.code for p in caught.value.problems}
    assert found == {f"private_cloud.{key}": f"settings.{code}"}
    assert CANARY not in f"{caught.value} {caught.value.problems}"


EVENT = """
[[events]]
name = "results"
pool = "api"
start = "2026-12-04T18:00"
end = "2026-12-04T20:30"
factor = 2.5
"""
PUPILS = """
[calendars.pupils]
zones = { A = 1, B = 1, C = 1 }
"""
EVENING = """
[[windows]]
name = "evening"
pool = "api"
days = ["mon"]
start = "16:00"
end = "22:00"
to = 120
calendar = "pupils"
"""


def test_what_is_announced_is_in_utc_and_of_its_pool(file: Path) -> None:
    file.write_text(TEMPLATE + EVENT, encoding="utf-8")
    [event] = policy(load(file, environ={}).settings).announced
    assert (event.name, event.pool, event.factor, event.connections) == (
        "results",
        "api",
        2.5,
        None,
    )
    assert (event.start.isoformat(), event.end.isoformat()) == (
        "2026-12-04T17:00:00+00:00",
        "2026-12-04T19:30:00+00:00",
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('pool = "api"', 'pool = "web"', "events[0].pool", "unknown_pool"),
        ("factor = 2.5", "", "events[0].factor", "factor_or_connections"),
        (
            "factor = 2.5",
            "factor = 2\nconnections = 9",
            "events[0].factor",
            "factor_or_connections",
        ),
        ("T20:30", "T18:00", "events[0].end", "event_span"),
        ('"2026-12-04T18', '"2026-13-04T18', "events[0].start", "not_a_date"),
        ("T20:30", "T24:00", "events[0].end", "pattern"),
        ("factor", 'timezone = "Europe/Pari"\nfactor', "events[0].timezone", "timezone"),
    ],
)
def test_what_an_event_cannot_be_is_named(
    file: Path, old: str, new: str, key: str, code: str
) -> None:
    file.write_text(TEMPLATE + EVENT.replace(old, new), encoding="utf-8")
    assert problems_of(file)[key][0] == f"settings.{code}"


def test_a_pools_days_are_compared_by_its_calendar_or_by_that_of_its_windows(file: Path) -> None:
    file.write_text(TEMPLATE + PUPILS + EVENING, encoding="utf-8")
    assert pools(load(file, environ={}).settings)["api"].calendar == "pupils"
    file.write_text(
        TEMPLATE
        + PUPILS
        + EVENING
        + EVENING.replace("evening", "late").replace('calendar = "pupils"', ""),
        encoding="utf-8",
    )
    assert pools(load(file, environ={}).settings)["api"].calendar is None
    replaced(file, "burst_to = 300", 'burst_to = 300\ncalendar = "pupil"')
    assert problems_of(file)["pools.api.calendar"][0] == "settings.unknown_calendar"
