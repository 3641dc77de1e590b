"""The form that adds datastores or hosts: how many, of what, where, why."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult

from console.kinds.supplies.verbs import CLUSTER, COUNT, OFFER, SIZE, SSD
from console.kinds.verb import VerbSpec
from console.model.error import UsageError
from console.model.plan import (
    Author,
    Request,
)
from console.model.resource import DATASTORE, HOST
from console.model.supply import (
    Offer,
)
from console.tui.dialogs.form import PlanForm, Submit, warning
from console.tui.lines import Lines, line
from console.tui.stored import Stored
from console.tui.view import supply as views
from console.tui.widgets.choice import Choice
from console.tui.widgets.field import Field
from console.tui.widgets.tick import Tick


@dataclass(frozen=True, slots=True)
class Addition:
    """What is pinned when the form opens: who asks, for what, and how many are proposed."""

    spec: VerbSpec
    author: Author
    count: int


class AdditionForm(PlanForm):
    """Chooses one offer by name; by size and medium where no offer is known."""

    FIRST = "#count"

    def __init__(self, addition: Addition, submit: Submit) -> None:
        super().__init__(submit)
        self.addition = addition
        self.kind = addition.spec.resource or DATASTORE
        self._offers: tuple[Offer, ...] = ()

    def heading(self) -> str:
        """Add datastores, add hosts."""
        return self.text(self.addition.spec.text_key("form"))

    def about(self) -> Lines:
        """What there is now."""
        scene = self.vigie.scene()
        view = scene.estate.private
        if view is None:
            return warning(self.text("tui.private.waiting"))
        if self.kind == HOST:
            return (views.hosts_now(scene, view),)
        stored = Stored()
        return (views.stores_now(scene, stored.totals(scene), stored.of(scene)),)

    def fields(self) -> ComposeResult:
        """How many; the offer, or a size; SSD where there is a choice; the cluster likewise."""
        yield from self.field(
            COUNT.label_key,
            Field(str(self.addition.count), type="integer", id="count"),
        )
        estate = self.vigie.scene().estate
        known = views.offered(estate, self.kind)
        if known:
            yield from self.field(OFFER.label_key, Choice(id="offer"), hint="tui.form.choose")
        elif self.kind == DATASTORE:
            size = Field(SIZE.proposal, id="size")
            yield from self.field(SIZE.label_key, size, hint=SIZE.help_key)
        media = {offer.ssd for offer in known}
        if self.kind == DATASTORE and (not known or len(media) > 1):
            yield from self.field(SSD.label_key, Tick("SSD", value=True, id="ssd"))
        if len(self._clusters) > 1:
            cluster = Choice(id="cluster")
            yield from self.field(CLUSTER.label_key, cluster, hint="tui.form.choose")

    @property
    def _clusters(self) -> tuple[str, ...]:
        view = self.vigie.scene().estate.private
        return tuple(cluster.name for cluster in view.clusters) if view else ()

    def on_mount(self) -> None:
        """Offer what can be had."""
        super().on_mount()
        self._fill_offers()
        for choice in self.query("#cluster").results(Choice):
            choice.offer([line(name) for name in self._clusters], 0)

    @on(Tick.Changed, "#ssd")
    def medium(self) -> None:
        """Offer only what has the medium that is asked for."""
        self._fill_offers()

    def hint(self, field: str) -> str:
        """Of the offer that is chosen its name, and how to choose."""
        said = super().hint(field)
        if field != "offer" or not self._offers:
            return said
        return f"{self._offers[self.query_one('#offer', Choice).at].name} · {said}"

    def _fill_offers(self) -> None:
        """Fill the choice, keeping what was chosen where it is still among the offers."""
        scene = self.vigie.scene()
        for choice in self.query("#offer").results(Choice):
            ssd = any(self.ticked("ssd") for _ in self.query("#ssd"))
            offers = views.offered(scene.estate, self.kind, ssd=True if ssd else None)
            before = self._offers[choice.at].size_bytes if self._offers else None
            same = [n for n, o in enumerate(offers) if o.size_bytes == before]
            self._offers = offers
            at = same[0] if same and before else views.proposed(scene.estate, offers)
            choice.offer([views.offer_line(scene, offer) for offer in offers], at)

    def request(self, reason: str) -> Request | str:
        """So many of the offer, or of the size."""
        try:
            count = int(self.value("count"))
        except ValueError:
            return self.text("tui.form.bad_count")
        offer, size, ssd = None, None, None
        if self._offers:
            offer = self._offers[self.query_one("#offer", Choice).at].name
        elif self.query("#size"):
            try:
                size = SIZE.read(self.value("size"))
            except UsageError as error:
                return self.vigie.scene().say(error.notice)
            ssd = True if self.ticked("ssd") else None
        cluster = None
        for choice in self.query("#cluster").results(Choice):
            cluster = self._clusters[choice.at]
        told = {COUNT.name: count, OFFER.name: offer, SIZE.name: size, SSD.name: ssd}
        asked = {**told, CLUSTER.name: cluster}
        given = {name: value for name, value in asked.items() if value is not None}
        return self.addition.spec.request(self.addition.author, given, reason=reason)
