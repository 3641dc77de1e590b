"""`vigie scale`: bring a pool to a size, up or down."""

from console.cli.sizing import verb_command
from console.model.plan import Verb

scale = verb_command(Verb.SCALE, "Bring POOL to a size, up or down.")
