"""What may be done to a record in which state: the acts of a procedure, where each starts and where it leads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from corecrm.errors import RuleViolation
from corecrm.fields import Labelled
from corecrm.text import _

State = TypeVar("State", bound=Labelled)


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """One act: the states in which it is possible, and the state after it."""

    begins: Collection[State]
    ends: State


def possible(steps: Mapping[str, Step[State]], state: State) -> list[str]:
    """The acts that `state` allows, in the order of `steps`."""
    return [act for act, step in steps.items() if state in step.begins]


def after(steps: Mapping[str, Step[State]], act: str, state: State, *, key: str) -> State:
    """The state of the record `key` after `act`.

    Raises:
        RuleViolation: `state` does not allow the act; the hint says what it allows.
    """
    if state in steps[act].begins:
        return steps[act].ends
    allowed = possible(steps, state)
    hint = _("what can be done with it now: {acts}").format(acts=", ".join(allowed)) if allowed else None
    raise RuleViolation(_("{key} is at “{state}”, where “{act}” does not apply").format(key=key, state=state.label, act=act), hint)
