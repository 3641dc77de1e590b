"""From a key to a running operation: form, plan, confirmation, submission.

What is acted on is pinned when the dialog opens: the pool's name, the
operation's id, the plan's targets. A refresh behind the dialog changes none.
"""

from collections.abc import Mapping

from console.desk import plans
from console.desk.census import tallies, total
from console.kinds.instances.verbs import POOL, TO
from console.kinds.machines.verbs import NAME
from console.kinds.supplies.verbs import COUNT
from console.kinds.verb import Target, VerbSpec
from console.model.error import VigieError
from console.model.notice import notice
from console.model.operation import Accepted, Operation
from console.model.plan import Plan
from console.model.resource import INSTANCE, MACHINE
from console.tui.actions import NOTHING_TO_UNDO, by_id
from console.tui.dialogs.addition import Addition, AdditionForm
from console.tui.dialogs.form import PlanForm
from console.tui.dialogs.question import Question
from console.tui.dialogs.request import PinnedVerb, RequestForm
from console.tui.dialogs.resize import ResizeForm
from console.tui.dialogs.sizing import Sizing, SizingForm
from console.tui.lookout import Lookout
from console.tui.view import plan as views
from console.tui.view.unread import JOURNAL


class Requests:
    """Leads a person from an action to its operation."""

    def __init__(
        self,
        app: Lookout,
        places: tuple[str, ...] = (),
        proposed: Mapping[str, str] | None = None,
    ) -> None:
        """`places`: the datacenters that a form proposes; empty: all. See `PinnedVerb`."""
        self._app = app
        self._places = places
        self._proposed = proposed or {}

    def start(self, action_id: str) -> bool:
        """Open what an action asks first; False when the action asks nothing of the estate."""
        spec = by_id()[action_id].verb
        if spec is None:
            return False
        now = self._app.circumstances()
        if spec.target is Target.LIVE and now.operation is not None:
            self._ask_stop(spec, now.operation)
        elif spec.target is Target.UNDOABLE and not now.chosen:
            self._find_undoable(spec)
        elif spec.target is not None and now.operation is not None:
            self.about(spec, now.operation)
        elif spec.target is None:
            self._form_of(spec)
        return True

    def _form_of(self, spec: VerbSpec) -> None:
        """Open the form that is better made by hand, else the one that the parameters make."""
        by_hand = {
            "sizing": self._open_sizing,
            "addition": self._open_addition,
            "resize": self._open_resize,
        }
        by_hand.get(spec.form, self._open_made)(spec)

    def _find_undoable(self, spec: VerbSpec) -> None:
        """Ask the journal what the command line would ask: what a rollback would be about."""
        app = self._app
        pool = app.on_top.undo_pool if app.on_top else app.pool_name

        def found(operation: Operation | None) -> None:
            if app.on_top is None:
                return
            if operation is None:
                app.say(notice(NOTHING_TO_UNDO), severity="warning")
            else:
                self.about(spec, operation)

        app.background.run("undoable", lambda: app.session.undoable(pool), found)

    def about(self, spec: VerbSpec, operation: Operation) -> None:
        """Open the form of a verb about an operation, pinned now."""
        author = self._app.session.author(operation.plan.resource)
        self._app.push_screen(RequestForm(PinnedVerb(spec, author, operation), self._submit))

    def _open_made(self, spec: VerbSpec) -> None:
        author = self._app.session.author(spec.resource or INSTANCE)
        machine = self._app.on_top.selected_machine if self._app.on_top else None
        proposed = dict(self._proposed)
        if spec.complete is not None and TO in spec.parameters:
            usual = spec.complete({POOL.name: self._app.pool_name}, self._app.scene().policy)
            proposed.setdefault(TO.name, str(usual.get(TO.name, "")))
        if spec.resource == MACHINE and machine is not None:
            proposed.setdefault(NAME.name, machine.name)
        pinned = PinnedVerb(spec, author, places=self._places, proposed=proposed)
        self._app.push_screen(RequestForm(pinned, self._submit))

    def _open_addition(self, spec: VerbSpec) -> None:
        """Propose as many as were asked for the last time; the first time one."""
        app = self._app
        activity = app.session.watch.snapshot().activity
        asked = (o.plan.request for o in (*activity.live, *activity.recent))
        last = next((n for r in asked if r.verb == spec.id and (n := COUNT.of(r))), 1)
        author = app.session.author(spec.resource or INSTANCE)
        app.push_screen(AdditionForm(Addition(spec, author, last), self._submit))

    def _open_resize(self, spec: VerbSpec) -> None:
        """Of the machine that is proposed or under the cursor, pinned; else one is named."""
        app = self._app
        machine = app.on_top.selected_machine if app.on_top else None
        view, name = app.scene().estate.private, self._proposed.get(NAME.name)
        if name is not None and view is not None:
            machine = next((one for one in view.virtual_machines if one.name == name), None)
        author = app.session.author(spec.resource or INSTANCE)
        app.push_screen(ResizeForm(spec, author, machine, self._submit))

    def size(self, spec: VerbSpec, size: int, reason: str) -> None:
        """Plan a size of the pool looked at, at once; its form stands beneath."""
        self._open_sizing(spec, size, reason)

    def _open_sizing(self, spec: VerbSpec, advised: int | None = None, reason: str = "") -> None:
        app = self._app
        scene = app.scene()
        whole = total(tallies(scene.estate, scene.policy, scene.pool, app.muster))
        size = whole.size if whole else None
        pool = scene.pool
        told = spec.complete({POOL.name: pool.name}, scene.policy) if spec.complete else {}
        sizing = Sizing(
            spec=spec,
            author=app.session.author(spec.resource or INSTANCE),
            pool=pool.name,
            size_now=size,
            size_proposed=advised or told.get(TO.name) or size or pool.baseline,
            datacenters=tuple(share.datacenter for share in pool.shares),
            reason=reason,
            at_once=advised is not None,
        )
        app.push_screen(SizingForm(sizing, self._submit))

    def _submit(self, form: PlanForm, plan: Plan) -> None:
        """Enqueue the plan; its form leaves when it is accepted, and says why when it is not."""
        session = self._app.session
        if session.operator is None:
            form.dismiss(None)
            return

        # The journal answers when it can: the key has been heard, and that is said at once.
        named = plans.subject(plan, self._app.locale)
        self._app.say(notice("tui.submitting", operation=plan.operation_id, pool=named))

        def taken(operation: Operation) -> None:
            if form.is_current:
                form.dismiss(None)
            self._taken(operation)

        def heard(operation: Operation) -> None:
            self._app.background.tell(lambda: taken(operation))

        def refused(error: VigieError) -> None:
            if form.is_attached:
                form.refused(error)
            else:
                self._app.say_error(error)

        self._app.background.run(
            "submit", lambda: session.submit(plan, heard), self._accepted, refused
        )

    def _taken(self, operation: Operation) -> None:
        """Say at once that it is accepted, and that a worker is started where none works yet."""
        self._app.started = operation.id
        watch = self._app.session.watch
        watch.hasten({JOURNAL})
        works = any(worker.works for worker in watch.snapshot().activity.workers)
        said = "tui.accepted" if works else "tui.accepted_starting"
        named = plans.subject(operation.plan, self._app.locale)
        self._app.clear_notifications()  # that it was handed over; both would hide what runs
        self._app.say(notice(said, operation=operation.id, pool=named))

    def _accepted(self, answer: Accepted) -> None:
        """That nobody works yet is a warning, and no refusal."""
        self._app.session.watch.hasten()
        self._attended(answer)

    def _attended(self, answer: Accepted) -> None:
        if answer.unattended is not None:
            self._app.duty.know(answer.unattended)
            self._app.say(notice("tui.waits", operation=answer.operation.id), severity="warning")
            self._app.say(answer.unattended.why, severity="warning")

    def _ask_stop(self, spec: VerbSpec, operation: Operation) -> None:
        app = self._app
        scene = app.scene()
        lines = (
            views.target_line(scene, operation),
            (),
            *views.sentence(scene, "tui.stop.means"),
        )
        yes = app.locale.text("tui.stop.yes", operation=operation.id)
        app.push_screen(
            Question(app.locale.text(spec.text_key("form")), lines, yes),
            lambda sure: self._stop(operation.id) if sure else None,
        )

    def _stop(self, operation_id: str) -> None:
        session = self._app.session
        operator = session.operator
        if operator is None:
            return
        author = session.author()
        self._app.say(notice("tui.asking"))
        self._app.background.run(
            "stop",
            lambda: operator.stop(operation_id, author),
            self._stopping,
        )

    def _stopping(self, answer: Accepted) -> None:
        self._app.session.watch.hasten()
        self._app.say(notice("tui.stopping", operation=answer.operation.id))
        self._attended(answer)
