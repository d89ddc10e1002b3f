import itertools

import pytest

from corecrm.fields.staff import Position
from corecrm.rules.seats import MARKETING, RISK, barred_by, held_once


@pytest.mark.parametrize(("one", "other"), list(itertools.product(Position, Position)))
def test_risk_and_marketing_bar_each_other_and_nothing_else_does(one: Position, other: Position) -> None:
    opposed = (one in RISK and other in MARKETING) or (one in MARKETING and other in RISK)
    assert barred_by(one, [Position.support, other]) == (other if opposed else None)


def test_nobody_is_barred_who_holds_nothing() -> None:
    assert barred_by(Position.risk_manager, []) is None


@pytest.mark.parametrize(
    ("role", "covers_client", "alone"),
    [
        (Position.group_manager, False, True),
        (Position.group_manager, True, True),
        (Position.local_manager, True, True),
        (Position.local_manager, False, False),
        (Position.product_manager, True, False),
        (Position.risk_manager, False, False),
    ],
)
def test_a_group_and_a_client_have_one_manager(role: Position, covers_client: bool, alone: bool) -> None:
    assert held_once(role, covers_client=covers_client) is alone
