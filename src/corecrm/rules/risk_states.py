"""The chain of a risk signal: found, verified or dismissed, dealt with, released.

Source: domain 2.10 and the states of domain 13.5; the months of observation before a release belong to the release itself.
"""

from corecrm.fields.risk import SignalState
from corecrm.rules.steps import Step, after

DEALT_WITH = (SignalState.verified, SignalState.effective, SignalState.disposing, SignalState.release_applied)
ACTIVE = (SignalState.found, *DEALT_WITH)
ENDED = (SignalState.released, SignalState.false_alarm)
STEPS = {
    "verify": Step((SignalState.found,), SignalState.verified),
    "dismiss": Step((SignalState.found,), SignalState.false_alarm),
    "release": Step(DEALT_WITH, SignalState.released),
}


def state_after(act: str, state: SignalState, *, key: str) -> SignalState:
    """The state of signal `key` after an act.

    Raises:
        RuleViolation: the state does not allow the act.
    """
    return after(STEPS, act, state, key=key)
