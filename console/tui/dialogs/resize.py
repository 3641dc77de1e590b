"""The form that resizes one virtual machine: vCPUs, memory, and what may be done for them."""

from textual import on
from textual.app import ComposeResult
from textual.suggester import SuggestFromList
from textual.widgets import Input

from console.desk.inventory import hot_add
from console.kinds.machines.verbs import MEMORY, NAME, RESTART, SNAPSHOT, VCPUS
from console.kinds.verb import VerbSpec
from console.model.error import UsageError
from console.model.notice import Notice, notice
from console.model.plan import (
    Author,
    Plan,
    Request,
)
from console.model.private import VirtualMachine
from console.tui.dialogs.form import PlanForm, Submit, warning
from console.tui.formatting import memory
from console.tui.lines import Lines, Role, joined, line
from console.tui.view.subject import DOT
from console.tui.widgets.field import Field
from console.tui.widgets.tick import Tick


class ResizeForm(PlanForm):
    """Of the machine that is pinned by its id, or of one that is named here."""

    def __init__(
        self, spec: VerbSpec, author: Author, machine: VirtualMachine | None, submit: Submit
    ) -> None:
        super().__init__(submit)
        self.spec = spec
        self.author = author
        self.pinned = machine
        self.machine = machine
        self.FIRST = "#vcpus" if machine else "#machine"

    def heading(self) -> str:
        """Resize, and what."""
        if self.pinned is None:
            return self.text(self.spec.text_key("unnamed"))
        return self.text(self.spec.text_key("form"), subject=self.pinned.name)

    def about(self) -> Lines:
        """The machine's sizes now, whether it holds data, and what can be added while it runs."""
        machine, scene = self.machine, self.vigie.scene()
        if machine is None:
            if scene.estate.private is None:
                return warning(self.text("tui.private.waiting"))
            return (line((self.text("tui.form.machine_unnamed"), Role.FAINT)),)
        policy = scene.policy.private
        pool = policy.pool_of(machine.name) if policy else None
        parts = [
            line((machine.name, Role.STRONG)),
            line(f"{scene.locale.number(machine.vcpus)} vCPU"),
            line(memory(scene.locale, machine.memory_bytes)),
            line(f"{self.text('tui.column.hot_add')} {hot_add(machine, scene.locale)}"),
        ]
        if pool is not None and pool.stateful:
            parts.append(line((self.text("tui.machine.stateful"), Role.WARN)))
        return (joined(parts, DOT),)

    def fields(self) -> ComposeResult:
        """The name unless it is pinned, the sizes as they are, and two permissions."""
        if self.pinned is None:
            names = SuggestFromList(sorted(m.name for m in self._known))
            machine = Field(id="machine", suggester=names)
            yield from self.field(NAME.label_key, machine, hint=NAME.help_key)
        vcpus = Field(self._vcpus, type="integer", id="vcpus")
        yield from self.field(VCPUS.label_key, vcpus, hint=VCPUS.help_key)
        memory_field = Field(self._memory, id="memory")
        yield from self.field(MEMORY.label_key, memory_field, hint=MEMORY.help_key)
        yield from self.field(
            "tui.form.allowed",
            Tick(self.text(RESTART.label_key), id="restart"),
            Tick(self.text(SNAPSHOT.label_key), id="snapshot"),
        )

    @property
    def _known(self) -> tuple[VirtualMachine, ...]:
        view = self.vigie.scene().estate.private
        return tuple(m for m in view.virtual_machines if not m.template) if view else ()

    @property
    def _vcpus(self) -> str:
        return str(self.machine.vcpus) if self.machine else ""

    @property
    def _memory(self) -> str:
        """As it is typed: with a plain space."""
        if self.machine is None:
            return ""
        written = memory(self.vigie.locale, self.machine.memory_bytes)
        return written.replace("\u00a0", " ").replace("\u202f", "")

    @on(Input.Changed, "#machine")
    def named(self, event: Input.Changed) -> None:
        """Show the sizes of the machine as soon as its name is whole."""
        name = event.value.strip()
        found = [m for m in self._known if m.name == name]
        self.machine = found[0] if len(found) == 1 else None
        if self.machine is not None:
            self.query_one("#vcpus", Input).value = self._vcpus
            self.query_one("#memory", Input).value = self._memory
        self.tell_about()

    def request(self, reason: str) -> Request | str:
        """Only what differs from the sizes as they are."""
        name = self.pinned.name if self.pinned else self.value("machine")
        if not name:
            return self.text("tui.form.no_machine")
        try:
            vcpus = int(self.value("vcpus")) if self.value("vcpus") else None
        except ValueError:
            return self.text("tui.form.bad_vcpus")
        try:
            wanted = self._wanted_memory()
        except UsageError as error:
            return self.vigie.scene().say(error.notice)
        if self.machine is not None:
            vcpus = None if vcpus == self.machine.vcpus else vcpus
            wanted = None if wanted == self.machine.memory_bytes else wanted
        if vcpus is None and wanted is None:
            return self.text("tui.form.no_change")
        asked = {
            NAME.name: name,
            VCPUS.name: vcpus,
            MEMORY.name: wanted,
            RESTART.name: self.ticked("restart"),
            SNAPSHOT.name: self.ticked("snapshot"),
        }
        given = {key: value for key, value in asked.items() if value is not None}
        return self.spec.request(self.author, given, reason=reason)

    def _wanted_memory(self) -> int | None:
        """Bytes; a bare number is in GB. What was not touched is what it was, to the byte."""
        written = self.value("memory")
        if not written or (self.machine is not None and written == self._memory):
            return self.machine.memory_bytes if self.machine else None
        return MEMORY.read(f"{written} GB" if written.isdecimal() else written)

    def objection(self, plan: Plan) -> Notice | None:
        """Refuse a plan for another machine that has the pinned one's name by now."""
        machine = self.machine
        if machine is None or all(c.resource_id in {None, machine.id} for c in plan.changes):
            return None
        return notice("tui.resize.other_machine", machine=machine.name)
