"""The instances of a pool that a request names, each by its name or its id. Pure."""

from collections.abc import Collection, Iterable

from console.kinds.instances import verbs
from console.kinds.instances.facts import PoolFacts
from console.model.instance import DELETING, Instance
from console.model.notice import notice
from console.model.plan import RefusalReason, Request


def words(request: Request) -> tuple[str, ...]:
    """What is named, as it was written; empty where nothing is."""
    return verbs.INSTANCES.parts(verbs.INSTANCES.of(request) or "")


def means(asked: Collection[str], instance: Instance) -> bool:
    """Say whether some words name an instance."""
    return instance.name in asked or instance.id in asked


def there(facts: PoolFacts) -> tuple[Instance, ...]:
    """The pool's instances, and what was of it before its quarantine."""
    listed = facts.estate.instances()
    aside = (i for i in listed if i.quarantine is not None and facts.pool.claims(i))
    return (*facts.staying, *(i for i in aside if i.billed and i.task_state != DELETING))


def unknown(facts: PoolFacts) -> Iterable[RefusalReason]:
    """What is named must be an instance of the pool, and only one."""
    for word in words(facts.request):
        found = [i for i in there(facts) if means((word,), i)]
        if len(found) != 1:
            code = "guard.instance_twice" if found else "guard.instance_unknown"
            why = notice(code, name=word, pool=facts.pool.name)
            yield RefusalReason("instance.unknown", why, notice("remedy.instance_list"))
