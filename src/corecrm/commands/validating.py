"""What pydantic refuses, said with the field's own label and the value."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError
from sqlmodel import SQLModel

from corecrm.errors import UsageProblem
from corecrm.fields import Kind, Label, Quantity
from corecrm.rules.measures import YUAN, in_words
from corecrm.text import _

Model = TypeVar("Model", bound=SQLModel)
LONGEST_SHOWN = 40  # characters of a refused value: enough to know it by


def validated(model: type[Model], values: Mapping[str, object]) -> Model:
    """`values` as a checked input.

    Raises:
        UsageProblem: one sentence for each field that does not fit.
    """
    with refusing(model):
        return model.model_validate(dict(values))


@contextmanager
def refusing(model: type[SQLModel]) -> Iterator[None]:
    """Turns a validation error inside into a usage error."""
    try:
        yield
    except ValidationError as error:
        raise UsageProblem(
            "；".join(sentence(model, problem["loc"], problem) for problem in error.errors(include_url=False))
        ) from error


def label_of(model: type[SQLModel], name: str) -> Label:
    """The label of a model's field."""
    field = model.model_fields.get(name)
    found = next((mark for mark in field.metadata if isinstance(mark, Label)), None) if field else None
    return found or Label(name, name, name)


def sentence(model: type[SQLModel], place: tuple[int | str, ...], problem: Mapping[str, object]) -> str:
    """What is wrong with one field: `Tier “x”: …`."""
    reason = reason_of(problem)
    if not place:
        return reason
    label, given = label_of(model, str(place[0])), problem["input"]
    value = f"{given.normalize():f}" if isinstance(given, Decimal) else str(given)
    if label.kind is Kind.money and isinstance(given, Decimal):
        value = in_words(Quantity(given, YUAN))
    shown = value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…"
    return _("{field} “{value}”: {reason}").format(field=label.title, value=shown, reason=reason)


def reason_of(problem: Mapping[str, object]) -> str:
    """Why a value was refused, in the language of the run."""
    context = problem.get("ctx")
    details: Mapping[str, object] = context if isinstance(context, Mapping) else {}
    kind = str(problem["type"])
    if kind == "value_error":
        return str(details.get("error", problem["msg"]))
    known = {
        "missing": _("is missing"),
        "string_too_short": _("must not be empty"),
        "string_too_long": _("is longer than {limit} characters").format(limit=details.get("max_length")),
        "string_pattern_mismatch": _("may hold letters, digits and . _ - only"),
        "enum": _("is none of {known}").format(known=details.get("expected")),
        "decimal_max_places": _("has too many decimals"),
        "less_than_equal": _("is above {limit}").format(limit=details.get("le")),
        "greater_than_equal": _("is below {limit}").format(limit=details.get("ge")),
        "greater_than": _("is not above {limit}").format(limit=details.get("gt")),
        "less_than": _("is not below {limit}").format(limit=details.get("lt")),
        "date_from_datetime_parsing": _("is not a date"),
    }
    return known.get(kind, str(problem["msg"]))
