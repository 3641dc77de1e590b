"""What can be asked of the estate, by id. A kind declares its verbs; these are known to all."""

from typing import NewType

Verb = NewType("Verb", str)
"""The id of a verb, as the journal and the JSON shapes write it."""

BURST = Verb("burst")
SCALE = Verb("scale")
ROLLBACK = Verb("rollback")
TOPUP = Verb("topup")
DATASTORE_ADD = Verb("datastore-add")
STOP = Verb("stop")
HOST_ADD = Verb("host-add")
VM_RESIZE = Verb("vm-resize")
