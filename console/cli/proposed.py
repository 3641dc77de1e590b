"""What is proposed for the pools, with the command that plans it."""

from collections.abc import Iterator

from console.cli import shapes
from console.desk.proposals import proposals
from console.kinds import registry
from console.locale import Locale
from console.model.estate import Estate
from console.model.policy import Policy


def lines(estate: Estate, policy: Policy, locale: Locale) -> Iterator[str]:
    """A sentence for each; what would help and is hindered has no command."""
    for one in proposals(estate, policy):
        said = locale.notice(one.said)
        command = " ".join(("vigie", *registry.spec(one.verb).command, one.pool))
        yield said if one.hindered else locale.text("cli.proposed", said=said, command=command)


def shape(estate: Estate, policy: Policy, locale: Locale) -> list[shapes.Shape]:
    """The same as JSON: verb, pool, why, and whether something speaks against it now."""
    return [
        {
            "verb": one.verb,
            "pool": one.pool,
            "why": shapes.said(one.said, locale),
            "hindered": one.hindered,
        }
        for one in proposals(estate, policy)
    ]
