"""Operations on label sets."""

from collections.abc import Callable, Sequence

from console.rehearsal.promql.storage import Labels

NAME = "__name__"


def without(labels: Labels, dropped: Sequence[str]) -> Labels:
    """A label set without some labels."""
    return tuple(pair for pair in labels if pair[0] not in dropped)


def only(labels: Labels, kept: Sequence[str]) -> Labels:
    """A label set reduced to some labels."""
    return tuple(pair for pair in labels if pair[0] in kept)


def nameless(labels: Labels) -> Labels:
    """A label set without the metric's name."""
    return without(labels, (NAME,))


def key(names: Sequence[str], *, keep: bool) -> Callable[[Labels], Labels]:
    """What groups series: the named labels (`keep`), or all others but the name."""
    chosen = frozenset(names) if keep else frozenset((*names, NAME))

    def grouped(labels: Labels) -> Labels:
        return tuple(pair for pair in labels if (pair[0] in chosen) is keep)

    return grouped


def shown(labels: Labels) -> str:
    """A label set as Prometheus writes it in messages."""
    return "{" + ", ".join(f'{name}="{value}"' for name, value in labels) + "}"
