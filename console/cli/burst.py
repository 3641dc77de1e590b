"""`vigie burst`: grow a pool, by default to its burst size."""

from console.cli.sizing import verb_command
from console.model.plan import Verb

burst = verb_command(Verb.BURST, "Grow POOL to its burst size, or to the size given.")
