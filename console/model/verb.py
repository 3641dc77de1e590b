"""What can be asked of the estate, by id. A kind declares its verbs; these every kind has."""

from typing import NewType

Verb = NewType("Verb", str)
"""The id of a verb, as the journal and the JSON shapes write it."""

ROLLBACK = Verb("rollback")
TOPUP = Verb("topup")
STOP = Verb("stop")

HEAL = Verb("heal")
"""Whatever is sick is mended: a pool may have it suspended."""
REPAIR = Verb("repair")
"""What stood in a datacenter that is lost stands in for it elsewhere, and moves back."""
