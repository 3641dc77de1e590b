"""From a key to a running operation: form, plan, confirmation, submission.

What is acted on is pinned when the dialog opens: the pool's name, the
operation's id, the plan's targets. A refresh behind the dialog changes none.
"""

from console.desk.census import tallies, total
from console.model.error import VigieError
from console.model.notice import notice
from console.model.operation import Accepted, Operation
from console.model.plan import (
    Plan,
)
from console.model.resource import INSTANCE, MACHINE
from console.model.verb import (
    BURST,
    DATASTORE_ADD,
    HOST_ADD,
    ROLLBACK,
    SCALE,
    TOPUP,
    VM_RESIZE,
    Verb,
)
from console.tui.actions import NOTHING_TO_UNDO
from console.tui.dialogs.addition import KINDS, Addition, AdditionForm
from console.tui.dialogs.form import PlanForm
from console.tui.dialogs.question import Question
from console.tui.dialogs.resize import ResizeForm
from console.tui.dialogs.sizing import Draft, RequestForm
from console.tui.lookout import Lookout
from console.tui.view import plan as views
from console.tui.view import subject

VERBS = {
    "burst.start": BURST,
    "scale.start": SCALE,
    "rollback.start": ROLLBACK,
    "topup.start": TOPUP,
    "datastore.add": DATASTORE_ADD,
    "host.add": HOST_ADD,
    "machine.resize": VM_RESIZE,
}


class Requests:
    """Leads a person from an action to its operation."""

    def __init__(self, app: Lookout) -> None:
        self._app = app

    def start(self, action_id: str) -> bool:
        """Open what an action asks first; False when the action asks nothing of the estate."""
        situation = self._app.situation()
        if action_id == "operation.stop" and situation.operation is not None:
            self._ask_stop(situation.operation)
            return True
        verb = VERBS.get(action_id)
        if verb is None:
            return False
        if verb in KINDS:
            self._open_addition(verb)
        elif verb == VM_RESIZE:
            self._open_resize()
        elif verb == ROLLBACK and not situation.chosen:
            self._find_undoable()
        else:
            self._open_form(verb, situation.operation if views.acts_on(verb) else None)
        return True

    def _find_undoable(self) -> None:
        """Ask the journal what the command line would ask: what a rollback would be about."""
        app = self._app
        pool = app.on_top.undo_pool if app.on_top else app.pool_name

        def found(operation: Operation | None) -> None:
            if app.on_top is None:
                return
            if operation is None:
                app.say(notice(NOTHING_TO_UNDO), severity="warning")
            else:
                self._open_form(ROLLBACK, operation)

        app.background.run("undoable", lambda: app.session.undoable(pool), found)

    def _open_addition(self, verb: Verb) -> None:
        """Propose as many as were asked for the last time; the first time one."""
        app = self._app
        activity = app.session.watch.snapshot().activity
        asked = (o.plan.request for o in (*activity.live, *activity.recent))
        last = next((r.count for r in asked if r.verb == verb and r.count), 1)
        author = app.session.author(KINDS[verb])
        app.push_screen(AdditionForm(Addition(verb, author, last), self._submit))

    def _open_resize(self) -> None:
        """Of the machine under the cursor, pinned now; elsewhere of the one that is named."""
        app = self._app
        machine = app.on_top.selected_machine if app.on_top else None
        author = app.session.author(MACHINE)
        app.push_screen(ResizeForm(author, machine, self._submit))

    def _open_form(self, verb: Verb, target: Operation | None) -> None:
        app = self._app
        scene = app.scene()
        whole = total(tallies(scene.estate, scene.policy, scene.pool))
        size = whole.size if whole else None
        pool = scene.pool
        draft = Draft(
            verb=verb,
            author=app.session.author(target.plan.resource if target else INSTANCE),
            pool=target.plan.pool if target else pool.name,
            size_now=size,
            size_proposed=pool.burst_to if verb == BURST else size or pool.baseline,
            datacenters=tuple(share.datacenter for share in pool.shares),
            operation=target,
        )
        app.push_screen(RequestForm(draft, self._submit))

    def _submit(self, form: PlanForm, plan: Plan) -> None:
        """Enqueue the plan; its form leaves when it is accepted, and says why when it is not."""
        operator = self._app.session.operator
        if operator is None:
            form.dismiss(None)
            return

        def accepted(answer: Accepted) -> None:
            if form.is_current:
                form.dismiss(None)
            self._accepted(answer.operation)

        def refused(error: VigieError) -> None:
            self._app.say_error(error)
            if form.is_attached:
                form.refused(error)

        self._app.background.run("submit", lambda: operator.submit(plan), accepted, refused)

    def _accepted(self, operation: Operation) -> None:
        self._app.session.watch.hasten()
        named = subject.named(self._app.scene(), operation.plan)
        self._app.say(notice("tui.accepted", operation=operation.id, pool=named))

    def _ask_stop(self, operation: Operation) -> None:
        app = self._app
        scene = app.scene()
        lines = (
            views.target_line(scene, operation),
            (),
            *views.sentence(scene, "tui.stop.means"),
        )
        yes = app.locale.text("tui.stop.yes", operation=operation.id)
        app.push_screen(
            Question(app.locale.text("tui.stop"), lines, yes),
            lambda sure: self._stop(operation.id) if sure else None,
        )

    def _stop(self, operation_id: str) -> None:
        session = self._app.session
        operator = session.operator
        if operator is None:
            return
        author = session.author()
        self._app.background.run(
            "stop",
            lambda: operator.stop(operation_id, author),
            lambda stopping: self._stopping(stopping.operation.id),
        )

    def _stopping(self, operation_id: str) -> None:
        self._app.session.watch.hasten()
        self._app.say(notice("tui.stopping", operation=operation_id))
