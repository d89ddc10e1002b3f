import pytest

from corecrm.errors import RuleViolation
from corecrm.fields.risk import SignalState
from corecrm.rules.risk_states import ACTIVE, ENDED, STEPS, state_after


@pytest.mark.parametrize(
    ("act", "state", "reached"),
    [
        ("verify", SignalState.found, SignalState.verified),
        ("dismiss", SignalState.found, SignalState.false_alarm),
        ("release", SignalState.verified, SignalState.released),
        ("release", SignalState.disposing, SignalState.released),
        ("release", SignalState.release_applied, SignalState.released),
    ],
)
def test_an_act_leads_from_state_to_state(act: str, state: SignalState, reached: SignalState) -> None:
    assert state_after(act, state, key="R-1") is reached


@pytest.mark.parametrize("act", list(STEPS))
@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_stays_so(act: str, state: SignalState) -> None:
    with pytest.raises(RuleViolation):
        state_after(act, state, key="R-1")


def test_a_signal_is_not_released_before_it_is_verified() -> None:
    with pytest.raises(RuleViolation) as refused:
        state_after("release", SignalState.found, key="R-1")
    assert refused.value.hint == "what can be done with it now: verify, dismiss"


def test_every_state_is_either_active_or_ended() -> None:
    assert {*ACTIVE, *ENDED} == set(SignalState)
