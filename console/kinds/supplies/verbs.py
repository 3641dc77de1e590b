"""What can be asked for: more datastores, more hosts."""

from console.kinds.parameter import (
    BytesParameter,
    FlagParameter,
    IntegerParameter,
    TextParameter,
)
from console.kinds.screen import ScreenName
from console.kinds.verb import Among, Danger, Side, VerbSpec
from console.model.plan import DATASTORES, HOSTS
from console.model.resource import DATASTORE, HOST, Resource
from console.model.verb import Verb

DATASTORE_ADD = Verb("datastore-add")
HOST_ADD = Verb("host-add")
COUNT = IntegerParameter(name="count", metavar="N", minimum=1, default=1)
SIZE = BytesParameter(
    name="size_bytes", words="size", option="--size", metavar="SIZE", proposal="3TB"
)
SSD = FlagParameter(name="ssd", either=True)
OFFER = TextParameter(name="offer", metavar="NAME")
CLUSTER = TextParameter(name="cluster", words="datastore.cluster", metavar="NAME")
HOST_OFFER = TextParameter(name="offer", words="host.offer", metavar="NAME")
HOST_CLUSTER = TextParameter(name="cluster", words="host.cluster", metavar="NAME")


VERBS = (
    VerbSpec(
        id=DATASTORE_ADD,
        action="datastore.add",
        key="d",
        danger=Danger.CHANGES,
        command=("datastore", "add"),
        rank=30,
        resource=DATASTORE,
        parameters=(COUNT, SIZE, SSD, OFFER, CLUSTER),
        rules=(Among((SIZE.name, OFFER.name), "cli.size_or_offer", most=2),),
        footer=frozenset({ScreenName.OVERVIEW, ScreenName.STORAGE}),
        form="addition",
        holds=lambda _request, _policy: DATASTORES,
    ),
    VerbSpec(
        id=HOST_ADD,
        action="host.add",
        key="a",
        danger=Danger.CHANGES,
        command=("host", "add"),
        rank=50,
        resource=HOST,
        parameters=(COUNT, HOST_CLUSTER, HOST_OFFER),
        footer=frozenset({ScreenName.PRIVATE}),
        form="addition",
        holds=lambda _request, _policy: HOSTS,
    ),
)
SIDES: dict[Resource, Side] = {DATASTORE: Side.SUPPLY, HOST: Side.SUPPLY}
