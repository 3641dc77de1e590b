"""How far changes are, in the words of what they are about: a datastore does not boot."""

from console.desk.plans import SINGLE
from console.locale import catalogue
from console.model.operation import Phase
from console.model.resource import INSTANCE, Resource
from console.tui.scene import Scene


def phase_word(scene: Scene, kind: Resource, phase: Phase) -> str:
    """``mounting``, ``in service``: a word of its own where a kind has one."""
    key = f"phase.{kind}.{phase}"
    if key in catalogue(scene.locale.language):
        return scene.locale.text(key)
    return scene.locale.text(f"tui.change.{phase}")


def phase_count(scene: Scene, kind: Resource, phase: Phase, count: int) -> str:
    """``mounting 3``; of one resource alone, the word says it all."""
    if kind == INSTANCE:
        return scene.locale.text(f"tui.phase.{phase}", n=count)
    word = phase_word(scene, kind, phase)
    return word if kind in SINGLE else f"{word} {scene.locale.number(count)}"
