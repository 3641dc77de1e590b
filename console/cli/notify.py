"""`vigie notify`: see whether those who are to be told can be reached."""

from console.bootstrap.parts import parts_of
from console.cli import failure, parser
from console.cli.answer import say, say_json
from console.cli.invocation import Invocation, common_options
from console.cli.table import table
from console.locale import Locale
from console.model.error import UsageError
from console.model.letter import Arrival, Delivery, Letter
from console.model.notice import notice


@parser.group(help="help.notify")
def notify() -> None:
    """Try the addresses that notices are sent to."""


@notify.command(help="help.notify.test")
@common_options
def test(invocation: Invocation) -> int:
    """Send a notice to every address of the settings, and say what came of each."""
    loaded = invocation.load()
    settings = loaded.settings.notifications
    notifier = parts_of(loaded.settings, loaded.path).notifier()
    if settings is None or notifier is None:
        raise UsageError(notice("notification.none"))
    sent_in = Locale(settings.language, invocation.locale().zone)
    estate = loaded.settings.estate.name
    body = sent_in.text("notification.test", estate=estate)
    came = notifier.send(Letter(f"{estate} · Vigie", body))
    if invocation.json:
        say_json({"addresses": [_shape(at, one) for at, one in enumerate(came, 1)]})
    else:
        locale = invocation.locale()
        rows = [
            (str(at), one.name, one.schema or "–", locale.text(f"notification.{one.outcome}"))
            for at, one in enumerate(came, 1)
        ]
        heads = ("number", "name", "schema", "result")
        say(table(heads, rows, locale, texts=("result",)))
    return _code(came)


def _shape(at: int, one: Delivery) -> dict[str, object]:
    return {"number": at, "name": one.name, "schema": one.schema, "outcome": one.outcome.value}


def _code(came: tuple[Delivery, ...]) -> int:
    """0 when all were reached, 1 where there is no address, 5 where one did not take it."""
    if any(one.hopeless for one in came):
        return failure.FAILED
    reached = all(one.outcome is Arrival.DELIVERED for one in came)
    return failure.DONE if reached else failure.UNREACHABLE
