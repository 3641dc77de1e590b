"""Backups and object storage in a line each: what is late first, what nobody knows said as that.

All of it is told by `vigie backups` and `vigie storage objects`.
"""

from collections.abc import Iterator, Sequence

from console.desk.backups import BackupAge, BackupAges
from console.desk.kept import StoredBeside
from console.desk.recording import growth
from console.desk.recording.growth import ObjectHistory
from console.model.notice import Notice
from console.model.objects import ObjectAccount, sums
from console.tui.lines import Line, Lines, Role, Span, fit, line
from console.tui.scene import Scene

EXAMPLES = 3
SPANS = {"tui.beside.day": growth.GrowthSpan.DAY, "tui.beside.week": growth.GrowthSpan.WEEK}
DOT: Span = (" · ", Role.FAINT)


def lines(scene: Scene, found: StoredBeside | None, failure: Notice | None, cells: int) -> Lines:
    """Nothing where there is neither, or while nothing was read."""
    if found is None:
        return () if failure is None else (fit(line((scene.say(failure), Role.WARN)), cells),)
    both = (
        ("tui.beside.backups", tuple(_backups(scene, found.backups))),
        ("tui.beside.objects", tuple(_objects(scene, found.objects, found.history))),
    )
    titles = {code: scene.locale.text(code) for code, told in both if told}
    longest = max(map(len, titles.values()), default=0)
    return tuple(
        fit(_line(titles[code].ljust(longest), told), cells) for code, told in both if told
    )


def pressing(found: Lines) -> Lines:
    """Of these, where there is little room, those that somebody has to do something about."""
    return tuple(one for one in found if any(role in {Role.BAD, Role.WARN} for _text, role in one))


def _line(title: str, told: Sequence[Span]) -> Line:
    spans = [span for one in told for span in (DOT, one)][1:]
    return line((f"{title}  ", Role.STRONG), *spans)


def _backups(scene: Scene, found: BackupAges) -> Iterator[Span]:
    ages = found.found
    late = [one for one in ages if one.late]
    never = [one for one in ages if one.never]
    unknown = [one for one in ages if one.late is None and not one.never]
    well = len(ages) - len(late) - len(never) - len(unknown)
    if late:
        yield _named(scene, "tui.beside.late", late), Role.BAD
    if never:
        yield _named(scene, "tui.beside.never", never), Role.BAD
    if unknown:
        yield _named(scene, "tui.beside.unknown", unknown), Role.WARN
    if found.unread:
        names = ", ".join(name for name, _why in found.unread)
        yield scene.locale.text("tui.beside.unread", names=names), Role.WARN
    if well:
        yield scene.locale.text("tui.beside.in_time", n=well), Role.PLAIN


def _named(scene: Scene, code: str, some: Sequence[BackupAge]) -> str:
    names = list(dict.fromkeys(one.subject for one in some))
    told = ", ".join(names[:EXAMPLES]) + (", …" if len(names) > EXAMPLES else "")
    return scene.locale.text(code, n=len(some), names=told)


def _objects(
    scene: Scene, found: Sequence[ObjectAccount], known: ObjectHistory | None
) -> Iterator[Span]:
    whole, locale = sums(found), scene.locale
    dark = [f"{one.store} {one.region}".strip() for one in found if one.unread is not None]
    if dark:
        yield locale.text("tui.beside.unread", names=", ".join(dark)), Role.WARN
    if len(dark) < len(found):
        least = "" if whole.whole else "≥"
        yield locale.text("tui.beside.containers", n=whole.containers), Role.PLAIN
        objects = f"{least}{locale.number(whole.objects)}"
        yield locale.text("tui.beside.count", objects=objects), Role.PLAIN
        yield f"{least}{locale.size(whole.bytes)}", Role.PLAIN
        if known is not None:
            yield _grown(scene, found, known)


def _grown(scene: Scene, found: Sequence[ObjectAccount], known: ObjectHistory) -> Span:
    """By how much all of it grew in a day and a week; why nobody knows."""
    told = {name: known.total(found, span) for name, span in SPANS.items()}
    parts = [
        f"{growth.said(more, scene.locale)}{scene.locale.text(name)}"
        for name, more in told.items()
        if more is not None
    ]
    return (", ".join(parts) or growth.unknown(known, scene.locale)), Role.FAINT
