"""`vigie burst`: grow a pool, by default to its burst size."""

from console.cli.sizing import verb_command
from console.model.verb import BURST

burst = verb_command(BURST, "Grow POOL to its burst size, or to the size given.")
