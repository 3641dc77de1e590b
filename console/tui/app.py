"""The console's application: modes, themes, keys, and the tick that feeds the screens."""

import gc
import os
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rich.text import Text
from textual.app import App, ScreenStackError
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.screen import Screen

from console.locale import Locale
from console.model.error import VigieError
from console.model.notice import Notice, notice
from console.settings.model import Settings
from console.tui import crash
from console.tui.background import Background
from console.tui.leaving import Leaving
from console.tui.look import Looks
from console.tui.screens.estate import EstateScreen
from console.tui.screens.overview import OverviewScreen
from console.tui.skin import textual_theme
from console.tui.spelling import InAscii, Unheard
from console.tui.terminal import draws_ascii_only, theme_by_colours
from console.tui.theme import FALLBACK, first_theme, names, read_themes
from console.tui.typing import Typing
from console.tui.widgets.bar import draw_bars

if TYPE_CHECKING:  # what is imported before the first paint, a person waits for
    from console.desk.finding import Hit
    from console.desk.muster import Muster
    from console.desk.remedies import Remedy
    from console.desk.session import Session
    from console.kinds.screen import ScreenName
    from console.model.estate import Estate
    from console.model.past import ChartSpan
    from console.tui.actions import Circumstances
    from console.tui.duty import Duty
    from console.tui.keymap import Keymap
    from console.tui.recording import Recording
    from console.tui.rewind import Rewind
    from console.tui.scene import Scene

DATA_HZ = 4.0
BEGINS_WITHIN_S = 1.0
SEVERITY_MARKS: dict[SeverityLevel, str] = {"warning": "▲ ", "error": "✖ "}
GREY = "high-contrast"
"""What is worn without colour: Textual turns it to greys, roles add bold and reverse."""


def _instances() -> Screen[None]:
    from console.tui.screens.instances import InstancesScreen  # noqa: PLC0415 - after first paint

    return InstancesScreen()


def _storage() -> Screen[None]:
    from console.tui.screens.storage import StorageScreen  # noqa: PLC0415 - after first paint

    return StorageScreen()


def _private() -> Screen[None]:
    from console.tui.screens.private import PrivateScreen  # noqa: PLC0415 - after first paint

    return PrivateScreen()


def _operations() -> Screen[None]:
    from console.tui.screens.operations import OperationsScreen  # noqa: PLC0415 - after first paint

    return OperationsScreen()


def _alerts() -> Screen[None]:
    from console.tui.screens.alerts import AlertsScreen  # noqa: PLC0415 - after first paint

    return AlertsScreen()


def _leftovers() -> Screen[None]:
    from console.tui.screens.leftovers import (  # noqa: PLC0415 - after first paint
        LeftoversScreen,
    )

    return LeftoversScreen()


def _schedule() -> Screen[None]:
    from console.tui.screens.schedule import ScheduleScreen  # noqa: PLC0415 - after first paint

    return ScheduleScreen()


def _costs() -> Screen[None]:
    from console.tui.screens.costs import CostsScreen  # noqa: PLC0415 - after first paint

    return CostsScreen()


class Drawn(NamedTuple):
    """What a picture was made of: an estate, and how and when it was looked at."""

    estate: "Estate"
    looks: tuple[object, ...]

    def same(self, other: "Drawn | None") -> bool:
        """Say whether it makes the same picture."""
        return (
            other is not None and self.looks == other.looks and self.estate.tells_as(other.estate)
        )


class VigieApp(App[int]):
    """One person's console on one estate. Reads and enqueues; never executes.

    The overview's frame is painted first, from the settings alone; then the estate
    is opened (`opened`), and with it comes everything that the rest needs.
    """

    # The first screen's sheet is read with the app's own: one added later has all parsed again.
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(__file__).with_name("app.tcss"),
        Path(__file__).parent / "screens" / "overview.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "suspend_process", show=False)]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {
        "instances": _instances,
        "storage": _storage,
        "private": _private,
        "operations": _operations,
        "alerts": _alerts,
        "leftovers": _leftovers,
        "schedule": _schedule,
        "costs": _costs,
    }
    DEFAULT_MODE = "overview"

    session: "Session"
    keys: "Keymap"
    muster: "Muster"
    duty: "Duty"
    recording: "Recording"
    rewind: "Rewind"
    span: "ChartSpan"

    def __init__(
        self,
        settings: Settings,
        open_session: Callable[[], "Session"],
        locale: Locale,
        *,
        folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.locale = locale
        self.opened = False
        self.failure: VigieError | None = None
        self._unheard = Unheard()
        self._in_ascii = InAscii(draws_ascii_only(settings.console, os.environ))
        draw_bars(ascii_only=self._in_ascii.enabled)
        self.pool_name = next(iter(settings.pools))
        self.background = Background(self, self.say_error)
        self._open_session = open_session
        self._typing = Typing(self, super().on_event)
        self._early: list[str] = []
        self._noted: dict[str, float] = {}
        self._folder = folder
        self._fallen = False
        self.started: str | None = None
        self._leaving: Leaving | None = None
        self._drawn: Drawn | None = None
        self._begun = False
        self._looks: tuple[str, Looks] | None = None
        self._themes: tuple[str, ...] = ()
        self._wear_first()

    def _wear_first(self) -> None:
        """Read and wear the one theme that the first paint needs, if it can be found by name."""
        file = first_theme(GREY if self.no_color else self._preferred) or first_theme(FALLBACK)
        if file is not None:
            self.register_theme(textual_theme(file))
            # Told as a change, it would have every sheet parsed again before the first paint.
            self.set_reactive(VigieApp.theme, file.name)
            # Nobody tells this either: the terminal's own sixteen colours stay its own.
            self._refresh_truecolor_filter(self.ansi_theme)
            self.stylesheet.set_variables(self.get_css_variables())
            self.set_class(file.dark, "-dark-mode", update=False)
            self.set_class(not file.dark, "-light-mode", update=False)

    @property
    def _preferred(self) -> str:
        """The theme that the settings name, else the one for this terminal's colours."""
        named = self.settings.console.theme
        return named or theme_by_colours(self.console.color_system) or FALLBACK

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, nothing that is obeyed, and ASCII where the terminal wants it."""
        filters = [*super().get_line_filters(), self._unheard]
        return [*filters, self._in_ascii] if self._in_ascii.enabled else filters

    def _take_themes(self) -> tuple[Notice, ...]:
        """Read the others once the first paint is done; say which cannot be used."""
        themes = read_themes()
        for file in themes.found.values():
            if file.name != self.theme:
                self.register_theme(textual_theme(file))
        self._themes = tuple(themes.found)
        wanted = self._preferred
        if wanted not in themes.found:
            return (*themes.problems, notice("tui.theme.unknown", theme=wanted))
        if not self.no_color:
            self.theme = wanted
        return themes.problems

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Values for the roles while a theme that is not ours is on."""
        return dict.fromkeys(names(), "#808080")

    @property
    def looks(self) -> Looks:
        """Styles by role of the theme that is on."""
        if self._looks is None or self._looks[0] != self.theme:
            values = self.get_css_variables()
            self._looks = (self.theme, Looks(values, colour=not self.no_color))
        return self._looks[1]

    # The tick ------------------------------------------------------------

    def on_mount(self) -> None:
        """Paint first; then open the estate."""
        self.add_mode(self.DEFAULT_MODE, OverviewScreen)
        self.call_after_refresh(self._begin)
        # A dialog that was opened at once keeps the first screen's refresh away.
        self.set_timer(BEGINS_WITHIN_S, self._begin)

    def get_default_screen(self) -> Screen[None]:
        """The first screen. As a mode of `MODES` it would have every sheet parsed twice."""
        return OverviewScreen()

    def _begin(self) -> None:
        """Open the estate and start to watch; say what was wrong with the settings."""
        if self._begun:
            return
        self._begun = True
        from console.desk.muster import Muster  # noqa: PLC0415 - after first paint
        from console.model.past import ChartSpan  # noqa: PLC0415 - as above
        from console.tui.duty import Duty  # noqa: PLC0415 - as above
        from console.tui.keymap import resolve  # noqa: PLC0415 - as above
        from console.tui.recording import Recording  # noqa: PLC0415 - as above
        from console.tui.rewind import Rewind  # noqa: PLC0415 - as above

        try:
            self.session = self._open_session()
        except VigieError as error:
            self.failure = error
            self._leave(1)
            return
        self.span = ChartSpan.HOUR
        self.muster = Muster(self.session.policy.healing.grace_s)
        self.duty = Duty(self.session, self.background)
        self.keys = resolve(self.settings.console.keymap)
        for key, ids in self.keys.meanings.items():
            self.bind(key, f"press('{' '.join(ids)}')", show=False)
        self.opened = True
        self.session.watch.start()
        self.recording = Recording(self.session)
        self.rewind = Rewind(self.session, self.background, self.tick, self.say_error)
        self.set_interval(1 / min(DATA_HZ, self.settings.console.fps), self.tick)
        for problem in (*self.keys.problems, *self._take_themes()):
            self.say(problem, severity="warning")
        self.tick()
        for key in self._early:
            self.simulate_key(key)
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    async def on_event(self, event: Event) -> None:
        """Take what is typed in its order; everything else at once."""
        typed = isinstance(event, Key | Paste)
        if typed and not self.screen_stack:
            return  # the screens are closed: what comes while it leaves is for nobody
        if typed and not event.is_forwarded:
            await self._typing.take(event)
        else:
            await super().on_event(event)

    def on_key(self, event: Key) -> None:
        """Keep what is typed before the estate is open: its keys mean something then."""
        if not self.opened:
            self._early.append(event.key)

    @property
    def shown(self) -> EstateScreen | None:
        """The estate's screen that is seen, beneath a dialog too; None while one mounts.

        None as well before the estate is open, and while the application is being taken down:
        parts are gone by then.
        """
        if not self.is_running or not self.opened:
            return None
        try:
            stack = reversed(self.screen_stack)
        except ScreenStackError:
            return None
        screen = next((one for one in stack if isinstance(one, EstateScreen)), None)
        return screen if screen is not None and screen.is_mounted else None

    @property
    def on_top(self) -> EstateScreen | None:
        """The estate's screen where keys act: None under a dialog too."""
        shown = self.shown
        return shown if shown is not None and shown is self.screen else None

    def tick(self) -> None:
        """Give the screen that is shown the newest scene, if anything in it can differ."""
        self.duty.look()
        trouble = self.recording.trouble()
        if trouble is not None:
            self.say(trouble, severity="warning")
        screen = self.shown
        if screen is None:
            return
        clock = self.session.clock
        second = int(clock.now().timestamp() / clock.speed)
        looks = (
            *(screen, self.pool_name, self.span, second, self.duty.unattended),
            *self.rewind.seen,
        )
        drawn = Drawn(self.rewind.estate or self.session.watch.snapshot(), looks)
        if screen.size.width and not drawn.same(self._drawn):
            self._drawn = drawn
            screen.receive(self.scene())
            # A dialog beneath another keeps its picture of what is behind it until it is told.
            stack = self.screen_stack
            for dialog in stack[stack.index(screen) + 1 : -1]:
                dialog.refresh()

    def scene(self) -> "Scene":
        """The estate as it is now, or as it stood, as this person looks at it."""
        from console.model.past import ChartSpan  # noqa: PLC0415 - as above
        from console.tui.circumstances import blocked  # noqa: PLC0415 - after first paint
        from console.tui.scene import Scene  # noqa: PLC0415 - as above

        session, settings, past = self.session, self.settings, self.rewind.estate
        return Scene(
            estate=past or session.watch.snapshot(),
            policy=session.policy,
            locale=self.locale,
            estate_name=settings.estate.name,
            environment=settings.estate.environment,
            now=past.at if past else session.clock.now(),
            speed=session.clock.speed,
            pool_name=self.pool_name,
            blocked=blocked(session),
            unattended=None if past else self.duty.unattended,
            rewound=self.rewind.told(),
            span=ChartSpan.HOUR if past else self.span,
        )

    # Actions -------------------------------------------------------------

    def circumstances(self) -> "Circumstances":
        """What decides whether an action may run now."""
        from console.tui.circumstances import circumstances  # noqa: PLC0415 - after first paint

        return circumstances(self.session, self.pool_name, self.shown, past=self.rewind.active)

    def action_press(self, ids: str) -> None:
        """Carry out that of some actions, with spaces between, which is of the screen on top."""
        from console.tui.actions import by_id  # noqa: PLC0415 - after first paint

        screen = self.on_top
        if screen is not None:
            meant = next((one for one in ids.split() if by_id()[one].here(screen.PLACE)), None)
            if meant is not None:
                self.action_perform(meant)

    def action_perform(self, action_id: str) -> None:
        """Carry out an action of the catalogue, or say why it cannot be."""
        from console.tui.actions import (  # noqa: PLC0415 - after first paint
            NOTHING_TO_UNDO,
            SCREEN_ACTIONS,
            by_id,
        )

        screen = self.on_top
        action = by_id()[action_id]
        if screen is None or not action.here(screen.PLACE):
            return
        why = action.why_not(self.circumstances())
        # The last few operations say nothing of older ones: the journal is asked.
        if why is not None and why.code != NOTHING_TO_UNDO:
            self.say(why, severity="warning")
        elif action_id in SCREEN_ACTIONS:
            self.switch_mode(SCREEN_ACTIONS[action_id].value)
        elif not screen.perform(action_id) and not self._ask(action_id):
            self._own(action_id)

    def _ask(self, action_id: str) -> bool:
        from console.tui.requests import Requests  # noqa: PLC0415 - forms load after first paint

        return Requests(self).start(action_id)

    def _own(self, action_id: str) -> None:
        from console.tui.rewind import STEPS  # noqa: PLC0415 - after first paint

        own: dict[str, Callable[[], None]] = {
            "app.quit": self._leave,
            "theme.choose": self._choose_theme,
            "pool.next": self._next_pool,
            "chart.span": self._next_span,
            "refresh.now": self.session.watch.hasten,
            "pool.freeze": self._freeze,
            "advice.take": self._take_advice,
            "scout.open": self._scout,
            "operation.approve": self._approve,
            "help.open": self._help,
            "time.at": self._look_at,
            "time.now": self.rewind.leave,
            "palette.open": self._palette,
        }
        if action_id in own:
            own[action_id]()
        elif action_id in STEPS:
            self.rewind.step(action_id)

    def _approve(self) -> None:
        from console.tui.approving import ask  # noqa: PLC0415 - forms load after first paint

        ask(self)

    def _look_at(self) -> None:
        from console.tui.dialogs.moment import MomentForm  # noqa: PLC0415 - as above

        self.push_screen(MomentForm(), lambda at: self.rewind.go(at) if at else None)

    def _freeze(self) -> None:
        from console.tui.freezing import toggle  # noqa: PLC0415 - forms load after first paint

        toggle(self)

    def _take_advice(self) -> None:
        from console.tui.advising import take  # noqa: PLC0415 - forms load after first paint

        take(self)

    def _scout(self) -> None:
        from console.tui.dialogs.scout import ScoutDialog  # noqa: PLC0415 - as above

        self.push_screen(ScoutDialog(self.pool_name))

    def _help(self) -> None:
        from console.tui.dialogs.help import Help, help_lines  # noqa: PLC0415 - after first paint

        screen = self.on_top
        if screen is not None:
            now = self.circumstances()
            self.push_screen(Help(help_lines(self.scene(), self.keys, now, screen.PLACE)))

    def _palette(self) -> None:
        from console.tui.actions import actions  # noqa: PLC0415 - after first paint
        from console.tui.dialogs.palette import CommandPalette  # noqa: PLC0415 - as above

        screen = self.on_top
        if screen is not None:
            now = self.circumstances()
            entries = [(a, a.why_not(now)) for a in actions() if a.here(screen.PLACE)]
            self.push_screen(CommandPalette(entries), self._chosen)

    def _chosen(self, choice: "str | Hit | None") -> None:
        if isinstance(choice, str):
            self.action_perform(choice)
        elif choice is not None:
            self.call_later(self._go_to, choice)

    async def _go_to(self, thing: "Hit") -> None:
        """Show a thing on its screen, under the cursor."""
        await self._show_at(thing.place, thing.pool, lambda screen: screen.seek(thing.key))

    def look_for(self, place: "ScreenName", words: str, pool: str) -> None:
        """Show on a screen what some words find there; `pool` is looked at, if it is one."""
        self.call_later(self._show_at, place, pool, lambda screen: screen.look_for(words))

    def take(self, remedy: "Remedy") -> None:
        """Go to what would help where a plan was refused."""
        from console.tui.remedying import take  # noqa: PLC0415 - forms load when they are asked for

        take(self, remedy)

    async def _show_at(
        self, place: "ScreenName", pool: str | None, find: Callable[[EstateScreen], None]
    ) -> None:
        if pool in self.session.policy.pools:
            self.pool_name = pool
        await self.switch_mode(place.value)
        screen = self.shown
        if screen is not None:
            screen.receive(self.scene())
            find(screen)

    def copy(self, text: str) -> None:
        """Have a text in the person's clipboard, and in a file for where there is none."""
        from console.tui.copying import keep, sequences  # noqa: PLC0415 - for who copies

        told = sequences(text, os.environ)
        if told and self._driver is not None:
            self._driver.write(told)
        path = keep(text, self._folder) if self._folder is not None else None
        lines = text.count("\n") + 1
        what = text if lines == 1 else self.locale.text("tui.copied.lines", n=lines)
        where = self.locale.text("tui.copied.nowhere") if path is None else str(path)
        key = "tui.copied" if told else "tui.copied.file"
        self.notify(self.locale.text(key, what=what, path=where), markup=False, timeout=5)

    def _choose_theme(self) -> None:
        from console.tui.theming import choose  # noqa: PLC0415 - forms load after first paint

        choose(self, self._themes, self._wear)

    def _wear(self, theme: str) -> None:
        self.theme = theme

    def _next_pool(self) -> None:
        pools = tuple(self.session.policy.pools)
        self.pool_name = pools[(pools.index(self.pool_name) + 1) % len(pools)]

    def _next_span(self) -> None:
        self.span = self.span.next
        self.tick()

    # Notices and the end -------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a note once; Textual's own tells by colour alone what is a warning or a failure."""
        said = f"{SEVERITY_MARKS.get(severity, '')}{message}"
        now = time.monotonic()
        self._noted = {one: until for one, until in self._noted.items() if until > now}
        if said in self._noted:
            return
        self._noted[said] = now + (self.NOTIFICATION_TIMEOUT if timeout is None else timeout)
        super().notify(
            said,
            title=title,
            severity=severity,
            timeout=timeout,
            markup=markup,
        )

    def clear_notifications(self) -> None:
        """Take the notes away; what is told after that is shown though it was just told."""
        self._noted.clear()
        super().clear_notifications()

    def tell(self, text: str) -> None:
        """Show a text of the console's own."""
        self.notify(text, markup=False, timeout=8)

    def say(self, what: Notice, *, severity: str = "information") -> None:
        """Show a notice; it is also what a person reads when something cannot be done."""
        self.notify(self.scene().say(what), severity=severity, markup=False, timeout=8)  # type: ignore[arg-type]

    def say_error(self, error: VigieError) -> None:
        """Show what failed, with its request id."""
        text = self.scene().say(error.notice)
        if error.request_id:
            text = f"{text} ({error.request_id})"
        self.notify(text, severity="error", markup=False, timeout=15)

    def _leave(self, code: int = 0) -> None:
        """End now; whatever still hangs is left behind after a moment."""
        if self._leaving is not None:
            self._leaving.begin(code)
        self.exit(code, return_code=code)

    def action_help_quit(self) -> None:
        """Say how to leave, to who is used to Ctrl-C."""
        key = self.keys.first("app.quit") if self.opened else "q"
        self.notify(self.locale.text("tui.leave", key=key), markup=False)

    async def action_quit(self) -> None:
        """Textual's own quit key goes the same way."""
        self._leave()

    def run(self, **options: Any) -> int | None:  # noqa: ANN401 - Textual's own options
        """Run until the person leaves; the terminal is whole again, and nothing is waited for."""
        leaving = self._leaving = Leaving(partial(self.call_later, self._leave))
        try:
            with leaving:
                return super().run(**options)
        finally:
            if self.opened:
                self.recording.stop()
                stop = threading.Thread(target=self.session.watch.stop, args=(0.3,), daemon=True)
                stop.start()
                stop.join(0.4)
            leaving.done(self.return_code or 0)

    def _fatal_error(self) -> None:
        """Replace Textual's crash screen, which prints local variables.

        Textual comes here again with whatever fails while it leaves: the first error tells.
        """
        if self._fallen:
            return
        self._fallen = True
        error = self._exception
        folder = self._folder
        path = crash.write_log(error, folder) if error and folder else None
        where = str(path) if path else self.locale.text("tui.crash.no_log")
        kind = type(error).__name__ if error else "?"
        self.panic(Text(self.locale.text("tui.crash", kind=kind, path=where)))
