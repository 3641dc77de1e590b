"""`vigie scale`: bring a pool to a size, up or down."""

from console.cli.sizing import verb_command
from console.model.verb import SCALE

scale = verb_command(SCALE, "Bring POOL to a size, up or down.")
