"""Who may sit in a client service team beside whom.

Source: domain 2.1, invariants (a) to (c); the separation of lending and approval (审贷分离).
"""

from collections.abc import Iterable

from corecrm.fields.staff import Position

RISK = frozenset({Position.risk_reviewer, Position.risk_manager})
MARKETING = frozenset({Position.group_manager, Position.local_manager, Position.product_manager, Position.industry_manager})
ONE_A_DAY = frozenset({Position.group_manager, Position.local_manager})


def barred_by(role: Position, held: Iterable[Position]) -> Position | None:
    """The first role that one person holds for the same group and that bars `role`: risk and marketing exclude each other."""
    excluded = RISK if role in MARKETING else MARKETING if role in RISK else frozenset()
    return next((other for other in held if other in excluded), None)


def held_once(role: Position, *, covers_client: bool) -> bool:
    """Whether only one person a day may hold `role` there: the manager of a group, and the manager of one of its clients."""
    return role in ONE_A_DAY and (covers_client or role is Position.group_manager)
