"""Ratios of figures as decimals that a report can show."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MILLIONTH = Decimal("0.000001")


def rate(value: Fraction) -> Decimal:
    """An exact ratio as a decimal fraction of 1, rounded half up to six places."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(MILLIONTH, ROUND_HALF_UP)


def growth(now: int | Fraction | None, before: int | Fraction | None) -> Decimal | None:
    """(now - before) / |before| as a fraction of 1; None where that says nothing.

    Args:
        now: the figure.
        before: the one to compare with.

    Source: domain 4, yoy: n/a where the earlier one is 0 or of the other sign.
    """
    if now is None or not before or (now < 0) != (before < 0):
        return None
    return rate((Fraction(now) - Fraction(before)) / abs(Fraction(before)))
