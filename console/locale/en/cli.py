"""Texts of the room `cli`."""

TEXTS: dict[str, str] = {
    "instance.unknown": "There is no instance {name}. “vigie instance list” names them.",
    "instance.several": "Several instances are called {name}: say which by its id: {ids}.",
    "instance.silent": "The console of {name} has said nothing.",
    "instance.no_page": "The settings do not say where a browser shows an instance: set horizon under [openstack], such as “https://horizon.example.net”, or the page itself with instance_page.",
    "cli.awaited": "Waiting: {what}",
    "cli.awaited_for": "Waiting: {what} · {time}",
    "cli.awaits.plan": "the plan",
    "cli.awaits.worker": "a worker",
    "cli.awaits.objects": "object storage",
    "cli.awaits.backups": "backups",
    "cli.awaits.leftovers": "what is left over",
    "cli.awaits.usage": "what the provider counts",
    "cli.and_more": "and {n} more",
    "cli.accepted": (
        "Operation {operation} was accepted. Follow it with “vigie operations show {operation}”."
    ),
    "cli.waits_for_worker": (
        "It waits for a worker: the console, --wait and every verb that changes something "
        "try again to start one."
    ),
    "cli.would_be_archived": (
        "{n} operation would be archived, with {changes} changes || "
        "{n} operations would be archived, with {changes} changes"
    ),
    "cli.restored": (
        "{n} operation brought back, with {changes} changes || "
        "{n} operations brought back, with {changes} changes"
    ),
    "cli.archived": (
        "{n} operation archived, with {changes} changes || "
        "{n} operations archived, with {changes} changes"
    ),
    "cli.by": "By {user} at {host} ({origin}).",
    "cli.by_session": "By {user} at {host} ({origin}), written to the database as {role}.",
    "cli.calls": (
        "{n} API call, {time} at the allowed rate. || {n} API calls, {time} at the allowed rate."
    ),
    "cli.confirm": "Type “{answer}” to go ahead",
    "cli.confirm_stop": "Stop it after what is in flight?",
    "cli.cost": "Cost: {amounts}.",
    "cli.cost_unknown": "Cost: not known, a price is missing: see `vigie prices`.",
    "cli.defect": "Something failed that should not have ({kind}). Details: {path}",
    "cli.defect_unwritten": "Something failed that should not have ({kind}), and its details could not be written.",
    "cli.eta_unknown": "How long it takes is not known: no such operation has been done yet.",
    "cli.eta": "Usually done in {time}.",
    "cli.columns_left_out": "Not shown on a terminal of this width: {names}.",
    "cli.one_at_a_time": "“{command}” takes one machine at a time, and {n} are named. One after the other, each once the one before is done: {commands}",
    "cli.head.about": "ABOUT",
    "cli.head.action": "ACTION",
    "cli.head.after": "AFTER",
    "cli.head.alive": "ALIVE",
    "cli.head.asked": "ASKED FOR",
    "cli.head.attempts": "ATTEMPTS",
    "cli.head.baseline": "BASELINE",
    "cli.head.building": "BUILDING",
    "cli.head.floor": "FLOOR",
    "cli.head.burst_to": "BURST TO",
    "cli.head.ceiling": "CEILING",
    "cli.head.change": "CHANGE",
    "cli.head.datacenter": "DATACENTER",
    "cli.head.done": "DONE",
    "cli.head.draining": "DRAINING",
    "cli.head.sick": "SICK",
    "cli.head.euro_hour": "€/H",
    "cli.head.executor": "EXECUTOR",
    "cli.head.frozen": "FROZEN",
    "cli.head.last_pass": "LAST PASS",
    "cli.head.heartbeat": "HEARTBEAT",
    "cli.head.host": "HOST",
    "cli.head.in_service": "IN SERVICE",
    "cli.head.id": "ID",
    "cli.head.window": "WINDOW",
    "cli.head.days": "DAYS",
    "cli.head.start": "START",
    "cli.head.end": "END",
    "cli.head.zone": "ZONE",
    "cli.head.time": "TIME",
    "cli.head.expected": "EXPECTED",
    "cli.head.at_most": "AT MOST",
    "cli.head.level": "LEVEL",
    "cli.head.date": "DATE",
    "cli.head.euro": "€",
    "cli.head.remark": "REMARK",
    "cli.head.key": "KEY",
    "cli.head.name": "NAME",
    "cli.head.now": "NOW",
    "cli.head.operation": "OPERATION",
    "cli.head.operations": "OPERATIONS",
    "cli.head.phase": "PHASE",
    "cli.head.pid": "PID",
    "cli.head.pool": "POOL",
    "cli.head.quota_left": "QUOTA LEFT",
    "cli.head.out": "OUT",
    "cli.head.ready": "WARMING UP",
    "cli.head.reason": "REASON",
    "cli.head.resource": "RESOURCE",
    "cli.head.size": "SIZE",
    "cli.head.started": "STARTED",
    "cli.head.state": "STATE",
    "cli.head.store": "STORE",
    "cli.head.variable": "VARIABLE",
    "cli.head.verb": "VERB",
    "cli.head.who": "WHO",
    "cli.head.why": "WHY",
    "cli.interrupted": "Interrupted.",
    "cli.proposed": "{said} Look at the plan: {command}",
    "cli.load": "{pool}: {connections} connections · p95 {p95} · errors {errors}",
    "cli.needs_yes": (
        "There is no one to ask for confirmation here: add --yes, or --dry-run to see the plan."
    ),
    "cli.no": "no",
    "cli.no_operations": "No operations yet.",
    "cli.no_terminal": "The console needs a terminal. For figures without one: “vigie status”.",
    "cli.poor_terminal": "The console cannot be drawn on this terminal (TERM={term}). Set TERM to what it is, such as xterm-256color, or use “vigie status”.",
    "cli.heal_choice": "Heal again with “vigie heal {pool}”; “vigie rollback {operation}” takes back what replaces nothing yet.",
    "cli.no_worker": "No worker is known. One starts by itself with the next operation.",
    "cli.not_confirmed": "Not confirmed: nothing was done.",
    "cli.nothing_to_roll_back": "There is no operation to roll back.",
    "cli.operation_line": "{operation} {verb} {effect}: {stands}",
    "cli.partial_choice": (
        "Keep it so, complete it with “vigie operations topup {operation}”, or undo it with"
        " “vigie rollback {operation}”."
    ),
    "cli.plan": "{verb} {pool}: {now} → {after} instances",
    "cli.pool_unknown": "There is no pool {pool}. Known pools: {known}.",
    "cli.refused": "Refused:",
    "cli.rehearsal_failed": "The rehearsal estate did not start: {detail}",
    "cli.request_id": "Request id: {id}",
    "cli.rolls_back": "Rolling back {line}",
    "cli.secret_gone": "{name} was forgotten.",
    "cli.secret_kept": "{name} is kept in the {store} ({where}).",
    "cli.secret_misspelt": "No secret is called {name}. Did you mean {near}?",
    "cli.secret_of_nobody": "No secret is called {name}. Vigie uses: {known}.",
    "cli.secret_on_the_line": (
        "A secret is not given on the command line, where every account of the host reads it. "
        "Run `vigie secrets set {name}` and type it when asked, or pipe it in. The one just "
        "typed stands in the shell's history: change it."
    ),
    "cli.secret_homeless": (
        "{path}: {name} belongs to no estate and is not used. Set it again, then remove the line."
    ),
    "cli.secret_unknown": "{name} is kept nowhere that can be emptied.",
    "cli.secret_value": "Value of {name}",
    "cli.settings_from": "# {path}",
    "cli.next_steps": "Mend that, then “vigie settings validate” and “vigie doctor” check it; “vigie demo” shows the console without any settings.",
    "cli.library_missing": "A library cannot be loaded ({detail}): install Vigie anew, with all that it needs ({library}).",
    "cli.host_fault": "{path}: {detail}. Mend that on this machine, then try again.",
    "cli.output_lost": "The answer could not be written to standard output: {detail}.",
    "cli.settings_valid": "{path} is valid.",
    "cli.still_running": (
        "No longer waiting. Operation {operation} goes on by itself; follow it with “vigie "
        "operations show {operation}”."
    ),
    "cli.store.environment": "environment",
    "cli.store.file": "private file",
    "cli.store.keyring": "keyring",
    "cli.to_or_by": "Give one of --to and --by.",
    "cli.silence_open": "{name} is for one operation, not for what stays open: leave out {name} or {other}.",
    "cli.keeping_alone": "{name} says how long a quarantine lasts: give {other} as well.",
    "cli.quarantine_data": "{pool} keeps data: nothing of it is replaced, so nothing is put in quarantine.",
    "cli.patients_data": "{pool} keeps data: its cluster is healed by one thing at a time, the worst first, and no instance is named.",
    "cli.total": "total",
    "cli.type_name": "Type {name} to go ahead",
    "cli.unreadable": (
        "{pool}: at least {size}; {n} record could not be read. "
        "|| {pool}: at least {size}; {n} records could not be read."
    ),
    "cli.yes": "yes",
    "doctor.as_above": "{names}: as {cause}",
    "doctor.in_the_way": "In the way: {names}. Mend that, then run “vigie doctor” again; “vigie demo” needs none of it.",
    "doctor.ready": "Ready: “vigie” opens the console.",
    "doctor.ready_but": "Ready: “vigie” opens the console. To look at: {names}.",
    "cli.balanced": "In service by load balancer: {places}",
    "doctor.balancer": (
        "{pool} of {balancer} ({provider}): {n} members, checked by {monitor} every {seconds} s"
    ),
    "doctor.balancer_broken": (
        "{pool} of {balancer} ({provider}) is in ERROR and takes no change: ask for a failover."
    ),
    "doctor.balancer_off": "{pool} of {balancer} ({provider}) is switched off: nothing serves.",
    "doctor.balancer_unwatched": (
        "{pool} of {balancer} ({provider}): {n} members and no health monitor. Only metrics can "
        "tell what is in service."
    ),
    "doctor.members_error": "Members that fail their checks, {n}: {names}",
    "doctor.members_orphaned": (
        "Members whose address belongs to no instance, {n}: {names}. Whoever gets such an address "
        "gets the traffic: remove them if they are nobody's."
    ),
    "doctor.members_port": "Members that listen elsewhere than on port {port}, {n}: {names}",
    "doctor.section_balancers": "Load balancers",
    "doctor.section_windows": "Windows",
    "doctor.section_files": "Files",
    "doctor.section_storage": "Disk",
    "doctor.section_engine": "Engine",
    "doctor.section_sources": "Sources",
    "doctor.section_clocks": "Clocks",
    "doctor.section_rights": "Rights",
    "doctor.section_private": "Private cloud",
    "doctor.section_metrics": "Metrics",
    "doctor.section_pools": "Pools",
    "doctor.section_service": "Worker service",
    "doctor.alike": "{n} whose name is nearly one of the pool's, left out of it: {names}; vigie pool adopt {pool} --matching takes them in",
    "doctor.unverified": "{source} is asked without a look at its certificate (verify: false, insecure or OS_INSECURE): whoever stands in between reads the password. Name its authority in cacert instead.",
    "doctor.answers": "Answers in {ms}.",
    "doctor.clock": "{n} clock agrees with this machine's within {seconds} s: {names}. || {n} clocks agree with this machine's within {seconds} s: {names}.",
    "doctor.clock_ahead": "{source}: its clock is {seconds} s ahead of this machine's. Set both by NTP (chronyc tracking).",
    "doctor.clock_behind": "{source}: its clock is {seconds} s behind this machine's. Set both by NTP (chronyc tracking).",
    "doctor.claimed": "{n} that the name patterns of several pools match ({pools}), counted in each: {names}; make one pattern narrower",
    "doctor.engine": "DBOS {engine} on {database}, tried: {place} takes what is written.",
    "doctor.engine_untried": "DBOS {engine} on {database}; nothing is written from here ({place}).",
    "doctor.disk": "{path}: written and read back, {free} MB free.",
    "doctor.disk_untried": "{path}: {free} MB free; nothing was written to try.",
    "doctor.disk_low": "{path}: only {free} MB free, {enough} are advised: make room before the journal stands still.",
    "doctor.disk_files": "{path}: only {n} more files can be made, {enough} are advised: remove some.",
    "doctor.folder": "{path} can be written.",
    "doctor.folder_closed": "{path} cannot be written: give that folder to this account, or name another with state_dir in [journal].",
    "doctor.may_read": "{user} may only read in {project} (roles: {roles}).",
    "doctor.may_write": "{user} may write in {project} (roles: {roles}).",
    "doctor.pool": (
        "{n} instance of {pool}, baseline {baseline}. || {n} instances of {pool}, baseline "
        "{baseline}."
    ),
    "doctor.pool_at_least": (
        "At least {n} instance of {pool}, baseline {baseline}. || At least {n} instances of "
        "{pool}, baseline {baseline}."
    ),
    "doctor.pool_members": "members by datacenter: {places}",
    "doctor.capacity": "{pool}: an instance carries {each} connections by the settings; {n} were seen within the limits, and {low} and more over one ({minutes} min).",
    "doctor.capacity_least": "{pool}: an instance carries {each} connections by the settings; at least {n} were seen within the limits.",
    "doctor.capacity_over": "{pool}: an instance carries {each} connections by the settings, but from {low} on a limit was passed ({minutes} min): connections_per_instance = {n} is what was seen within the limits.",
    "doctor.capacity_learned": "{pool}: an instance carries {each} connections, as learned from {n} peak: {low} and more were over a limit. || {pool}: an instance carries {each} connections, as learned from {n} peaks: {low} and more were over a limit.",
    "doctor.floor": (
        "{n} instance of {pool} in service, floor {floor}. || {n} instances of {pool} in service, "
        "floor {floor}."
    ),
    "doctor.floor_short": (
        "{n} instance of {pool} in service, below its floor of {floor}: nothing that serves is "
        "removed until more do. || {n} instances of {pool} in service, below its floor of "
        "{floor}: nothing that serves is removed until more do."
    ),
    "doctor.pool_short": (
        "{n} instance of {pool}, below its baseline of {baseline}: vigie scale {pool} --to {baseline} adds what is missing, vigie pool adopt {pool} takes in what stands. || {n} instances of "
        "{pool}, below its baseline of {baseline}: vigie scale {pool} --to {baseline} adds what is missing, vigie pool adopt {pool} takes in what stands."
    ),
    "doctor.secrets": "Kept: {names}.",
    "doctor.unknown_pool": "{n} marked for the pool {pool}, which the settings do not name: {names}",
    "doctor.unreadable": (
        "Answers, but {n} record could not be read: what is counted is not the whole; ask whoever runs the source. "
        "|| Answers, but {n} records could not be read: what is counted is not the whole; ask whoever runs the source."
    ),
    "doctor.settings": "{path} is valid.",
    "session.identity_unknown": (
        "It is not known yet who the credentials are, so nothing can be changed."
    ),
    "session.read_only": "Read-only: nothing can be changed here.",
    "session.reader": "The credentials of {user} may only read (roles: {roles}).",
    "cli.days": "{n} day || {n} days",
    "cli.head.alarms": "ALARMS",
    "cli.head.capacity": "CAPACITY",
    "cli.head.load": "LOAD",
    "cli.head.share": "SHARE",
    "cli.head.cluster": "CLUSTER",
    "cli.head.cores": "CORES",
    "cli.head.cpu": "CPU",
    "cli.head.folder": "FOLDER",
    "cli.head.free": "FREE",
    "cli.head.full_in": "FULL IN",
    "cli.head.growth": "A DAY",
    "cli.head.hot_add": "HOT-ADD",
    "cli.head.machines": "MACHINES",
    "cli.head.memory": "MEMORY",
    "cli.head.memory_used": "MEMORY USED",
    "cli.head.missing": "CANNOT USE",
    "cli.head.mounts": "MOUNTS",
    "cli.head.power": "POWER",
    "cli.head.provisioned": "PROVISIONED",
    "cli.head.snapshots": "SNAPSHOTS",
    "cli.head.stock_left": "STOCK LEFT",
    "cli.head.type": "TYPE",
    "cli.head.used": "USED",
    "cli.head.used_share": "USE",
    "cli.head.vcpus": "VCPU",
    "cli.no_datastores": "vCenter shows no datastore.",
    "cli.no_hosts": "vCenter shows no host.",
    "cli.no_machines": "vCenter shows no virtual machine.",
    "cli.no_private_cloud": "The settings name no private cloud: the section private_cloud is missing.",
    "cli.size_or_offer": "Give the size of each datastore with --size, or name an offer with --offer.",
    "cli.vcpus_or_memory": "Give --vcpus, --memory or both.",
    "session.account_unknown": (
        "vCenter has not said yet what the account may do, so nothing can be changed there."
    ),
    "session.order_reader": "The OVHcloud key may only read: nothing can be ordered with it.",
    "session.orderer_unknown": (
        "OVHcloud has not said yet what the key may do, so nothing can be ordered."
    ),
    "session.private_reader": "The vCenter account {user} may only read.",
    "cli.fullest": "Fullest: {name}, {used}.",
    "cli.fullest_in": "Fullest: {name}, {used}, full in {time}.",
    "cli.private": (
        "Private cloud at {datacenter}: {datastores} datastores · {in_service} of {hosts} hosts in service"
        " · {machines} virtual machines"
    ),
    "cli.private_unknown": "Private cloud: nothing is known of it yet.",
    "doctor.ha": "vSphere HA is on and well in {names}.",
    "doctor.ha_off": "vSphere HA is off in {names}: after a host fails nobody starts its machines again. Switch it on in vCenter (Configure, vSphere Availability).",
    "doctor.ha_unknown": "vCenter does not say whether vSphere HA is on in {names}: let its account read the configuration of the cluster.",
    "doctor.ha_hosts": "{n} host takes no part in vSphere HA: {names}. See Monitor, vSphere HA, in vCenter; “Reconfigure for vSphere HA” mends most. || {n} hosts take no part in vSphere HA: {names}. See Monitor, vSphere HA, in vCenter; “Reconfigure for vSphere HA” mends most.",
    "doctor.ha_machines": "vSphere HA does not protect {n} machine that runs: {names}. See its restart priority in vCenter (Configure, VM Overrides). || vSphere HA does not protect {n} machines that run: {names}. See their restart priority in vCenter (Configure, VM Overrides).",
    "doctor.section_billing": "Billing",
    "doctor.monthly": "{n} instance of {pool} is billed by the month, for good, and no setting means it: {names}. Say so (monthly in the pool’s settings), or have it deleted before the next month begins; see “vigie sweep”. || {n} instances of {pool} are billed by the month, for good, and no setting means it: {names}. Say so (monthly in the pool’s settings), or have them deleted before the next month begins; see “vigie sweep”.",
    "doctor.monthly_none": "No instance of a pool is billed by the month unless the settings mean it.",
    "doctor.monthly_metadata": "By their metadata no instance of a pool is billed by the month unless the settings mean it; OVHcloud is asked where [ovhcloud] names a project.",
    "doctor.auto_kept": "{pools}: process {pid} on {host} sees to it. As a service it comes back after a restart of the host; see docs/guide/deployment.md.",
    "doctor.auto_unkept": "{pools}: set to auto, and no worker runs that would see to it. Run “vigie worker run” as a service; see docs/guide/deployment.md.",
    "doctor.growth": (
        "The metrics server knows the past of {n} datastore of {datastores}. || The metrics server "
        "knows the past of {n} datastores of {datastores}."
    ),
    "doctor.inventory": (
        "{datastores} datastores, {hosts} hosts, {machines} virtual machines and templates."
    ),
    "doctor.metrics_found": "Known in {n} datacenters ({places}), asked {age} s ago.",
    "doctor.metrics_health": (
        "{up} of {n} targets are in service, named by the label {label} (such as {example})."
    ),
    "doctor.metrics_nothing": (
        "The query finds nothing: no {metrics} with the labels of {pool}. "
        "Check that it is scraped, its labels, and the preset (docs/guide/metrics.md)."
    ),
    "doctor.metrics_part": (
        "Known in {n} datacenters ({places}), asked {age} s ago, but not in {silent}: check that "
        "its targets are scraped, and their labels (docs/guide/metrics.md)."
    ),
    "doctor.metrics_place": (
        "The label {label} of {pool} has the value {value}, which is no datacenter: "
        "name it in prometheus.datacenters."
    ),
    "doctor.metrics_strangers": (
        "{n} targets ({up} in service), but none has an instance's name in the label {label} "
        "(such as {example}): relabel them, or set prometheus.instance_label."
    ),
    "doctor.may_not_order": "The key of {user} at {server} may only read.",
    "doctor.may_order": "The key of {user} at {server} may order.",
    "doctor.no_supply": "Nothing can be ordered: the settings name no supplier.",
    "doctor.offers_datastore": (
        "{n} datastore on offer, {unpriced} without a price. || {n} datastores on offer, {unpriced} "
        "without a price."
    ),
    "doctor.offers_host": (
        "{n} host on offer, {unpriced} without a price. || {n} hosts on offer, {unpriced} without a "
        "price."
    ),
    "doctor.private_lacking": "{user} at {server} may: {rights}. It lacks: {lacking}: have vCenter's administrator add them to its role.",
    "doctor.private_reader": "{user} at {server} may only read.",
    "doctor.private_rights": "{user} at {server} may: {rights}.",
    "doctor.order_lacking": "The key of {user} at {server} may order, but lacks: {lacking}: make a key with these calls.",
    "init.access": "Access to the public cloud: {cloud} (of {known}).",
    "init.another": "Another pool's name (empty: no more)",
    "init.baseline": "Instances at rest, never fewer in service",
    "init.burst_to": "Instances of a burst",
    "init.ceiling": "Instances at most, never more",
    "init.cloud": "Which access to the public cloud",
    "init.connections": "Connections that one instance carries (0: learned from its past)",
    "init.estate": "What the estate is called",
    "init.families": "What the servers' names begin with: {words}.",
    "init.flavor": "Flavor of the pool's instances",
    "init.image": "Image of the pool's instances",
    "init.key_name": "Key pair of the pool's instances (empty: none)",
    "init.matching": "{n} server is of the pool {pool} by its name or mark. || {n} servers are of the pool {pool} by their names or marks.",
    "init.networks": "Networks of the pool's instances, in order, with commas",
    "init.next": "Next: “vigie doctor{option}” checks it all, “vigie pool adopt {pool}{option}” marks the servers that are the pool's, “vigie{option}” opens the console.",
    "init.no_cloud": "No clouds.yaml and no OS_* variables were found, so {path} is an example. Get one from your cloud (Horizon: API access), then run “vigie settings init --overwrite”, or adapt the file; “vigie demo” needs none.",
    "init.no_pattern": "“{pattern}” is no regular expression: {detail}. Write one such as ^api-.",
    "init.no_series": "The metrics server answers, and has no series of a preset that is known: {presets}.",
    "init.no_such_cloud": "There is no access named {cloud}: name one of {known} with --cloud.",
    "init.not_a_number": "“{value}” is not a number.",
    "init.not_there": "“{value}” does not fit here.",
    "init.password": "That address holds a password: leave it out, name the user in prometheus.username, and keep the password with “vigie secrets set prometheus-password”.",
    "init.pattern": "Pattern of its servers' names (a regular expression)",
    "init.pool": "Name of the pool that grows and shrinks",
    "init.preset": "Whose metrics it has",
    "init.prometheus": "Address of the Prometheus server (empty: none)",
    "init.region": "{region}: {n} server, {flavors} flavors, {images} images, {networks} networks. || {region}: {n} servers, {flavors} flavors, {images} images, {networks} networks.",
    "init.regions": "Regions to watch, with commas",
    "init.secret": "Missing secret: “vigie secrets set {name}” asks for it.",
    "init.prices": "Prices: of OVHcloud’s public catalogue, {n} flavors; “vigie prices” shows them.",
    "init.prices_some": "Prices: of OVHcloud’s public catalogue, {n} flavors, but none of {flavors}: write those below [prices.hourly]; “vigie prices” shows what is known.",
    "init.prices_keys": "Prices: not yet. OVHcloud’s API tells them by three keys, which “vigie secrets set ovhcloud-application-key”, “… ovhcloud-application-secret” and “… ovhcloud-consumer-key” ask for; then take the # off [ovhcloud] in {path}, and “vigie prices” shows them.",
    "init.prices_none": "Prices: none yet. Write those of your flavors below [prices.hourly] in {path}; “vigie prices” shows what is known.",
    "init.series": "Of the preset {preset} the metrics server has {n} series.",
    "init.service": "Private cloud as the OVHcloud API names it, pcc-… (empty: nothing is ordered there)",
    "init.unreached": "{source} did not answer, going on without it: {why}",
    "init.vcenter": "Address of vCenter (empty: no private cloud)",
    "init.vcenter_user": "vCenter user of the worker",
    "init.written": "{path} was written, and is valid.",
    "notification.none": "The settings name nobody to be told: add a section [notifications], and keep an address with “vigie secrets set notification”.",
    "notification.test": "This is a test from Vigie for the estate {estate}. Nothing has happened.",
    "notification.delivered": "delivered",
    "notification.refused": "not taken, or not reached",
    "notification.late": "no answer in time",
    "notification.missing": "no such secret is kept",
    "notification.unreadable": "not an address that Apprise knows",
    "cli.head.number": "NO.",
    "cli.head.schema": "KIND",
    "cli.head.result": "RESULT",
    "doctor.section_notifications": "Notifications",
    "doctor.notification": "A {schema} address is kept; “vigie notify test” tries it.",
    "doctor.notification_missing": "No address is kept: “vigie secrets set {name}”.",
    "doctor.notification_unreadable": "What is kept is not an address that Apprise knows: “vigie secrets set {name}”.",
    "doctor.section_alerts": "Alerts",
    "doctor.alerts_found": "{n} firing, {kept} silenced or inhibited",
    "doctor.alert_answer": "No verb is called {verb}: alertmanager.answers names verbs such as burst, heal and datastore-add",
    "cli.head.severity": "SEVERITY",
    "cli.head.alert": "ALERT",
    "cli.head.since": "SINCE",
    "cli.head.summary": "SUMMARY",
    "cli.sweep_remove": "What is named, and how it is to be done, goes with --remove only: without it, sweep shows what is left over.",
    "leftover.server": "server",
    "leftover.port": "port",
    "leftover.volume": "volume",
    "leftover.member": "member",
    "leftover.address": "address",
    "leftover.snapshot": "snapshot",
    "leftover.image": "image",
    "leftover.filer": "filer",
    "leftover.machine_snapshot": "VM snapshot",
    "leftover.sure": "ours",
    "leftover.perhaps": "perhaps",
    "monthly.sort": "by month",
    "monthly.count": "{n} instance is billed by the month, for good, and no setting means it. || {n} instances are billed by the month, for good, and no setting means it.",
    "monthly.cost": "That is {month} for each month that begins.",
    "monthly.cost_unknown": "What that costs for each month that begins is not known.",
    "monthly.remedy": "Nothing takes it back: it ends with the instance alone. Keep them for the baseline and say so (monthly in the pool’s settings), or have them deleted before the next month begins.",
    "monthly.unknown": "Which instances are billed by the month is known by their metadata alone. {why}",
    "monthly.provider": "OVHcloud bills it by the month",
    "monthly.metadata": "Its metadata has {key}, which has OVHcloud bill it by the month",
    "leftover.none": "Nothing is left over.",
    "leftover.none_known": "Nothing is left over, as far as could be read.",
    "leftover.count": "{n} left over for sure, {perhaps} perhaps.",
    "leftover.cost": "They cost {month} a month.",
    "leftover.cost_least": "They cost at least {month} a month; the price of {n} is not known.",
    "leftover.cost_unknown": "What they cost is not known.",
    "leftover.unknown": "{region}, {sort}: unknown. {why}",
    "leftover.unreadable": "{n} record could not be read. || {n} records could not be read.",
    "leftover.other_journal": "It bears the mark of operation {operation}, which this journal does not have: another journal’s?",
    "leftover.copied_mark": "It bears the mark of operation {operation}, which made nothing of that name: a copy?",
    "leftover.running": "It runs in pool {pool} and counts there: no sweep takes it",
    "leftover.twin": "Operation {operation} has another one of that name in service",
    "leftover.stopped": "Operation {operation} was stopped and did not wait for it",
    "leftover.given_up": "Operation {operation} gave it up",
    "leftover.unproven": "Operation {operation} never saw it in good health; it runs, and may serve",
    "leftover.topped_up": "Operation {operation} gave it up; it runs, and a later top-up may count on it",
    "leftover.removal_failed": "Operation {operation} was to remove it, and failed",
    "leftover.late": "Operation {operation} took back what was made under its name, and it came after that",
    "leftover.seen_gone": "Operation {operation} saw it gone, and it is there",
    "leftover.of_gone": "Its server {name} of operation {operation} is gone",
    "leftover.member_of_gone": "Its server {name} of operation {operation} is gone: who gets {address} next gets the traffic",
    "leftover.member_inherited": "Its server {name} is gone, and {heir} has its address now: that gets the traffic",
    "leftover.filer_given_up": "Operation {operation} ordered it and never saw it mounted; vCenter does not use it",
    "leftover.filer_unmounted": "Operation {operation} ordered it, and no host has it mounted any more",
    "leftover.filer_monthly": "It is paid by the month: it is given back at its end, by OVHcloud’s manager.",
    "leftover.filer_billing": "Nobody says how it is paid for: it is given back by nobody.",
    "leftover.filer_unreachable": "vCenter has it and no host can use it: what lives there is not known. Mount it, or take it out of vCenter, first.",
    "leftover.taken_before": "Operation {operation}, which is over, took it before it changed {name}",
    "leftover.machine_snapshot_kept": "vCenter merges a machine’s snapshot into its disks, which weighs on it: remove it there, when little goes on.",
    "leftover.marked": "It bears the mark of operation {operation}, which is over",
    "leftover.quarantine": "Operation {operation} kept it for a post-mortem until {until}: the quarantine is over",
    "leftover.quarantine_unread": "Nobody can read until when it is kept for a post-mortem",
    "leftover.alike": "Nameless, of the image and size that operation {operation} boots from, and made while that ran",
    "cli.head.region": "REGION",
    "cli.head.euro_month": "€/MONTH",
    "cli.head.ours": "OURS",
    "completion.installed.bash": "Written to {path}: the next shell completes, where bash-completion is installed.",
    "completion.installed.fish": "Written to {path}: the next shell completes.",
    "completion.installed.zsh": "Written to {path}: the next shell completes, where that folder is in its fpath before compinit.",
    "completion.unknown": "No completion is known for {shell}.",
    "completion.unwritten": "{path} could not be written: {why}.",
    "manual.unwritten": "The pages could not be written to {path}: {why}.",
    "manual.written": "{n} page written to {path}. || {n} pages written to {path}.",
}
