"""Dividing a goal into parts that add up to it exactly, in whole smallest units of its metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from corecrm.errors import RuleViolation
from corecrm.fields.goal import Axis
from corecrm.money import largest_remainder
from corecrm.periods import Period, PeriodKind, containing
from corecrm.rules.measures import TIME_AXES, whole
from corecrm.text import _

KINDS: tuple[PeriodKind, ...] = ("year", "half", "quarter", "month")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split: its key (`2026Q3`, `LN`, `BJ`, `W0012`), and the fields of the goal that it narrows down."""

    key: str
    narrows: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Division:
    """How a goal is divided: its parts in order, and either a weight each or an amount each in smallest units.

    `baseline` is the level before the goal's period, where the goal itself does not say it.
    """

    axis: Axis
    parts: Sequence[Part]
    weights: Sequence[int] | None = None
    amounts: Sequence[int] | None = None
    baseline: int | None = None

    @property
    def keys(self) -> list[str]:
        """The keys of the parts, in order."""
        return [part.key for part in self.parts]


def by_weights(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`total` in proportion to `weights`, exactly.

    The shares add up to `total`: the units left by rounding down go one each to the largest remainders, ties to the part
    named first.

    Args:
        total: in smallest units.
        weights: part -> positive weight, in the order in which the parts are to be listed.

    Raises:
        RuleViolation: no weights, or one that is not positive.

    Source: domain 2.4, decomposition.
    """
    if not weights or any(weight <= 0 for weight in weights.values()):
        raise RuleViolation(_("every part's weight must be above 0"))
    return dict(zip(weights, largest_remainder(total, list(weights.values())), strict=True))


def unallocated(total: int, parts: Sequence[int]) -> int:
    """What the parts leave of `total`; together they are `total` again."""
    return total - sum(parts)


def overallocated(total: int, parts: Sequence[int]) -> bool:
    """Whether the parts go beyond `total`; what they leave has its sign, or is nothing."""
    rest = unallocated(total, parts)
    return rest > 0 if total < 0 else rest < 0


def along_path(baseline: int, target: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The level to be reached at the end of each period of a metric that does not add over time.

    Of the way from `baseline` to `target` each period covers its part by weight; the last one ends on `target` exactly.

    Args:
        baseline: the level before the first period, in smallest units.
        target: the level at the end of the last one.
        weights: period -> positive weight, in the order of time.

    Raises:
        RuleViolation: no weights, or one that is not positive.

    Source: domain 13.1, a stock's target of a period is the level at its end.
    """
    if not weights or any(weight <= 0 for weight in weights.values()):
        raise RuleViolation(_("every part's weight must be above 0"))
    all_weights, passed, levels = sum(weights.values()), 0, {}
    for part, weight in weights.items():
        passed += weight
        levels[part] = baseline + whole(Fraction((target - baseline) * passed, all_weights))
    return levels


def whole_weights(weights: Mapping[str, Decimal]) -> dict[str, int]:
    """Weights in decimals as whole numbers of the same proportion."""
    finest = max((-int(weight.as_tuple().exponent) for weight in weights.values()), default=0)
    return {part: int(weight.scaleb(max(0, finest))) for part, weight in weights.items()}


def axes_of_kind(axis: Axis) -> frozenset[Axis]:
    """The axes that a node may be split along only once together: quarters and months are both time."""
    return TIME_AXES if axis in TIME_AXES else frozenset({axis})


def periods_of(period: Period, axis: Axis) -> list[Period]:
    """The quarters or months of a goal's period.

    Raises:
        RuleViolation: the period is not longer than its parts would be.
    """
    wanted = "quarter" if axis is Axis.quarter else "month"
    if period.kind == wanted or (period.kind, wanted) == ("month", "quarter"):
        raise RuleViolation(_("{period} cannot be split by {axis}").format(period=period.code, axis=axis.label))
    return period.parts("quarter" if axis is Axis.quarter else "month")


def segment(axis: Axis, part: str) -> str:
    """What stands for a part in a goal's code: `Q3`, `2026-07`, `line:LN`, `BJ`, `W0012`, `HX-0012`.

    Args:
        axis: what the goal is split along.
        part: the part's key; of a quarter or month its code, such as `2026Q3`.
    """
    if axis is Axis.quarter:
        return part[-2:]
    return f"line:{part}" if axis is Axis.line else part


def period_of(start: date, end: date) -> Period:
    """The calendar year, half, quarter or month from `start` to `end`.

    Raises:
        RuleViolation: there is none.
    """
    for kind in KINDS:
        period = containing(start, kind)
        if (period.start, period.end) == (start, end):
            return period
    raise RuleViolation(_("{start} to {end} is no calendar period").format(start=start, end=end))


def check_levels(target: int, stretch: int | None, challenge: int | None, *, lower_is_better: bool) -> None:
    """Passes if stretch is beyond the target, and challenge beyond both (or at them).

    Raises:
        RuleViolation: it is not.
    """
    given = [value for value in (target, stretch, challenge) if value is not None]
    if given != sorted(given, reverse=lower_is_better):
        raise RuleViolation(_("target, stretch and challenge have to follow each other in this order"))
