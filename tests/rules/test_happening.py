from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecrm.errors import RuleViolation
from corecrm.rules.happening import come


@given(st.dates(), st.dates())
def test_a_day_has_come_if_it_is_not_after_today(day: date, today: date) -> None:
    if day <= today:
        assert come(day, today=today, what="x") == day
        return
    with pytest.raises(RuleViolation, match=f"x {day} is after today {today}") as refused:
        come(day, today=today, what="x", hint="wait")
    assert refused.value.hint == "wait"
