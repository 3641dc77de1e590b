"""Where am I, and may I write? One line on every screen."""

from dataclasses import dataclass

from console.model.figure import Freshness
from console.model.freeze import Scope, of_pool
from console.model.resource import DATASTORE, INSTANCE, MACHINE
from console.tui.formatting import age
from console.tui.lines import Line, Role, fit, joined, line, width
from console.tui.scene import Scene

BAR = (" │ ", Role.FAINT)
SHORT, BARE = 100, 140
MARKS = {
    Freshness.FRESH: ("●", Role.GOOD),
    Freshness.STALE: ("▲", Role.WARN),
    Freshness.UNKNOWN: ("○", Role.BAD),
}
LEADING = ("nova", "vcenter", "octavia", "prometheus", "alertmanager", "supply", "journal")
RIGHTS = "account"
WORST_FIRST = (Freshness.UNKNOWN, Freshness.STALE, Freshness.FRESH)


def banner(scene: Scene, cells: int) -> Line:
    """The line in at most `cells` cells: what matters least goes first."""
    whole = _banner(scene, cells, short=cells < SHORT)
    return whole if width(whole) <= cells else fit(_banner(scene, cells, short=True), cells)


def _banner(scene: Scene, cells: int, *, short: bool) -> Line:
    head = joined(
        (
            _place(scene, bare=cells < BARE),
            _who(scene, short=short),
            _rights(scene),
            _time(scene, short),
        ),
        BAR,
    )
    room = cells - width(head) - width((BAR,)) - 1
    return line((" ", Role.PLAIN), *joined((head, sources_worst_first(scene, room)), BAR))


def _place(scene: Scene, *, bare: bool) -> Line:
    """Production is loud: reversed and in capitals, which needs no colour to be seen."""
    text = scene.locale.text
    name = text(f"tui.environment.{scene.environment}")
    if scene.environment == "production":
        tag = (f" {name.upper()} ", Role.LOUD)
    else:
        speed = "" if scene.speed == 1 else f" ×{scene.locale.number(scene.speed)}"
        tag = (f"[{name}{speed}]", Role.CALM)
    product = () if bare else (("VIGIE", Role.TITLE), BAR)
    return line(*product, (scene.estate_name, Role.STRONG), " ", tag)


def _who(scene: Scene, *, short: bool) -> Line:
    identity = scene.estate.identity
    if identity is None:
        source = scene.estate.sources.get("identity")
        failed = source is not None and source.failure is not None
        said = "tui.identity.unknown" if failed else "tui.identity.pending"
        return line((scene.locale.text(said), Role.WARN if failed else Role.FAINT))
    roles = ", ".join(identity.roles)
    return line(roles) if short else line(identity.user, (" · ", Role.FAINT), roles)


def _rights(scene: Scene) -> Line:
    """What may not be changed. Before a sign-in nobody knows: the role's place says that."""
    shut: list[str] = []
    everything = scene.blocked.get(INSTANCE)
    if everything is not None and everything.code != "session.identity_unknown":
        shut.append("tui.read_only")
    elif scene.policy.private is not None:
        shut.extend(_private_rights(scene))
    scopes = [one.scope for one in of_pool(scene.pool_name, scene.estate.activity.freezes)]
    if Scope.EVERYTHING in scopes or scene.pool_name in scene.policy.frozen:
        shut.append("tui.frozen")
    elif scopes:
        shut.append("tui.suspended")
    elif scene.policy.private is not None and scene.policy.private.frozen:
        shut.append("tui.private_frozen")
    marks = [line((f" {scene.locale.text(key)} ", Role.ALARM)) for key in shut]
    return joined(marks, (" ", Role.PLAIN))


def _private_rights(scene: Scene) -> list[str]:
    """What its accounts may not do on the private side, once they are known."""
    estate, blocked = scene.estate, scene.blocked
    supply = estate.supply.account if estate.supply else None
    no_resize = estate.private_account is not None and MACHINE in blocked
    no_order = supply is not None and DATASTORE in blocked
    if no_resize:
        return ["tui.private_read_only"]
    return ["tui.no_orders"] if no_order else []


def _time(scene: Scene, short: bool) -> Line:  # noqa: FBT001 - a width class, not an option
    locale = scene.locale
    if short:
        return line(locale.clock(scene.now))
    return line(
        f"{locale.day(scene.now)} {locale.clock(scene.now)}", (f" {_zone(scene)}", Role.FAINT)
    )


def _zone(scene: Scene) -> str:
    return str(scene.locale.zone)


def sources_worst_first(scene: Scene, cells: int) -> Line:
    """As many systems as fit, the worst first; a doubtful one that does not fit is counted."""
    systems = by_system(scene)
    if not systems:
        return line((scene.locale.text("tui.sources.none"), Role.FAINT))
    shown: Line = ()
    for count, system in enumerate(systems):
        doubtful = sum(s.doubtful for s in systems[count + 1 :])
        more = line((f" +{doubtful}", Role.WARN)) if doubtful else ()
        longer = joined((shown, system_mark(scene, system)), ("  ", Role.PLAIN))
        if width(longer) + width(more) > cells and shown:
            rest = sum(s.doubtful for s in systems[count:])
            return line(*shown, (f" +{rest}", Role.WARN)) if rest else shown
        shown = longer
    return shown


@dataclass(frozen=True, slots=True)
class System:
    """The sources of one system (`nova:GRA11`, `nova:SBG5`) taken together: the worst counts.

    `unreadable` counts records of all of them that made no sense.
    """

    name: str
    freshness: Freshness
    age_s: float | None
    unreadable: int = 0

    @property
    def doubtful(self) -> bool:
        """Say whether its figures are old, missing, or not whole."""
        return self.freshness is not Freshness.FRESH or self.unreadable > 0

    @property
    def mark(self) -> Freshness:
        """What its mark says: figures that are not whole are doubted as old ones are."""
        return min(
            self.freshness,
            Freshness.STALE if self.unreadable else Freshness.FRESH,
            key=WORST_FIRST.index,
        )


def _system(source: str) -> str:
    """The system of a source. Rights are read rarely: their age is not that of the figures."""
    system, _, part = source.partition(":")
    return source if part == RIGHTS else system


def by_system(scene: Scene) -> tuple[System, ...]:
    """Systems, the worst first; among fresh ones those that a decision rests on."""
    found: dict[str, System] = {}
    for state in scene.estate.sources.values():
        name = _system(state.name)
        age_s = scene.age_s(state.succeeded_at) if state.succeeded_at else None
        other = found.get(name, System(name, state.freshness, age_s))
        worst = min(other.freshness, state.freshness, key=WORST_FIRST.index)
        ages = None if other.age_s is None or age_s is None else max(other.age_s, age_s)
        found[name] = System(name, worst, ages, other.unreadable + state.unreadable)
    return tuple(sorted(found.values(), key=_rank))


def _rank(system: System) -> tuple[int, int, str]:
    leading = LEADING.index(system.name) if system.name in LEADING else len(LEADING)
    return WORST_FIRST.index(system.mark), leading, system.name


def never(scene: Scene) -> str:
    """In place of the age of a source that was not heard, or whose state nobody recorded."""
    past = scene.estate.recorded is not None and scene.estate.recorded.at is None
    return scene.locale.text("past.untold" if past else "tui.sources.never")


def system_mark(scene: Scene, system: System) -> Line:
    """A mark, the name, and the age of the oldest success."""
    glyph, role = MARKS[system.mark]
    ago = never(scene) if system.age_s is None else age(scene.locale, system.age_s)
    return line((f"{glyph} ", role), system.name, (f" {ago}", Role.FAINT))
