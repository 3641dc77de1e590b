"""The settings file that `vigie settings init` writes: valid, commented, to be made one's own."""

TEMPLATE = """\
# Settings of Vigie. Every key: docs/reference/configuration.md.
# Check this file with: vigie settings validate
# No secret belongs here: see vigie secrets.

[estate]
name = "my-estate"
environment = "production"          # production | staging | rehearsal
timezone = "Europe/Paris"
allowed_countries = ["FR"]

[[datacenters]]
code = "RBX"
name = "Roubaix"
country = "FR"
regions = ["RBX-A"]

[[datacenters]]
code = "GRA"
name = "Gravelines"
country = "FR"
regions = ["GRA11"]

[[datacenters]]
code = "SBG"
name = "Strasbourg"
country = "FR"
regions = ["SBG5"]

[openstack]
cloud = "vigie"                     # an entry of clouds.yaml; without it, OS_* variables
# read_cloud = "vigie-reader"       # what the console itself uses: an entry with the role reader
# clouds_yaml = "/etc/openstack/clouds.yaml"

[prometheus]
url = "http://prometheus.example:9090"   # a bearer token is the secret "prometheus"

[pools.api]
baseline = 30                       # never fewer in service
burst_to = 300                      # what the burst form proposes
ceiling = 330                       # never more, whatever state they are in
flavor = "b2-60"
image = "windows-server-2022-api"
network = "vigie-private"
name_pattern = '^api-'              # instances without the metadata vigie.pool belong here by name
connections_per_instance = 21000    # what one instance carries
confirm_above = 50                  # from this many changes on, the pool's name must be typed

[pools.api.shares]
RBX = { weight = 40 }
GRA = { weight = 35 }
SBG = { weight = 25 }

[prices]
source = "public price list"
as_of = "2026-11-01"

[prices.hourly]
"b2-60" = 0.51                      # euros an hour, without VAT
"""
