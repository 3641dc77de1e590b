"""What planning answers, as a test means it: a plan, or why there is none."""

from console.model.plan import Plan, Refusal


def planned(outcome: Plan | Refusal) -> Plan:
    """The plan; what refuses it is told where there is none."""
    assert isinstance(outcome, Plan), outcome
    return outcome


def codes(outcome: Plan | Refusal) -> list[str]:
    """Why not, in order; the plan is told where there is one."""
    assert isinstance(outcome, Refusal), outcome
    return [reason.why.code for reason in outcome.reasons]


def guards(outcome: Plan | Refusal) -> list[str]:
    """The guards that speak against it, in order."""
    assert isinstance(outcome, Refusal), outcome
    return [reason.guard for reason in outcome.reasons]
