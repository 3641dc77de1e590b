"""What the alert manager's answer means for a silence. Pure."""

from console.kinds.attempt import Attempt, Outcome
from console.kinds.silences.judge import MAKE
from console.kinds.step import Call, Ground, Received
from console.model.entry import Entry
from console.model.notice import notice
from console.model.operation import Phase


def received(call: Call, done: Attempt, ground: Ground) -> Received:
    """Made or ended, refused, put off, or not known: then it is looked for before it is asked."""
    [step], [asked] = call.steps, call.intended
    if done.error is None:
        number = asked.change.resource_id if done.receipt is None else done.receipt.resource_id
        code = "silences.made" if call.act == MAKE else "silences.ended"
        told = Entry(code, notice(code, id=number or ""))
        return Received((asked.said(None).heard(None).identified(number),), (told,))
    told = Entry("silence.put_off", done.error.notice)
    if done.outcome is Outcome.PUT_OFF:
        return Received((step.tracked.put_off(ground.now, told.notice),), (told,))
    if done.outcome is Outcome.UNKNOWN:
        return Received((asked.said(told.notice),), (told,))
    return Received((asked.heard(None).at(Phase.FAILED, ground.now, told.notice),), (told,))
