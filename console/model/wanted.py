"""The keys of a change's plain values, in one place: what is wanted, what was, what is kept.

`OFFER`, `SIZE` (bytes), `CLUSTER` (id), `FOLDER`: of what is ordered. `VCPUS`,
`MEMORY` (bytes), `RESTART` and `SNAPSHOT` (1 or 0): of a virtual machine.
`REBOOT`: 1, a guest is to reboot itself; `DOWN`: 1 once it was seen not to run since.
`MARK`: the highest order number seen before an order was placed; `ORDER`: the
order's id; `HOLDING`: the id of what it delivers; `NAME`: its name in vCenter;
`TASK`: a vCenter task under way. `POWER` and `GUEST`: a machine's when its change
began; `BACK`: 1 once its old sizes are to be restored. `ALONE`: 1 once a quota has
refused the instance's batch as a whole. `MISSING`: the id that the cloud does not
know (any more). `FORMER`: ids, by spaces, of instances that were given up and made anew.
`SURE`: 1 where the journal proves that what is left over is ours; `UNUSED`: 1 where no host
could use what is given back, which stays once one can.
`LABEL`: the pool that an instance's mark names; empty where it has none.
`BALANCER`: the load-balancer pool of a member, `PORT` where it listens, `SERVER` the id of
its instance; `MEMBERS`: ids of the members that are being drained, each with the weight it had.
`REPLACES`: the id of the sick instance that a creation is in place of; `REPLACEMENT`: the
name of what is created in place of the one that is removed. `RETURNED`: the name of what
comes back from quarantine in place of the one that is removed. `CHANGED`: when the cloud had
last changed an instance, by its own clock, before a reboot was asked for.
`STANDS_FOR`: the code of the datacenter that an instance stands in for; `HOME`: the same where
it is made there again, or goes since that is back. `PLACE`: the name of the instance whose place
either takes, and `HELD_BY` the operation that had made that one; empty where none had.
`LOCKED`: 1 where an instance is locked, and `REASON` why.
`THROUGHOUT`: 1 where a change lasts until the operation's others have ended.
`SILENCED`: the matchers of a silence; `UNTIL`: when it ends, or a target, unix seconds of
estate time. `LEVEL`: the size of a target; `KEEPS`: 1 where what came of it stays after it.
`METER`: when the change's instances were first ACTIVE, and gone (see `console.model.meter`).
`LEADER`: the member of a cluster that leads. `STARTED`: since when its server ran, in its
own words; `SICK`: 1 where it was not well; `ANSWERED`: 1 once its mechanism has said that
it is done.
"""

OFFER = "offer"
SIZE = "size_bytes"
BILLING = "billing"
CLUSTER = "cluster"
FOLDER = "folder"
VCPUS = "vcpus"
MEMORY = "memory_bytes"
RESTART = "restart"
REBOOT = "reboot"
SNAPSHOT = "snapshot"
MARK = "mark"
ORDER = "order"
HOLDING = "holding"
TASK = "task"
NAME = "name"
POWER = "power"
GUEST = "guest"
BACK = "back"
DOWN = "down"
ALONE = "alone"
MISSING = "missing"
FORMER = "former"
SURE = "sure"
UNUSED = "unused"
LABEL = "label"
BALANCER = "balancer"
PORT = "port"
SERVER = "server"
MEMBERS = "members"
REPLACES = "replaces"
REPLACEMENT = "replacement"
RETURNED = "returned"
CHANGED = "changed"
SILENCED = "matchers"
UNTIL = "until"
THROUGHOUT = "throughout"
STANDS_FOR = "stands_for"
HOME = "home"
PLACE = "place"
HELD_BY = "held_by"
LEVEL = "level"
KEEPS = "keeps"
METER = "meter"
LEADER = "leader"
STARTED = "started"
SICK = "sick"
ANSWERED = "answered"
LOCKED = "locked"
REASON = "reason"
