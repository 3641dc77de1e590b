"""The settings file that `vigie settings init` writes: valid, commented, to be made one's own."""

import re
from collections.abc import Iterator

from console.settings.draft import CITIES, DraftDatacenter, DraftMetrics, DraftPool, EstateDraft
from console.settings.writing import quoted, quoted_all

WIDTH = 35
BARE = re.compile(r"[A-Za-z0-9_-]+")
USUAL = "vigie"
"""The preset that needs no name."""
UNKNOWN = "to-be-named"
"""Stands for a flavor, image or network that nobody could look up: doctor says it is missing."""
HEAD = """\
# Settings of Vigie. Every key: docs/reference/configuration.md.
# Check this file with: vigie settings validate
# No secret belongs here: see vigie secrets.
"""
PRIVATE = """\
# The private cloud, if there is one: datastores, hosts, virtual machines.
# Its secrets: vsphere, ovhcloud-application-key, ovhcloud-application-secret,
# ovhcloud-consumer-key.
# [private_cloud]
# datacenter = "RBX"
# hosts_at_most = 4                 # hosts that one operation may add
#
# [private_cloud.vsphere]
# host = "pcc-192-0-2-20.ovh.com"
# user = "vigie@vsphere.local"
# read_user = "vigie-reader@vsphere.local"   # what the console itself reads as
#
# [private_cloud.ovhcloud]
# service = "pcc-192-0-2-20"        # as the OVHcloud API names it
#
# [private_cloud.storage]
# provisioner = "ovhcloud"          # ovhcloud | nfs | vmfs
# folder = "ssd"                    # datastore folder or cluster that new ones move into
# at_most = 10                      # datastores that one operation may add
#
# [private_cloud.pools]             # virtual machines of one role, by their names
# databases = { kind = "stateful", name_pattern = '^db-' }
# sites = { kind = "stateless", name_pattern = '^site-' }
"""
EXTRAS = (
    '# networks = ["Ext-Net", "vigie-private"]   # in place of network, in order',
    '# security_groups = ["web"]         # these, server_group, boot_volume and more:',
    '# key_name = "oncall"               # docs/guide/pools.md',
    '# user_data = "api.ps1"             # a file beside this one; @vigie:name@: the name',
)
METRICS = """\
# [prometheus]
# url = "http://prometheus.example:9090"   # a bearer token is the secret "prometheus"
# preset = "windows_iis"            # whose metrics: see docs/guide/metrics.md
"""


def written(draft: EstateDraft) -> str:
    """The file of a draft."""
    return "\n".join(_sections(draft))


def _sections(draft: EstateDraft) -> Iterator[str]:
    yield HEAD
    yield from _estate(draft)
    for place in draft.datacenters:
        yield from _datacenter(place)
    yield from _openstack(draft)
    yield from _metrics(draft)
    for pool in draft.pools:
        yield from _pool(pool, draft.datacenters)
    yield from _private(draft)
    yield from _project(draft)
    yield from _prices(draft)


def _estate(draft: EstateDraft) -> Iterator[str]:
    countries = dict.fromkeys(place.country for place in draft.datacenters)
    yield "[estate]"
    yield f"name = {quoted(draft.name)}"
    yield _remarked('environment = "production"', "production | staging | rehearsal")
    yield 'timezone = "Europe/Paris"'
    yield f"allowed_countries = {quoted_all(countries)}\n"


def _datacenter(place: DraftDatacenter) -> Iterator[str]:
    country = f"country = {quoted(place.country)}"
    yield "[[datacenters]]"
    yield f"code = {quoted(place.code)}"
    yield f"name = {quoted(place.name)}"
    yield country if place.code in CITIES else _remarked(country, "say where it stands")
    yield f"regions = {quoted_all(place.regions)}\n"


def _openstack(draft: EstateDraft) -> Iterator[str]:
    yield "[openstack]"
    if draft.cloud is None:
        yield _remarked('# cloud = "vigie"', "an entry of clouds.yaml; here, OS_* variables")
    else:
        said = "an entry of clouds.yaml; without it, OS_* variables"
        yield _remarked(f"cloud = {quoted(draft.cloud)}", said)
    yield _remarked('# read_cloud = "vigie-reader"', "what the console itself uses")
    if draft.clouds_yaml is None:
        yield '# clouds_yaml = "/etc/openstack/clouds.yaml"\n'
    else:
        yield f"clouds_yaml = {quoted(draft.clouds_yaml)}\n"


def _metrics(draft: EstateDraft) -> Iterator[str]:
    if draft.metrics is None:
        yield METRICS
        return
    yield "[prometheus]"
    said = 'a bearer token is the secret "prometheus"'
    yield _remarked(f"url = {quoted(draft.metrics.url)}", said)
    usual = draft.metrics.preset == USUAL
    preset = f"{'# ' if usual else ''}preset = {quoted(draft.metrics.preset)}"
    yield _remarked(preset, "whose metrics: see docs/guide/metrics.md") + "\n"


def _pool(pool: DraftPool, places: tuple[DraftDatacenter, ...]) -> Iterator[str]:
    table = f"pools.{_key(pool.name)}"
    yield f"[{table}]"
    yield _remarked(f"baseline = {pool.baseline}", "never fewer in service")
    yield _remarked(f"burst_to = {pool.burst_to}", "what the burst form proposes")
    yield _remarked(f"ceiling = {pool.ceiling}", "never more, whatever state they are in")
    yield f"flavor = {_named(pool.flavor)}"
    yield f"image = {_named(pool.image)}"
    if len(pool.networks) > 1:
        yield f"networks = {quoted_all(pool.networks)}"
    else:
        yield f"network = {_named(''.join(pool.networks))}"
    if pool.key_name:
        yield f"key_name = {quoted(pool.key_name)}"
    if pool.security_groups:
        yield f"security_groups = {quoted_all(pool.security_groups)}"
    yield from EXTRAS
    pattern = f"name_pattern = {_pattern(pool.name_pattern)}"
    yield _remarked(pattern, "whose instances these are, besides those marked vigie.pool")
    mark = "# " if pool.connections is None else ""
    carries = f"{mark}connections_per_instance = {pool.connections or 1000}"
    yield _remarked(carries, "what one instance carries; without it, learned")
    yield (_remarked("confirm_above = 50", "so many changes want its name typed") + "\n")
    yield f"[{table}.shares]"
    for place in places:
        yield f"{_key(place.code)} = {{ weight = {place.weight} }}"
    yield ""


def _private(draft: EstateDraft) -> Iterator[str]:
    if draft.private is None:
        yield PRIVATE
        return
    yield "[private_cloud]"
    yield f"datacenter = {quoted(draft.datacenters[0].code)}\n"
    yield "[private_cloud.vsphere]"
    yield f"host = {quoted(draft.private.host)}"
    yield f"user = {quoted(draft.private.user)}"
    yield '# read_user = "vigie-reader@vsphere.local"   # what the console itself reads as\n'
    if draft.private.service:
        yield "[private_cloud.ovhcloud]"
        service = f"service = {quoted(draft.private.service)}"
        yield _remarked(service, "as the OVHcloud API names it") + "\n"
    yield "[private_cloud.storage]"
    provisioner = quoted("ovhcloud" if draft.private.service else "vmfs")
    yield _remarked(f"provisioner = {provisioner}", "ovhcloud | nfs | vmfs") + "\n"
    yield _remarked("# [private_cloud.pools]", "virtual machines of one role, by their names")
    yield "# databases = { kind = \"stateful\", name_pattern = '^db-' }\n"


def _project(draft: EstateDraft) -> Iterator[str]:
    if draft.project is None:
        return
    mark = "" if draft.project.live else "# "
    yield _remarked(f"{mark}[ovhcloud]", "prices of the public catalogue, and what was used")
    yield f"{mark}project = {quoted(draft.project.id)}"
    yield f"{mark}endpoint = {quoted(draft.project.endpoint)}\n"


def _prices(draft: EstateDraft) -> Iterator[str]:
    mark = "" if draft.prices else "# "
    yield f"{mark}[prices]"
    yield f'{mark}source = "public price list"'
    yield f'{mark}as_of = "2026-11-01"\n'
    yield f"{mark}[prices.hourly]"
    for flavor, euros in (draft.prices or {"win-b2-60": "0.82"}).items():
        yield _remarked(f"{mark}{quoted(flavor)} = {euros}", "euros an hour, without VAT")
    yield ""


def _named(text: str) -> str:
    return quoted(text) if text else _remarked(quoted(UNKNOWN), "nobody could look it up")


def _pattern(text: str) -> str:
    return quoted(text) if "'" in text or not text.isprintable() else f"'{text}'"


def _key(text: str) -> str:
    return text if BARE.fullmatch(text) else quoted(text)


def _remarked(text: str, remark: str) -> str:
    return f"{text:<{WIDTH}} # {remark}" if len(text) <= WIDTH else f"{text}   # {remark}"


EXAMPLE = EstateDraft(
    name="my-estate",
    cloud="vigie",
    datacenters=(
        DraftDatacenter("RBX", "Roubaix", "FR", ("RBX-A",), 40),
        DraftDatacenter("GRA", "Gravelines", "FR", ("GRA11",), 35),
        DraftDatacenter("SBG", "Strasbourg", "FR", ("SBG5",), 25),
    ),
    pools=(
        DraftPool(
            "api", "^api-", 30, 300, 330, "win-b2-60", "windows-server-2022-api",
            ("vigie-private",), connections=21_000,
        ),
    ),
    metrics=DraftMetrics("http://prometheus.example:9090", "vigie"),
    prices={"win-b2-60": "0.82"},
)  # fmt: skip
TEMPLATE = written(EXAMPLE)
"""The file where nothing is known: of an estate that nobody has, to be made one's own."""
