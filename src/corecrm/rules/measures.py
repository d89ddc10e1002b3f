"""How the figures of a metric behave: along which axes they add, and how they are written and kept.

A figure is kept as a whole number of the metric's smallest unit: value × 10 ** scale, in the metric's unit. 元 has scale 2
(分), 户 and 个 have 0, % has 6 (a fraction in millionths).
"""

import re
from decimal import Decimal
from fractions import Fraction

from corecrm.errors import RuleViolation
from corecrm.fields import Figured, Quantity
from corecrm.fields.goal import Axis
from corecrm.fields.metric import Measure, unit_word
from corecrm.money import half_width, parse_count, parse_money, parse_rate, to_fen, to_millionths
from corecrm.text import _

YUAN, PERCENT = "元", "%"
SCALES = {YUAN: 2, PERCENT: 6}
TIME_AXES = frozenset({Axis.quarter, Axis.month})


def adds(measure: Measure, axis: Axis) -> bool:
    """Whether the figures of the parts along `axis` add up to the figure of the whole.

    Flow and count add over every axis; stock and daily average over lines, institutions, staff and clients, not over time;
    ratios never.

    Source: domain 13.1.
    """
    if measure in (Measure.flow, Measure.count):
        return True
    return measure is not Measure.ratio and axis not in TIME_AXES


def usual_scale(unit: str) -> int:
    """The decimals that figures in `unit` are kept with, unless the metric says otherwise."""
    return SCALES.get(unit, 0)


def check_scale(unit: str, scale: int) -> None:
    """Passes if figures in `unit` may be kept with `scale` decimals.

    Raises:
        RuleViolation: 元 and % are kept with 2 and 6 everywhere.
    """
    if SCALES.get(unit, scale) != scale:
        raise RuleViolation(_("figures in {unit} are kept with {scale} decimals").format(unit=unit, scale=SCALES[unit]))


def parse(text: str, unit: str, scale: int, bare: str = YUAN) -> int:
    """The figure that a person wrote, in the smallest unit: `2.4亿` for 元, `71%` for %, `5,000` or `5000户` for others.

    Args:
        text: what was written.
        unit: the metric's.
        scale: the metric's.
        bare: what an amount without a word of its own counts.

    Raises:
        ValueError: it can be read in several ways or none, or is finer than the unit is kept.
    """
    if unit == YUAN:
        return to_fen(parse_money(text, unit=bare))
    if unit == PERCENT:
        return to_millionths(parse_rate(text))
    number = half_width(text).strip().removesuffix(unit).strip()
    return parse_count(number) if scale == 0 else _fixed(number, text, unit, scale)


def _fixed(number: str, text: str, unit: str, scale: int) -> int:
    found = re.fullmatch(rf"([+-]?[0-9]{{1,12}})(?:\.([0-9]{{1,{scale}}}))?", number)
    if not found:
        message = _("“{text}” is not a clear figure in {unit}: write a number with at most {scale} decimals")
        raise ValueError(message.format(text=text, unit=unit, scale=scale))
    return int(found[1] + (found[2] or "").ljust(scale, "0"))


def quantity(value: int | Fraction | None, unit: str, scale: int, *, estimated: bool = False) -> Quantity | None:
    """A kept figure as one with its unit; None stays None. What is no whole number is rounded to the smallest unit here."""
    return None if value is None else Quantity(Decimal(whole(value)).scaleb(-scale), unit, estimated)


def whole(value: int | Fraction) -> int:
    """`value` as a whole number of smallest units, halves away from zero."""
    if isinstance(value, int):
        return value
    up = int(abs(value) + Fraction(1, 2))
    return up if value > 0 else -up


def said(value: int, unit: str, scale: int) -> str:
    """A kept figure in full, for messages: `240,000,000.00 元`, `12.5%`, `5,000 户`."""
    return in_words(Quantity(Decimal(value).scaleb(-scale), unit))


def in_words(figure: Quantity) -> str:
    """A figure in full with its unit, as messages say it."""
    if figure.unit == PERCENT:
        return f"{figure.value.scaleb(2).normalize():f}%"
    return f"{figure.value:,f} {unit_word(figure.unit)}".strip()


def sentence(template: str, unit: str, scale: int, **figures: int | Fraction) -> Figured:
    """A sentence about kept figures, each said with its unit.

    Args:
        template: a message in the language of the run, with a place for each of `figures`.
        unit: the metric's.
        scale: the metric's.
        figures: in smallest units.
    """
    return Figured(
        template, {name: Quantity(Decimal(whole(value)).scaleb(-scale), unit) for name, value in figures.items()}, in_words
    )
