"""Texts of the room `planning`."""

TEXTS: dict[str, str] = {
    "guard.amount_both": "Both a size and a difference are given.",
    "guard.amount_missing": "Neither a size nor a difference is given.",
    "guard.amount_negative": "A pool cannot have {n} instances.",
    "guard.author": "{user} may not write: the roles are {roles}.",
    "guard.author_unknown": "It is not known what the credentials may do.",
    "guard.baseline": (
        "{pool} would be left with {wanted} instances, below its baseline of {baseline}."
    ),
    "guard.budget": "{n} removals in {pool} at once; the limit is {budget}.",
    "guard.burst_by": "A burst adds instances; {n} is not a number to add.",
    "guard.burst_shrinks": "A burst only grows: {pool} has {now} instances and {wanted} are asked.",
    "guard.cap": "{datacenter} is capped at {cap} instances of this pool and has {now}.",
    "guard.ceiling": "{pool} would have {wanted} instances, above its ceiling of {ceiling}.",
    "guard.country": (
        "{region} ({datacenter}) is in country {country}; only {allowed} may hold instances."
    ),
    "guard.datacenter_none": "{pool} has no share in any declared datacenter.",
    "guard.datacenter_unknown": "{pool} has no datacenter {datacenter}. It has {known}.",
    "guard.digest": "The plan of operation {operation} is not the one that was confirmed.",
    "guard.duration": "A planned duration of {hours} h makes no sense.",
    "guard.flavor_missing": "{region} does not offer the flavor of the pool.",
    "guard.health_unknown": "It is not known which instances of {pool} are in service.",
    "guard.in_service": (
        "Only {serving} instances of {pool} would stay in service; its baseline is {baseline}."
    ),
    "guard.instances_stale": "The list of instances in {region} is stale.",
    "guard.instances_unknown": "The instances in {region} are not known.",
    "guard.load_unknown": "The load of {pool} is not known.",
    "guard.metrics_stale": "The metrics of {pool} are stale.",
    "guard.metrics_unknown": "The metrics of {pool} have not been read yet.",
    "guard.nothing": (
        "{pool} has {n} instance already: there is nothing to do. "
        "|| {pool} has {n} instances already: there is nothing to do."
    ),
    "guard.nothing_missing": "Operation {operation} lacks no instance.",
    "guard.nothing_to_undo": "Nothing is left to undo of operation {operation}.",
    "guard.owned_unknown": "The number of instances of {pool} is not known.",
    "guard.pool_frozen": "{pool} is frozen: {why}",
    "guard.pool_held": "{pool} is held by operation {operation}, started by {user}.",
    "guard.pool_missing": "No pool is named. Known pools: {known}.",
    "guard.pool_stateful": "{pool} holds data: its instances are neither created nor deleted here.",
    "guard.pool_unknown": "There is no pool {pool}. Known pools: {known}.",
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
    "guard.rollback_of_rollback": "Operation {operation} is itself a rollback.",
    "guard.room": (
        "{n} instance is asked for and there is room for {fits} only. "
        "|| {n} instances are asked for and there is room for {fits} only."
    ),
    "guard.target_live": "Operation {operation} is still running.",
    "guard.target_pool": "Operation {operation} is on pool {pool}, not {asked}.",
    "guard.target_rolled_back": "Operation {operation} has been rolled back already.",
    "guard.target_unknown": "There is no operation to act on.",
    "guard.topup_of_rollback": "Operation {operation} is a rollback: it has nothing to top up.",
    "irreversible.deleted": (
        "{n} deleted instance does not come back with its id and its disk. "
        "|| {n} deleted instances do not come back with their ids and their disks."
    ),
    "remedy.amount": "Give one of them: a size to reach, or a number to add.",
    "remedy.at_least": "Ask for at least {baseline}.",
    "remedy.at_most": "Ask for at most {ceiling}, or raise the ceiling in the settings.",
    "remedy.author": "Use credentials with a role that may write.",
    "remedy.budget": "Remove at most {budget} at once, or raise the limit in the settings.",
    "remedy.burst_again": "Start a new burst.",
    "remedy.cap": "Raise the cap in the settings, or name other datacenters.",
    "remedy.datacenters": "Name datacenters that are allowed: {datacenters}.",
    "remedy.flavor": "Choose another flavor in the settings, or name other datacenters.",
    "remedy.identity": "Check the credentials, and that the identity service answers.",
    "remedy.in_service": (
        "Wait until the sick instances are back, or scale to a size that keeps more."
    ),
    "remedy.metrics": (
        "Wait until the metrics source answers again; nothing that serves is removed blindly."
    ),
    "remedy.more_datacenters": "Name more datacenters, or remove fewer.",
    "remedy.plan_again": "Plan again and confirm what is then shown.",
    "remedy.quota": "Ask for a larger quota, or name other datacenters.",
    "remedy.read_only": "Start without read-only, with credentials that may write.",
    "remedy.refresh": "Refresh, and look at the source if it does not answer.",
    "remedy.room": "Add at most {fits}, or ask for a larger quota.",
    "remedy.scale": "Use scale to shrink a pool.",
    "remedy.stop": "Wait until operation {operation} ends, or stop it.",
    "remedy.thaw": "Thaw pool {pool} once the reason is gone.",
    "storage.inaccessible": "It cannot be reached: its figures are not known.",
    "storage.maintenance": "It is in maintenance mode.",
    "storage.missing_mounts": "It can be used on {mounted} of {hosts} hosts; not on {missing}.",
    "storage.nearly_full": "It is {percent} % full; the alarm is at {limit} %.",
    "storage.overcommitted": "Its disks may grow to {percent} % of its capacity.",
    "warning.avoided": "Nothing is placed in {datacenters}: creations failed there.",
    "warning.building": (
        "{n} instance to remove is still being built. "
        "|| {n} instances to remove are still being built."
    ),
    "warning.error_counted": (
        "{n} instance in ERROR counts in the size of the pool. "
        "|| {n} instances in ERROR count in the size of the pool."
    ),
    "warning.late": (
        "{n} creation had no answer and may still appear. "
        "|| {n} creations had no answer and may still appear."
    ),
    "warning.new_ids": (
        "{n} instance is created anew, with another id and address. "
        "|| {n} instances are created anew, with other ids and addresses."
    ),
    "warning.no_draining": (
        "No load balancer is configured: instances are deleted without draining."
    ),
    "warning.no_metrics": "No metrics source is configured: what is in service was not checked.",
    "warning.nothing_left": "Nothing would be left to carry {connections} connections.",
    "warning.overload": (
        "The load would be {percent} % of what {n} instance carries. "
        "|| The load would be {percent} % of what {n} instances carry."
    ),
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
    "warning.sources": "Sources not up to date: {sources}.",
    "warning.spilled": "{datacenter} takes {n} in place of {wanted}; the others take the rest.",
    "warning.started_hours": "Every started hour is billed, until the instance is deleted.",
    "warning.unreadable": (
        "{n} instance could not be read and is not counted. "
        "|| {n} instances could not be read and are not counted."
    ),
    "warning.unsure": (
        "{n} creation had no answer: its instance is removed if it exists. "
        "|| {n} creations had no answer: their instances are removed if they exist."
    ),
}
