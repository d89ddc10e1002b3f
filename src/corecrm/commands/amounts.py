"""Amounts as they are typed: in the unit of their words, of --unit, or in 元; a bare one far from what is known is asked about.

Screens and reports speak 万元, so 24000 may be copied from one and mean 2.4亿. Where nobody can be asked it is refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from corecrm.commands.options import Reads
from corecrm.errors import UsageProblem
from corecrm.text import N_, _

if TYPE_CHECKING:
    from corecrm.commands.run import Run
    from corecrm.queries.metric import Indicator

WAN, TIMES = "万元", 10_000
Known = Callable[[], Iterable[int]]


def _unit(_run: "Run", text: str) -> str:
    from corecrm.money import check_unit

    return check_unit(text.strip())


UnitOption = Annotated[
    str | None,
    typer.Option("--unit", metavar="元|千元|万元|亿元", help=N_("Unit of amounts typed without one; 元 if not given")),
    Reads("--unit", _unit),
]


class Typed(NamedTuple):
    """A figure as typed for an option: `value` in smallest units; `bare` if it is an amount of which nobody said the unit."""

    option: str
    text: str
    value: int
    bare: bool


def figure_of(option: str, text: str, metric: "Indicator", unit: str | None = None) -> Typed:
    """A figure typed for `option`.

    Args:
        option: its name, for messages.
        text: what was typed.
        metric: what it is a figure of.
        unit: the one of --unit.

    Raises:
        UsageProblem: it is none, or it is measured in another unit than --unit says.
    """
    from corecrm.money import is_bare
    from corecrm.rules.measures import YUAN, parse

    if unit is not None and metric.unit != YUAN:
        message = _("--unit {unit}: {metric} is measured in {own}")
        raise UsageProblem(message.format(unit=unit, metric=metric.code, own=metric.unit), _("leave --unit out"))
    try:
        value = parse(text, metric.unit, metric.scale, unit or YUAN)
    except ValueError as error:
        raise UsageProblem(_("{name}: {problem}").format(name=option, problem=error)) from error
    return Typed(option, text, value, metric.unit == YUAN and unit is None and is_bare(text))


@dataclass(slots=True)
class Doubts:
    """Asks about the bare amounts of one command that lie far from what is known; an answer holds for its further ones."""

    run: "Run"
    answer: str | None = field(default=None, init=False)

    def settled(self, typed: Typed, known: Known) -> int:
        """A typed figure as it is meant, in smallest units.

        Args:
            typed: the figure.
            known: what it is to be held against, looked up where it is bare.

        Raises:
            UsageProblem: it is far from that, and nobody can be asked.
            Cancelled: whoever was asked left the question.
        """
        from corecrm.rules.magnitude import first_far

        if not (typed.bare and typed.value) or self.run.options.get("yes"):
            return typed.value
        far = first_far(typed.value, known())
        if far is None:
            return typed.value
        self.answer = self.answer or self._asked(typed, far)
        return typed.value * (TIMES if self.answer == WAN else 1)

    def _asked(self, typed: Typed, far: int) -> str:
        from corecrm.rules.magnitude import nearer

        as_yuan, as_wan = readings(typed)
        question = _("{name}: “{text}” may mean {yuan} or {wan}; known so far is {known}, a thousand times away or more").format(
            name=typed.option, text=typed.text, yuan=as_yuan, wan=as_wan, known=_said(far)
        )
        if self.run.interactive:
            choices = [("元", as_yuan), (WAN, as_wan)]
            return self.run.prompter.select(question, choices[::-1] if nearer(typed.value, TIMES, far) else choices)
        raise UsageProblem(question, _remedy(typed), _details(typed, far))


def readings(typed: Typed) -> tuple[str, str]:
    """What a bare amount may mean, for people: `24,000.00 元` and `24,000 万元 = 2.4亿`."""
    from corecrm.fields import Quantity
    from corecrm.money import from_fen, in_short
    from corecrm.render.cells import quantity_in_full

    larger = from_fen(typed.value * TIMES)
    return _said(typed.value), f"{quantity_in_full(Quantity(larger, '元'))} = {in_short(larger)}"


def _said(fen: int) -> str:
    from corecrm.rules.measures import SCALES, YUAN, said

    return said(fen, YUAN, SCALES[YUAN])


def _remedy(typed: Typed) -> str:
    from corecrm.money import from_fen, in_short

    larger, smaller = in_short(from_fen(typed.value * TIMES)), f"{from_fen(typed.value).normalize():f}元"
    hint = _("say which: --unit 万元 or {wan}; --unit 元, {yuan} or -y for the other")
    return hint.format(wan=larger, yuan=smaller)


def _details(typed: Typed, far: int) -> dict[str, object]:
    from corecrm.money import from_fen

    amounts = (("元", typed.value), (WAN, typed.value * TIMES))
    return {
        "option": typed.option,
        "value": typed.text,
        "readings": [{"unit": unit, "amount": f"{from_fen(value):f}"} for unit, value in amounts],
        "known": f"{from_fen(far):f}",
        "remedy": "--unit",
    }


def amount_of(run: "Run", option: str, text: str | None, unit: str | None, known: Known) -> Decimal | None:
    """An amount typed for an option of a record, in 元; None where it was not given.

    Raises:
        UsageProblem: it is none, or it is bare and far from what is known, and nobody can be asked.
    """
    from corecrm.money import from_fen, is_bare, parse_money, to_fen

    if text is None:
        return None
    try:
        value = to_fen(parse_money(text, unit=unit or "元"))
    except ValueError as error:
        raise UsageProblem(_("{name}: {problem}").format(name=option, problem=error)) from error
    return from_fen(Doubts(run).settled(Typed(option, text, value, unit is None and is_bare(text)), known))
