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
    "openstack.no_region": (
        "The cloud has no region {region}; its catalog has {has}. "
        "Correct regions under [[datacenters]] in the settings."
    ),
    "openstack.file_missing": (
        "The file {path}, named for access to OpenStack, does not exist: "
        "correct its path in clouds.yaml, the OS_* variables or openstack.clouds_yaml."
    ),
    "openstack.file_closed": (
        "The file {path} cannot be read: {text}. Check who owns it and its mode."
    ),
    "openstack.file_damaged": (
        "{path}, line {line}, is not valid YAML in UTF-8: {text}. Correct that line."
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
    "ovhcloud.unreachable": (
        "The OVHcloud API does not answer to {call}: {text}. Check the network and the service's status."
    ),
    "ovhcloud.failed": (
        "The OVHcloud API failed with HTTP {status} on {call}: {text}. It is tried again."
    ),
    "ovhcloud.bad_answer": (
        "The OVHcloud API answered {call} with something that is not its protocol: {text}. Check the endpoint and any proxy before it."
    ),
    "ovhcloud.credentials": (
        "The OVHcloud API refused the keys (HTTP {status}) on {call}: {text}. Check the three secrets ovhcloud-…, and when the consumer key expires."
    ),
    "ovhcloud.no_keys": (
        "The OVHcloud API cannot be asked: {names} is not set. Set it with “vigie secrets set”."
    ),
    "ovhcloud.not_granted": (
        "The OVHcloud key may not call {call}: {text}. A key with GET rules only reads; make one with the rules it lacks."
    ),
    "ovhcloud.not_found": ("The OVHcloud API does not know it (HTTP {status}), on {call}: {text}"),
    "ovhcloud.conflict": (
        "The OVHcloud API cannot do this in the resource's present state (HTTP {status}), on {call}: {text}"
    ),
    "ovhcloud.refused": ("The OVHcloud API refused {call} (HTTP {status}): {text}"),
    "ovhcloud.rate_limited": (
        "The OVHcloud API is called too often, says its answer to {call}. The next call waits its turn. {text}"
    ),
    "ovhcloud.budget": (
        "{call} was not sent: the calls that the OVHcloud API allows in a minute are used up. The next call waits its turn."
    ),
    "ovhcloud.outcome_unknown": (
        "{call} was sent to the OVHcloud API, and no clear answer came: {text}. Its orders are read before anything is ordered again."
    ),
    "ovhcloud.config": (
        "The OVHcloud API cannot be used: {text}. Check private_cloud.ovhcloud.endpoint, ovh.conf and the OVH_* variables."
    ),
    "ovhcloud.which_vdc": (
        "{service} has not exactly one virtual datacenter ({vdcs}). Set private_cloud.ovhcloud.vdc_id."
    ),
    "ovhcloud.no_zone": ("{service} does not say where it stands: its stock is unknown."),
    "ovhcloud.not_on_sale": ("{offer} is not ordered at OVHcloud."),
    "ovhcloud.other_name": (
        "{holding} is called {name} at OVHcloud, not as was asked: nothing was given back."
    ),
    "ovhcloud.not_hourly": (
        "{name} is not paid by the hour ({billing}): it cannot be given back here."
    ),
    "ovhcloud.not_held": ("OVHcloud holds nothing called {name} (any more)."),
    "vsphere.unreachable": (
        "vCenter {host} does not answer: {text}. Check the network and the service."
    ),
    "vsphere.bad_answer": (
        "{host} answered something that is not vCenter's protocol: {text}. "
        "Check the host, the port and any proxy before it."
    ),
    "vsphere.untrusted": (
        "The certificate of vCenter {host} is not trusted: {text}. "
        "Give ca_file or fingerprint in the settings, section private_cloud.vsphere."
    ),
    "vsphere.fingerprint": (
        "The certificate of vCenter {host} is not the one that the settings name: its fingerprint "
        "is {found}. Change the setting only if the certificate was renewed."
    ),
    "vsphere.bad_fingerprint": (
        "The fingerprint set for vCenter {host} is not a SHA-256 one: 64 hexadecimal digits."
    ),
    "vsphere.ca_file": "The certificate authorities in {file} cannot be read: {text}",
    "vsphere.no_password": ("There is no password for {user} at vCenter: set the secret {secret}."),
    "vsphere.login": (
        "vCenter {host} refused the login of {user}: {text}. Set the secret {secret} anew. "
        "The same password is not tried again for a while, so that the account is not locked."
    ),
    "vsphere.credentials": "vCenter {host} refused the session: {text}",
    "vsphere.no_permission": (
        "vCenter {host} does not allow this to the account: the privilege {privilege} is missing."
    ),
    "vsphere.not_found": "vCenter {host} does not know it (any more): {text}",
    "vsphere.unsupported": "vCenter {host} cannot do this: {text}",
    "vsphere.refused": "vCenter {host} refused: {text}",
    "vsphere.outcome_unknown": (
        "vCenter {host} was asked, and no clear answer came: {text}. "
        "The estate is observed before anything is asked again."
    ),
    "vsphere.no_vdc": (
        "vCenter {host} shows no virtual datacenter {vdc} to this account: check the setting vdc."
    ),
    "vsphere.no_task": "vCenter {host} has forgotten the task {task}.",
    "vsphere.no_host": "vCenter {host} knows no host {name} (any more).",
    "vsphere.no_datastore": "vCenter {host} knows no datastore {name} (any more).",
    "vsphere.no_folder": (
        "vCenter {host} has no datastore folder or datastore cluster {folder}: "
        "check the storage settings."
    ),
    "vsphere.many_folders": (
        "vCenter {host} has {count} datastore folders or datastore clusters called {folder}: "
        "give one of them a name of its own."
    ),
    "vsphere.no_disk": "The disk {disk} is not free to be formatted, says vCenter {host}.",
    "storage.no_host": ("No host in service can take {name}. Look at the private cloud's hosts."),
    "storage.no_export": (
        "The settings name no export {name}. Look at private_cloud.storage.exports."
    ),
    "storage.named_by_export": (
        "The export {export} becomes a datastore of that name, not {name}: nothing was mounted."
    ),
    "storage.no_datastore": ("There is no datastore {name} (any more)."),
    "storage.not_nfs": ("{name} is not an NFS datastore: it was not touched."),
    "storage.not_vmfs": ("{name} is not a VMFS datastore: it was not touched."),
    # What the metrics say of a pool
    "metrics.absent": (
        "No metrics server is set: add [prometheus] with its url to the settings, "
        "then run “vigie doctor”"
    ),
    "metrics.exporter_none": "The exporter of the preset {preset} has none",
    "metrics.figure.connections": "connections",
    "metrics.figure.cpu": "CPU",
    "metrics.figure.errors": "errors",
    "metrics.figure.health": "in service",
    "metrics.figure.p95": "p95",
    "metrics.figure.requests": "requests",
    "metrics.no_health": (
        "The health query of {pool} answers nothing: no target of the pool is scraped, "
        "or its labels are others than the query's"
    ),
    "metrics.stale": "The metrics server's last answer is too old",
    "metrics.strangers": (
        "The health query of {pool} names {n} instances, none of which is in the cloud's list "
        "(such as {example}): relabel the targets with the servers' names"
    ),
    "metrics.unknown": "unknown",
    "metrics.unread": "The metrics server has not answered yet",
}
