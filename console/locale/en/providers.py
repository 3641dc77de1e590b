"""Texts of the room `providers`."""

TEXTS: dict[str, str] = {
    "outage.address": (
        "{source} cannot be asked: its address is no URL ({text}). Correct {address}."
    ),
    "outage.authority": (
        "{source} is not trusted: the certificate of {host} is from an authority unknown here. "
        "Name that authority's file in {authorities}."
    ),
    "outage.bundle": (
        "{source} cannot be trusted: the file of authorities that REQUESTS_CA_BUNDLE or "
        "CURL_CA_BUNDLE names does not exist. Correct it, or name a file in {authorities}."
    ),
    "outage.certificate_wanted": (
        "{source} wants another certificate of ours than it was shown, at {host}. "
        "Name one that it accepts in {certificate}."
    ),
    "cluster.storeless": (
        "The members of {cluster} live, and their store (etcd, Consul or the like) does not answer "
        "them: whether there is a quorum nobody can tell. See to the store first."
    ),
    "outage.cut": (
        "{source} cut the connection at {host} before it had answered. "
        "Check the service's status and whatever stands in between."
    ),
    "outage.cut_plain": (
        "{source} cut the connection at {host} before it had answered. "
        "Check the service's status; if it speaks TLS, write https:// in {address}."
    ),
    "outage.early": (
        "{source} is not trusted: the certificate of {host} is not valid yet. "
        "Check this host's clock, and the certificate."
    ),
    "outage.encrypted": (
        "{source} speaks TLS, and was asked without. Write https:// in {address}."
    ),
    "outage.expired": (
        "{source} is not trusted: the certificate of {host} has expired. "
        "Have it renewed; if it is not due yet, check this host's clock."
    ),
    "outage.late": (
        "{source} did not answer in time at {host}. Check the network and the service's status."
    ),
    "outage.late_proxy": (
        "{source} did not answer in time through the proxy {proxy}. "
        "Check the proxy, and whether NO_PROXY should name {name}."
    ),
    "outage.name": (
        "{source} cannot be reached: the name {name} cannot be resolved. "
        "Check {address}, and DNS on this host."
    ),
    "outage.nowhere": (
        "{source} is not at its address: there is nothing of the kind (HTTP 404). "
        "Check the path in {address}."
    ),
    "outage.other_name": (
        "{source} is not trusted: the certificate is not for {name}. "
        "Write a name that the certificate bears in {address}, or have it made for this one."
    ),
    "outage.plain": (
        "{source} speaks no TLS at {host}, and was asked with it. "
        "Write http:// in {address}, or have TLS set up there."
    ),
    "outage.portal": (
        "{source} did not answer itself: a web page or a redirect came. "
        "Check {address}, and that no portal or proxy stands in between."
    ),
    "outage.proxy": (
        "{source} cannot be reached: the proxy {proxy} does not answer. "
        "Check HTTPS_PROXY and HTTP_PROXY, or name {name} in NO_PROXY."
    ),
    "outage.proxy_kind": (
        "{source} cannot be reached: the proxy {proxy} cannot be used. "
        "Write it as http://proxy:port in HTTPS_PROXY and HTTP_PROXY."
    ),
    "outage.proxy_password": (
        "{source} cannot be reached: the proxy {proxy} wants a name and a password. "
        "Write them in HTTPS_PROXY: http://name:password@proxy:port."
    ),
    "outage.proxy_refuses": (
        "{source} cannot be reached: the proxy {proxy} does not lead to {host} ({text}). "
        "Have it allowed there, or name {name} in NO_PROXY."
    ),
    "outage.refused": (
        "{source} cannot be reached: nothing listens at {host}. "
        "Check {address}, and whether the service runs."
    ),
    "outage.route": (
        "{source} cannot be reached: the network leads nowhere to {host}. "
        "Check the network and its firewalls."
    ),
    "outage.self_signed": (
        "{source} is not trusted: the certificate of {host} is signed by nobody but itself. "
        "If it is the right one, name its file in {authorities}."
    ),
    "outage.tls": (
        "{source} and this host found no common TLS at {host} ({text}). "
        "Check the TLS versions and ciphers of both."
    ),
    "outage.uncertain_cut": (
        "{source} was asked, and the connection was cut before the answer. "
        "What there is then is looked at before anything is asked again."
    ),
    "outage.uncertain_late": (
        "{source} was asked, and did not answer in time. "
        "What there is then is looked at before anything is asked again."
    ),
    "outage.untrusted": (
        "{source} is not trusted: the certificate of {host} is refused ({text}). "
        "Have it replaced, or correct {authorities}."
    ),
    "files.closed": "The file {path}, named by {setting}, cannot be read: {text}. Check who owns it and its mode.",
    "files.missing": "The file {path}, named by {setting}, does not exist. Correct its path there.",
    "files.no_certificate": (
        "The file {path}, named by {setting}, holds no certificate in PEM. Put one there, or name another."
    ),
    "files.no_key": (
        "The key {path}, named by {setting}, cannot be used: it is none in PEM, or wants a password. "
        "Name one without a password."
    ),
    "files.other_key": (
        "The key {path}, named by {setting}, is not that of its certificate. Name the two that belong together."
    ),
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
    "balancer.busy": (
        "The load balancer {balancer} in {region} is busy with another change ({state}). "
        "Ask again in a few seconds."
    ),
    "balancer.broken": (
        "The load balancer {balancer} in {region} is in ERROR and takes no change. "
        "Only the provider can mend it: open a ticket with its id."
    ),
    "balancer.pool_broken": (
        "The pool {pool} of the load balancer {balancer} in {region} is in ERROR and takes no "
        "change. Only the provider can mend it: open a ticket with its id."
    ),
    "balancer.no_pool": (
        "No load-balancer pool of {region} is called {pool}: correct pools.….load_balancers in "
        "the settings, or create it."
    ),
    "balancer.pool_twice": (
        "{n} load-balancer pools of {region} are called {pool}: name one by its id in the settings."
    ),
    "balancer.stale": "The last answer of the load balancers of {region} is too old",
    "balancer.status_unknown": (
        "The load balancer of {region} gives the members of {pool} a status that Vigie does not know"
    ),
    "balancer.unmonitored": (
        "The load-balancer pool {pool} in {region} has no health monitor, and the metrics say "
        "nothing of its instances"
    ),
    "balancer.unread": "The load balancers of {region} have not answered yet",
    "balancer.unreadable": (
        "{n} records of the load balancers of {region} could not be read: what is in service "
        "there is unknown"
    ),
    "balancer.taken": (
        "The pool {pool} in {region} already has a member with this address and port, "
        "which is not Vigie’s: {text}. Find whose it is before you go on."
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
    "openstack.incomplete": (
        "The access to OpenStack lacks {names}: add it to {cloud} in clouds.yaml, "
        "or set the OS_* variable of that name."
    ),
    "openstack.password_in_url": (
        "A password must not stand in {setting} of the access to OpenStack. "
        "Remove it from the URL; credentials belong under auth, or in secure.yaml."
    ),
    "openstack.unknown_key": (
        "{cloud} has a key under auth that its auth_type does not know: {key}. "
        "Correct or remove it in clouds.yaml or the OS_* variables."
    ),
    "openstack.profile": (
        "The profile of the entry in clouds.yaml is read from {host} (proxy {proxy}), which does not "
        "answer: {text}. Write auth_url and the domains in the entry, and leave profile out."
    ),
    "openstack.no_endpoint": (
        "The catalog has no endpoint for {source}. Check the region's name, `interface` and the credentials."
    ),
    "openstack.no_region": (
        "The cloud has no region {region}; its catalog has {has}. "
        "Correct regions under [[datacenters]] in the settings."
    ),
    "openstack.file_damaged": (
        "{path}, line {line}, is not valid YAML in UTF-8: {text}. Correct that line."
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
        "Set the secret prometheus anew, or prometheus-password where prometheus.username is set."
    ),
    "server.no_secret": (
        "{source} cannot be asked: the secret {name} is not set. Set it with “vigie secrets set {name}”."
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
    "vsphere.busy": (
        "vCenter {host} still works on earlier calls. This one is asked again in a moment."
    ),
    "vsphere.fingerprint": (
        "The certificate of vCenter {host} is not the one that the settings name: its fingerprint "
        "is {found}. Change the setting only if the certificate was renewed."
    ),
    "vsphere.bad_fingerprint": (
        "The fingerprint set for vCenter {host} is not a SHA-256 one: 64 hexadecimal digits."
    ),
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
    "source.stood_still": "This process stood still before its call: nothing was sent.",
    "server.unreachable": "{source} at {url} does not answer: {text}. Check the network and the service.",
    "server.failed": "{source} at {url} failed with HTTP {status}: {text}",
    "server.bad_answer": "{source} at {url} answered something that is not its API: {text}. Check {address} and any proxy before it.",
    "server.credentials": "{source} at {url} refused the credentials (HTTP {status}): {text}. Set the secret {secret} anew, or {secret}-password where {section}.username is set.",
    "alerts.absent": "No alert manager is set: add [alertmanager] with its url to the settings",
    "alerts.unread": "the alert manager has not answered yet",
    "alerts.stale": "the alert manager's last answer is too old",
    "alerts.no_watchdog": "{name} is missing: it always fires while alerts arrive. See whether Prometheus runs and sends here; another name, or none, is alertmanager.watchdog",
    "alerts.no_heartbeat": "no Watchdog is expected and the metrics are not fresh: nothing proves that alerts arrive",
    "alerts.unreadable": "{n} record could not be read || {n} records could not be read",
    "alerts.unknown": "unknown: {why}",
    "alerts.at_least": "unknown, at least {found}: {why}",
    "alerts.count.critical": "{n} critical || {n} critical",
    "alerts.count.error": "{n} error || {n} errors",
    "alerts.count.warning": "{n} warning || {n} warnings",
    "alerts.count.info": "{n} info || {n} info",
    "alerts.count.none": "{n} without severity || {n} without severity",
    "alerts.none": "none fires",
    "alerts.silenced": "{n} silenced || {n} silenced",
    "alerts.inhibited": "{n} inhibited || {n} inhibited",
    "alerts.severity.critical": "critical",
    "alerts.severity.error": "error",
    "alerts.severity.warning": "warning",
    "alerts.severity.info": "info",
    "alerts.severity.none": "without severity",
    "alerts.state.active": "firing",
    "alerts.state.unprocessed": "new",
    "alerts.state.silenced": "silenced",
    "alerts.state.inhibited": "inhibited",
    "doctor.section_networks": "Private networks",
    "lan.vlans": "{network} is not one network: its VLAN differs between regions ({vlans}).",
    "lan.subnets": "{network} does not have the same subnet in every region: {subnets}.",
    "lan.pools": "In {network} two regions give out the same addresses, so two servers can have one: {pools}.",
    "lan.pools_perhaps": "In {network} two regions give out the same addresses; if the vRack joins them, two servers can have one: {pools}.",
    "lan.short": "{network} has {free} free addresses in {datacenter}, and {pool} at {to} wants {wanted} more there.",
    "lan.well": "one network in {regions}, {subnet}, of which each gives out a part of its own",
    "lan.well_vlan": "one network in {regions}, VLAN {vlan}, {subnet}, of which each gives out a part of its own",
    "remedy.lan_vlan": "Where the vRack is to join them, make it anew with the same VLAN in every region.",
    "remedy.lan_subnet": "Within a vRack give every region the same subnet, and each a part of its own as allocation pool.",
    "remedy.lan_pools": "Give each region a part of its own (openstack subnet set --no-allocation-pool --allocation-pool start=FIRST,end=LAST SUBNET), then look for servers with the same address.",
    "remedy.lan_wider": "Widen its allocation pool there, or its subnet.",
}
