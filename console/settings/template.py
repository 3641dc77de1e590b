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
# networks = ["Ext-Net", "vigie-private"]   # in place of network, in the order of the interfaces
# security_groups = ["web"]         # these, server_group, boot_volume and more by datacenter, too:
# key_name = "oncall"               # docs/guide/pools.md
# user_data = "api.ps1"             # a file beside this one; @vigie:name@ stands for the instance
name_pattern = '^api-'              # instances without the metadata vigie.pool belong here by name
connections_per_instance = 21000    # what one instance carries
confirm_above = 50                  # from this many changes on, the pool's name must be typed

[pools.api.shares]
RBX = { weight = 40 }
GRA = { weight = 35 }
SBG = { weight = 25 }

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

[prices]
source = "public price list"
as_of = "2026-11-01"

[prices.hourly]
"b2-60" = 0.51                      # euros an hour, without VAT
"""
