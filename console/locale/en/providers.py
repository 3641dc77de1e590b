"""Texts of the room `providers`."""

TEXTS: dict[str, str] = {
    "openstack.unreachable": (
        "{source} does not answer: {text}. Check the network and the service's status."
    ),
    "openstack.failed": "{source} failed with HTTP {status}: {text}. It is tried again.",
    "openstack.bad_answer": (
        "{source} answered something that is not its protocol: {text}. "
        "Check the endpoint and any proxy before it."
    ),
    "openstack.credentials": (
        "{source} refused the credentials (HTTP {status}): {text}. "
        "Check the entry in clouds.yaml, and when it expires."
    ),
    "openstack.policy": (
        "{source} does not allow this to these credentials (HTTP {status}): {text}"
    ),
    "openstack.quota": "{source} is over quota (HTTP {status}): {text}",
    "openstack.not_found": "{source} does not know it (HTTP {status}): {text}",
    "openstack.conflict": (
        "{source} cannot do this in the resource's present state (HTTP {status}): {text}"
    ),
    "openstack.refused": "{source} refused the request (HTTP {status}): {text}",
    "openstack.rate_limited": (
        "{source} is called too often (HTTP {status}). The next call waits its turn. {text}"
    ),
    "openstack.outcome_unknown": (
        "{source} was asked, and no clear answer came: {text}. "
        "The estate is observed before anything is asked again."
    ),
    "openstack.config": (
        "The cloud {cloud} cannot be used: {text}. Check clouds.yaml or the OS_* variables."
    ),
    "openstack.no_endpoint": (
        "The catalog has no endpoint for {source}. Check the region's name and the credentials."
    ),
    "openstack.no_flavor": "There is no flavor {name} in {region}: check the pool's settings.",
    "openstack.no_image": "There is no active image {name} in {region}: check the pool's settings.",
    "openstack.no_network": "There is no network {name} in {region}: check the pool's settings.",
    "openstack.many_flavors": (
        "{count} flavors are named {name} in {region}: give the id in the pool's settings."
    ),
    "openstack.many_images": (
        "{count} images are named {name} in {region}: give the id in the pool's settings."
    ),
    "openstack.many_networks": (
        "{count} networks are named {name} in {region}: give the id in the pool's settings."
    ),
    "openstack.batch_names": (
        "The names of batch {batch} are not {batch}-1 to {batch}-{count}: nothing was asked."
    ),
    "prometheus.unreachable": (
        "The metrics server {url} does not answer: {text}. Check the network and the service."
    ),
    "prometheus.failed": "The metrics server {url} failed with HTTP {status}: {text}",
    "prometheus.bad_answer": (
        "The metrics server {url} answered something that is not its protocol: {text}. "
        "Check the URL and any proxy before it."
    ),
    "prometheus.credentials": (
        "The metrics server {url} refused the credentials (HTTP {status}): {text}. "
        "Set the secret prometheus anew."
    ),
    "prometheus.refused": (
        "The metrics server {url} refused a query (HTTP {status}): {text}. "
        "Check the queries in the settings."
    ),
}
