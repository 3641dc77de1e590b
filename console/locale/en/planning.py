"""Texts of the room `planning`."""

TEXTS: dict[str, str] = {
    "detail.delivery": "Usual time for one of them: {n} minute. || Usual time for one of them: {n} minutes.",
    "detail.delivery_unknown": "The time until delivery is not known: there is no history yet.",
    "detail.folder": "Once usable everywhere, it is moved to {folder}.",
    "detail.given_back": "Given back: {names}.",
    "detail.headroom": "With the largest host lost: {ratio} vCPUs a core, {percent} % of the memory used.",
    "detail.hot_add": "The machine keeps running.",
    "detail.left_alike": "Left alone, though the name is nearly one of the pool's: {n} ({names}).",
    "detail.left_claimed": "Left alone, another pool has them by their name: {n} ({names}).",
    "detail.left_elsewhere": "Left alone, in a region that is not asked about: {n} ({names}).",
    "detail.left_error": "Left alone, in ERROR, where the cloud changes no metadata: {n} ({names}).",
    "detail.left_flavor": "Left alone, of another flavor (--any-flavor takes them): {n} ({names}).",
    "detail.left_leaving": "Left alone, being deleted: {n} ({names}).",
    "detail.left_marked": "Left alone, marked for another pool: {n} ({names}).",
    "detail.machine_off": "The machine is off: it has the new sizes when it is powered on.",
    "detail.marked_before": "Marked already: {n}.",
    "detail.marks": "{datacenter}: {n} to be marked for {pool} ({names}).",
    "detail.offer": "Offer {offer}: {title}.",
    "detail.offer_size": "Offer {offer}: {title}, {size} TB each.",
    "detail.owned": "Nothing is ordered: it is there already ({source}).",
    "detail.price_hour": "€{price} an hour each, without VAT.",
    "detail.price_month": "€{price} a month each, without VAT.",
    "detail.price_source": "Price from {source}, {as_of}.",
    "detail.restart": "The machine is shut down, changed and powered on again:",
    "detail.single_host": "One host, and none to replace it: {ratio} vCPUs a core, {percent} % of the memory used.",
    "detail.snapshot": "A snapshot is taken first.",
    "guard.amount_both": "Both a size and a difference are given.",
    "guard.amount_missing": "Neither a size nor a difference is given.",
    "guard.amount_negative": "A pool cannot have {n} instances.",
    "guard.author": "{user} may not write: the roles are {roles}.",
    "guard.author_unknown": "It is not known what the credentials may do.",
    "guard.baseline": (
        "{pool} would be left with {wanted} instances, below its baseline of {baseline}."
    ),
    "guard.billing_unknown": "It is not known how these are billed: {names}.",
    "guard.budget": "{n} removals in {pool} at once; the limit is {budget}.",
    "guard.burst_by": "A burst adds instances; {n} is not a number to add.",
    "guard.burst_shrinks": "A burst only grows: {pool} has {now} instances and {wanted} are asked.",
    "guard.cap": "{datacenter} is capped at {cap} instances of this pool and has {now}.",
    "guard.ceiling": "{pool} would have {wanted} instances, above its ceiling of {ceiling}.",
    "guard.cluster_missing": "There is not one cluster only, and none is named. Known clusters: {known}.",
    "guard.cluster_unknown": "There is no cluster {cluster}. Known clusters: {known}.",
    "guard.cluster_unknown_figures": "The figures of the cluster that {machine} is in are not known.",
    "guard.count": "{n} is not a number to add.",
    "guard.count_missing": "No number is given.",
    "guard.country": (
        "{region} ({datacenter}) is in country {country}; only {allowed} may hold instances."
    ),
    "guard.cpu_hot_add": "{machine} must be shut down: it does not take vCPUs while it runs (CPU hot-add is off).",
    "guard.cpu_shrinks": "{machine} must be shut down to go from {now} to {wanted} vCPUs.",
    "guard.datacenter_none": "{pool} has no share in any declared datacenter.",
    "guard.datacenter_unknown": "{pool} has no datacenter {datacenter}. It has {known}.",
    "guard.datastores_at_most": "{n} datastores are asked for; one operation adds {most} at most.",
    "guard.digest": "The plan of operation {operation} is not the one that was confirmed.",
    "guard.duration": "A planned duration of {hours} h makes no sense.",
    "guard.flavor_missing": "{region} does not offer the flavor of the pool.",
    "guard.guest_tools": "{machine} cannot be asked to shut down: its guest tools do not answer.",
    "guard.headroom_cpu": "With the largest host lost, {vcpus} vCPUs would run on {cores} cores; the limit is {limit} to one.",
    "guard.headroom_memory": "With the largest host lost, {used} GB of memory would be used of {total} GB; the limit is {percent} %.",
    "guard.health_unknown": "It is not known which instances of {pool} are in service.",
    "guard.host_cores": "{wanted} vCPUs are asked for and {host} has {cores} cores.",
    "guard.host_disconnected": "{machine} is on {host}, which vCenter has lost: what it says of both is old.",
    "guard.host_memory": "{wanted} GB of memory are asked for and {host} has room for {free} GB.",
    "guard.host_unknown": "The figures of the host that {machine} is on are not known.",
    "guard.hosts_at_most": "{n} hosts are asked for; one operation adds {most} at most.",
    "guard.in_service": (
        "Only {serving} instances of {pool} would stay in service; its baseline is {baseline}."
    ),
    "guard.instances_stale": "The list of instances in {region} is stale.",
    "guard.instances_uncounted": "Region {region} does not tell of all its instances: {n} more are in use, or could not be read. Any of them may be the pool's.",
    "guard.instances_unknown": "The instances in {region} are not known.",
    "guard.kind_unknown": "Nothing here knows how to change {resource}.",
    "guard.lived_in": "{n} machine lives on {name}: {machines}. || {n} machines live on {name}: {machines}.",
    "guard.load_unknown": "The load of {pool} is not known.",
    "guard.machine_busy": "vCenter is working on {machine}: {task}.",
    "guard.machine_gone": "{machine} is no longer there.",
    "guard.machine_lost": "vCenter has lost {machine} (inaccessible, orphaned, invalid or without configuration): what it says of it is old.",
    "guard.machine_missing": "No virtual machine is named.",
    "guard.machine_power": "It is not known whether {machine} is on or off.",
    "guard.machine_several": "{n} virtual machines are called {machine}.",
    "guard.machine_suspended": "{machine} is suspended: its sizes cannot be changed.",
    "guard.machine_unknown": "There is no virtual machine {machine}.",
    "guard.member_alarm": "{pool}: {machine} has a critical alarm.",
    "guard.member_guest": "{pool}: the guest tools of {machine} do not say that it is running.",
    "guard.member_lost": "Pool {pool}: vCenter has lost {machine} (inaccessible, orphaned, invalid or without configuration), and its members are touched only while the others are well.",
    "guard.member_off": "{pool}: {machine} is not powered on.",
    "guard.member_unreadable": "Pool {pool}: {machine} records of vCenter could not be read, any of which may be a member's; members are touched only while the others are well.",
    "guard.memory": "The memory of a virtual machine is a multiple of 4 MB.",
    "guard.memory_hot_add": "{machine} must be shut down: it does not take memory while it runs (memory hot-add is off).",
    "guard.memory_limit": "{machine} must be shut down: as it runs, it goes to {limit} GB of memory at most.",
    "guard.memory_shrinks": "{machine} must be shut down to go from {now} to {wanted} GB of memory.",
    "guard.memory_step": "{machine} must be shut down: as it runs, memory is added in steps of {step} MB.",
    "guard.metrics_stale": "The metrics of {pool} are stale.",
    "guard.metrics_unknown": "The metrics of {pool} have not been read yet.",
    "guard.monthly": "Paid by the month, so not to be given back within it: {names}.",
    "guard.none_missing": "Operation {operation} lacks nothing: {n} stand or are on order.",
    "guard.nothing": (
        "{pool} has {n} instance already: there is nothing to do. "
        "|| {pool} has {n} instances already: there is nothing to do."
    ),
    "guard.nothing_missing": "Operation {operation} lacks no instance.",
    "guard.nothing_to_adopt": "Pool {pool}: no instance is left to mark whose name matches {pattern}; {n} are marked already.",
    "guard.nothing_to_undo": "Nothing is left to undo of operation {operation}.",
    "guard.offer_gone": "Nothing like {offer} is on offer any more.",
    "guard.offer_none": "Nothing of the kind is on offer.",
    "guard.offer_not_ssd": "No offer of that size says that it is not SSD: {offers}.",
    "guard.offer_size": "Nothing of {size} TB is on offer. On offer: {offers}.",
    "guard.offer_ssd": "No offer of that size says that it is SSD: {offers}.",
    "guard.offer_unknown": "There is no offer {offer}. On offer: {offers}.",
    "guard.on_order": "Operation {operation} has {n} order that may still be delivered. || Operation {operation} has {n} orders that may still be delivered.",
    "guard.orders_unread": "{n} of the provider's records could not be read: an order among them might be taken for one of ours.",
    "guard.pattern": "{pattern} is not a regular expression: {text}.",
    "guard.plan_age": (
        "This was planned {minutes} min ago, more than {limit}: the estate is another one by now."
    ),
    "guard.pool_elsewhere": (
        "Operation {operation}, of another journal, is creating instances in {pool}. "
    ),
    "plan.awaits": "Will wait for approval by a second person, {minutes} min at most",
    "guard.pool_frozen": "{pool} is frozen: {why}",
    "guard.pool_held": "{pool} is held by operation {operation}, started by {user}.",
    "guard.pool_missing": "No pool is named. Known pools: {known}.",
    "guard.pool_stateful": "{pool} holds data: its instances are neither created nor deleted here.",
    "guard.pool_unknown": "There is no pool {pool}. Known pools: {known}.",
    "guard.private_country": "The private cloud stands in {datacenter}, in country {country}; only {allowed} may hold data.",
    "guard.private_frozen": "The private cloud is frozen: {why}",
    "guard.private_none": "The settings name no private cloud.",
    "guard.private_stale": "What {source} said is stale.",
    "guard.private_unknown": "{source} has not been read yet.",
    "guard.quota_addresses": "{region}: {left} free addresses left in the subnet.",
    "guard.quota_cores": "{region}: {left} cores left in the quota, enough for {fits} instances.",
    "guard.quota_instances": "{region}: {left} instances left in the quota.",
    "guard.quota_memory": (
        "{region}: {left} MiB of memory left in the quota, enough for {fits} instances."
    ),
    "guard.quota_ports": "{region}: {left} ports left in the quota.",
    "guard.removable": (
        "{n} instances should go from {datacenters}; {most} may, the rest is the baseline."
    ),
    "guard.right_datastore": "{user} may not mount, move and unmount datastores.",
    "guard.right_order": "{user} may not order resources and give them back.",
    "guard.right_power": "{user} may not shut virtual machines down and power them on.",
    "guard.right_resize": "{user} may not change the sizes of virtual machines.",
    "guard.right_snapshot": "{user} may not take snapshots.",
    "guard.rights_none": "{user} may only read the private cloud.",
    "guard.rights_unknown": "It is not known what the account may do on the private cloud.",
    "guard.rollback_of_rollback": "Operation {operation} is itself a rollback.",
    "guard.room": (
        "{n} instance is asked for and there is room for {fits} only. "
        "|| {n} instances are asked for and there is room for {fits} only."
    ),
    "guard.same_size": "{machine} has {vcpus} vCPUs and {memory} GB already: there is nothing to do.",
    "guard.size_missing": "Neither a size nor an offer is given. On offer: {offers}.",
    "guard.sizes_missing": "Neither a number of vCPUs nor a memory size is given.",
    "guard.stock": "{n} of {offers} are asked for and {stock} are in stock.",
    "guard.supply_none": "No source of datastores and hosts is configured: nothing can be ordered or given back.",
    "guard.pool_stopping": "{pool} is held by operation {operation}, which was asked to stop and waits for {n} in flight: {what}.",
    "guard.target_stopping": "Operation {operation} was asked to stop and waits for {n} in flight: {what}.",
    "guard.target_live": "Operation {operation} is still running.",
    "guard.target_pool": "Operation {operation} is on pool {pool}, not {asked}.",
    "guard.target_rolled_back": "Operation {operation} has been rolled back already.",
    "guard.target_unknown": "There is no operation to act on.",
    "guard.topup_adopt": "Operation {operation} marked existing instances: it has nothing to top up.",
    "guard.topup_of_several": "Operation {operation} changed resources of several kinds: it cannot be topped up.",
    "guard.topup_of_rollback": "Operation {operation} is a rollback: it has nothing to top up.",
    "guard.topup_resize": "Operation {operation} resized a virtual machine: it has nothing to top up.",
    "guard.use_unknown": "It is not known what lives on {name}.",
    "guard.vcpus": "A virtual machine cannot have {n} vCPUs.",
    "irreversible.deleted": (
        "{n} deleted instance does not come back with its id and its disk. "
        "|| {n} deleted instances do not come back with their ids and their disks."
    ),
    "irreversible.formatted": "The disks are formatted: what was on them is lost.",
    "irreversible.given_back": "{n} resource is given back with all that is on it: only a new order brings another. || {n} resources are given back with all that is on them: only new orders bring others.",
    "irreversible.monthly": "What is paid by the month cannot be given back within the month.",
    "irreversible.started_hours": "Every started hour is billed, until it is given back.",
    "remedy.add_another": "Add what is missing of another offer, as an operation of its own.",
    "remedy.adopt_again": "Adopt again: vigie pool adopt {pool}.",
    "remedy.allow_restart": "Allow the restart (--allow-restart), at a time when it does no harm.",
    "remedy.amount": "Give one of them: a size to reach, or a number to add.",
    "remedy.at_least": "Ask for at least {baseline}.",
    "remedy.at_most": "Ask for at most {ceiling}, or raise the ceiling in the settings.",
    "remedy.author": "Use credentials with a role that may write.",
    "remedy.budget": "Remove at most {budget} at once, or raise the limit in the settings.",
    "remedy.burst_again": "Start a new burst.",
    "remedy.cap": "Raise the cap in the settings, or name other datacenters.",
    "remedy.cluster": "Name a cluster.",
    "remedy.count": "Give a number of at least 1.",
    "remedy.datacenters": "Name datacenters that are allowed: {datacenters}.",
    "remedy.elsewhere": (
        "Wait for its end, or act where it was started: two journals do not see each other."
    ),
    "remedy.flavor": "Choose another flavor in the settings, or name other datacenters.",
    "remedy.guest_tools": "Start the tools in the guest, or shut the machine down yourself and ask again.",
    "remedy.headroom": "Add a host first, or ask for less.",
    "remedy.host_disconnected": "Reconnect the host in vCenter first.",
    "remedy.identity": "Check the credentials, and that the identity service answers.",
    "remedy.in_service": (
        "Wait until the sick instances are back, or scale to a size that keeps more."
    ),
    "remedy.lived_in": "Move them elsewhere first.",
    "remedy.machine_busy": "Wait until that task has ended.",
    "remedy.machine_lost": "Look at its host and its datastores in vCenter.",
    "remedy.machine_near": "Names that are near: {near}.",
    "remedy.machine_power": "Resume it or power it off, then ask again.",
    "remedy.machine_several": "Give them names of their own in vCenter.",
    "remedy.memory": "Give whole GB, such as 128GB.",
    "remedy.metrics": (
        "Wait until the metrics source answers again; nothing that serves is removed blindly."
    ),
    "remedy.monthly": "Cancel it with the provider for the end of the month.",
    "remedy.more_datacenters": "Name more datacenters, or remove fewer.",
    "remedy.offer": "Name one of these offers without asking for its kind, or choose another size.",
    "remedy.on_order": "Wait until it is delivered or cancelled, then roll back everything at once.",
    "remedy.plan_again": "Plan again and confirm what is then shown.",
    "remedy.pool_healthy": "Wait until all other members are well: one is touched at a time.",
    "remedy.private_at_most": "Ask for at most {most}, or raise the limit in the settings.",
    "remedy.private_settings": "Describe it under [private_cloud] in the settings.",
    "remedy.private_thaw": "Thaw the private cloud in the settings once the reason is gone.",
    "remedy.quota": "Ask for a larger quota, or name other datacenters.",
    "remedy.read_only": "Start without read-only, with credentials that may write.",
    "remedy.refresh": "Refresh, and look at the source if it does not answer.",
    "remedy.resize_again": "Ask for the resize again.",
    "remedy.roll_back": "Roll it back, then ask again.",
    "remedy.rights": "Use accounts that have this right; the diagnosis lists what each of them may do.",
    "remedy.room": "Add at most {fits}, or ask for a larger quota.",
    "remedy.scale": "Use scale to shrink a pool.",
    "remedy.size": "Give a size that is on offer, or name an offer.",
    "remedy.sizes": "Give one of them, or both.",
    "remedy.smaller": "Ask for less, or move the machine to a host with more room.",
    "remedy.stock": "Ask for at most {stock}, or name another offer.",
    "remedy.stock_none": "Name another offer, or wait until there is stock again.",
    "remedy.stopping": "It ends within a minute, whatever the source says: what is left keeps its mark.",
    "remedy.stop": "Wait until operation {operation} ends, or stop it.",
    "remedy.supply_settings": "Describe one under [private_cloud.ovhcloud] or [private_cloud.storage] in the settings.",
    "remedy.thaw": "Take `frozen` of pool {pool} out of the settings once the reason is gone, and restart the worker.",
    "remedy.pool_thaw": "Thaw it with `vigie pool thaw {pool}` once the reason is gone.",
    "remedy.uncounted": "Look at the region's cells (openstack compute service list); vigie status shows when the list is whole again.",
    "storage.full_soon": "Full within a day at this pace.",
    "storage.full_in": "Full in {n} day at this pace. || Full in {n} days at this pace.",
    "storage.inaccessible": "It cannot be reached: its figures are not known.",
    "storage.maintenance": "It is in maintenance mode.",
    "storage.missing_mounts": "It can be used on {mounted} of {hosts} hosts; not on {missing}.",
    "storage.nearly_full": "It is {percent} % full; the alarm is at {limit} %.",
    "storage.overcommitted": "Its disks may grow to {percent} % of its capacity.",
    "detail.heal_replaced": "{name} is replaced by {replacement} in {datacenter}, and removed once that one is in service.",
    "detail.heal_rebooted": "{name} is rebooted hard, at no cost; if that does not help, the next heal replaces it.",
    "guard.heal_rebooted": "Operation {operation} rebooted an instance: nothing is to be given back. || Operation {operation} rebooted {n} instances: nothing is to be given back.",
    "undo.reboot": "A reboot has nothing to give back: there is no rollback.",
    "guard.heal_budget": "{n} instances of {pool} were healed within the hour: {budget} may be.",
    "guard.heal_done": "What operation {operation} replaced is gone: nothing is to be given back. || The {n} instances that operation {operation} replaced are gone: nothing is to be given back.",
    "guard.heal_nothing": "Nothing of {pool} is sick: {n} instances looked at by the cloud, {watched} by their targets. || Nothing of {pool} is sick: {n} instances looked at by the cloud, {watched} by their targets.",
    "guard.heal_place": "{pool} stands at its ceiling of {ceiling}: a replacement needs a place before the sick one goes.",
    "guard.heal_recovered": "{name} is up again: it is left.",
    "guard.heal_suspected": "One source alone speaks against {names}, and not for long enough: nothing of {pool} is held to be sick. || One source alone speaks against each of {n} instances, and not for long enough: {names}. Nothing of {pool} is held to be sick.",
    "guard.heal_unheard": "Nothing in the cloud's list of {pool} is sick; a source of health says nothing, and what is not known is not healed.",
    "guard.heal_unknown": "Nobody tells now whether {name} is up: it is not touched.",
    "guard.heal_unreplaced": "{replacement} does not stand: {name} is not removed.",
    "guard.health_network": "The load balancers of {regions} do not reach {n} members whose targets are up: a fault of the network, which replacing does not cure.",
    "guard.health_source": "{n} of {of} targets of {pool} are down at once: the health source is what is sick, and not so many instances.",
    "proposal.heal": "{pool}: one instance is sick ({names}). || {pool}: {n} instances are sick ({names}).",
    "remedy.heal_budget": "Wait, or raise healing.per_hour; a pool that goes on falling sick needs another cure.",
    "remedy.heal_burst": "It is saturated ({percent} % of what is in service): vigie burst {pool} gives it more.",
    "remedy.heal_done": "Scale the pool, if it is too large now.",
    "remedy.heal_place": "Raise the pool's ceiling by one, or scale it down by one.",
    "remedy.health_network": "Look at the network between the load balancers and their members, and tell the provider.",
    "remedy.health_source": "Look at Prometheus and at what lies between it and the pool; healing.at_most_ratio is the limit.",
    "symptom.down": "{name}: its metrics target is down.",
    "symptom.down_since": "{name}: its metrics target has been down for {minutes} min.",
    "symptom.error": "{name}: in ERROR at the cloud: {fault}",
    "symptom.error_silent": "{name}: in ERROR at the cloud, which gives no reason.",
    "symptom.member": "{name}: its load balancer finds it broken (ERROR).",
    "symptom.stuck": "{name}: stuck in {state} for {minutes} min.",
    "undo.heal": "A rollback takes back only replacements whose sick one still stands: what is gone does not return.",
    "warning.clock_hours": "Every clock hour in which an instance stands is billed, from its first ACTIVE until it is deleted.",
    "warning.heal_left": "{names} is sick too and is left for later: budgets, quota or ceiling leave no more at once. || {n} more are sick and left for later, as budgets, quota or ceiling leave no more at once: {names}.",
    "warning.heal_suspected": "{names} is suspected by one source alone, and left. || {n} instances are suspected by one source alone, and left: {names}.",
    "guard.heal_topup": "Operation {operation} healed: what it lacks may be well by now.",
    "remedy.heal_again": "Heal again: vigie heal {pool}",
    "undo.adopt": "A rollback takes the mark away again, and changes nothing else. || A rollback takes the {n} marks away again, and changes nothing else.",
    "undo.datastores": "A rollback gives the datastores back, as long as nothing lives on them.",
    "undo.hosts": "A rollback gives the hosts back, as long as no virtual machine is on them.",
    "undo.monthly": "A rollback is refused: what is paid by the month stays.",
    "undo.resize": "A rollback restores the sizes of {machine} without a restart.",
    "undo.resize_restart": "A rollback restores the sizes, and must shut {machine} down and power it on again.",
    "warning.adopted": "{name} is taken for an order that had no answer: make sure that nobody else ordered it.",
    "warning.arriving": "{n} is still on order and is not ordered again. || {n} are still on order and are not ordered again.",
    "warning.avoided": "Nothing is placed in {datacenters}: creations failed there.",
    "warning.billing_unknown": "It is not known how this offer is billed: it may be by the month.",
    "warning.building": (
        "{n} instance to remove is still being built. "
        "|| {n} instances to remove are still being built."
    ),
    "warning.dark_region": (
        "{region} cannot be listed: at most {n} instance is taken to stand there. "
        "|| {region} cannot be listed: at most {n} instances are taken to stand there."
    ),
    "warning.error_counted": (
        "{n} instance in ERROR counts in the size of the pool. "
        "|| {n} instances in ERROR count in the size of the pool."
    ),
    "warning.host_differs": "{offer} is not what the hosts in use are of: {used}.",
    "warning.hosts_unchecked": "Out of service, so mounts are not checked on: {hosts}.",
    "warning.late": (
        "{n} creation had no answer and may still appear. "
        "|| {n} creations had no answer and may still appear."
    ),
    "warning.mounts_missing": "Not usable on every host already: {datastores}.",
    "warning.new_ids": (
        "{n} instance is created anew, with another id and address. "
        "|| {n} instances are created anew, with other ids and addresses."
    ),
    "warning.no_draining": (
        "No load balancer is configured: instances are deleted without draining."
    ),
    "warning.members_left": (
        "Vigie neither drains nor removes members of load balancers: instances of {datacenters} "
        "are deleted with their connections, and their members stay until something else removes "
        "them."
    ),
    "warning.no_members": (
        "Vigie makes no members of load balancers: the new instances of {datacenters} get no "
        "traffic until something else registers them."
    ),
    "warning.no_metrics": "No metrics source is configured: what is in service was not checked.",
    "warning.nothing_left": "Nothing would be left to carry {connections} connections.",
    "warning.offer_unpriced": "The price of {offers} is not known: neither is the cost.",
    "warning.only_member": "{machine} is the only member of {pool}: nothing serves in its place.",
    "warning.orders_lost": "{n} order had no answer and has not been found: if it is delivered after all, it is one too many. || {n} orders had no answer and have not been found: if they are delivered after all, they are too many.",
    "warning.overload": (
        "The load would be {percent} % of what {n} instance carries. "
        "|| The load would be {percent} % of what {n} instances carry."
    ),
    "warning.pool_elsewhere": "Operation {operation}, of another journal, has lately changed {pool}.",
    "warning.price_unknown": (
        "The price of flavor {flavor} is not in the settings: the cost is not known."
    ),
    "warning.quota_full": "{datacenter} is full after this: no instance more fits its quota.",
    "warning.quota_nearly": (
        "{datacenter}: room for only {n} more instance after this. "
        "|| {datacenter}: room for only {n} more instances after this."
    ),
    "warning.quota_unknown": (
        "Not every quota is known in {regions}: some creations may be refused."
    ),
    "warning.resized_since": "{machine} has been resized since: it goes back to what it had before that operation.",
    "warning.restart": "{machine} does not serve between its shutdown and its return.",
    "warning.snapshot_reminder": "Delete the snapshot once all is well; it is pointed at after {days} days.",
    "warning.snapshots": "It has {n} snapshot, {days} days old. || It has {n} snapshots, the oldest {days} days old.",
    "warning.sources": "Sources not up to date: {sources}.",
    "warning.spilled": "{datacenter} takes {n} in place of {wanted}; the others take the rest.",
    "warning.started_hours": "Every started hour is billed, until the instance is deleted.",
    "warning.stock_unknown": "The stock is not known: some orders may be refused.",
    "warning.unfinished": "Standing, though not finished: {names}. They are counted and not ordered again.",
    "warning.unreadable": (
        "{n} instance could not be read: sizes are at least these, the ceiling counts it. "
        "|| {n} instances could not be read: sizes are at least these, the ceiling counts them."
    ),
    "warning.unsure": (
        "{n} creation had no answer: its instance is removed if it exists. "
        "|| {n} creations had no answer: their instances are removed if they exist."
    ),
    "detail.unmarks": "{datacenter}: {n} to lose the mark of {pool} ({names}).",
}
