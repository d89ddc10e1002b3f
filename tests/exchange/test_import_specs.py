"""What the import specs repeat of the models must be what the models say."""

import importlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlmodel import SQLModel

from corecrm.exchange.cells import Cell
from corecrm.exchange.reading import Manner, column_reader, reader_of
from corecrm.exchange.spec import Field, ImportSpec
from corecrm.exchange.specs import BUNDLE, NOUNS, spec_of
from corecrm.exchange.specs.clients import CLIENT
from corecrm.fields import Kind, Labelled
from corecrm.identifiers import make_uscc
from corecrm.models.client import ClientIn
from corecrm.money import to_fen, to_millionths
from corecrm.names import clean
from corecrm.nouns import NOUNS as ALL
from corecrm.store.schema import LOG_TABLES, metadata

TABLES = metadata().tables
OF_THIS_STORE = {"batch": {"manner", "result"}}  # what its own last import came to
WITH_INPUT = [spec for spec in map(spec_of, BUNDLE) if spec.model]


def model_of(spec: ImportSpec) -> type[SQLModel]:
    module, name = spec.model.split(":")
    model: type[SQLModel] = getattr(importlib.import_module(module), name)
    return model


@pytest.mark.parametrize("noun", BUNDLE)
def test_every_column_of_a_table_goes_in_and_out(noun: str) -> None:
    spec = spec_of(noun)
    stored = {field.name for field in spec.fields if field.stored}
    assert stored == set(TABLES[spec.table].columns.keys()) - {"id"} - OF_THIS_STORE.get(noun, set())


def test_a_bundle_holds_every_table_that_the_log_follows() -> None:
    assert {spec_of(noun).table for noun in BUNDLE} == set(TABLES) - set(LOG_TABLES)


def test_what_is_referred_to_comes_before_what_refers_to_it() -> None:
    for place, noun in enumerate(BUNDLE):
        others = {field.refers for field in spec_of(noun).fields if field.refers} - {noun, "*", "actual", "staff"}
        assert others <= set(BUNDLE[:place]), noun


@pytest.mark.parametrize("noun", BUNDLE)
def test_lengths_and_needs_are_those_of_the_table(noun: str) -> None:
    spec = spec_of(noun)
    for field in spec.fields:
        if not field.stored:
            continue
        column = TABLES[spec.table].columns[field.name]
        if field.label.kind is Kind.text and not field.refers:
            assert field.longest == getattr(column.type, "length", None), field.key
        needed = field.needed or field.default is not None or field.key in ("pinyin", "initials")
        assert needed == (not column.nullable), field.key


@pytest.mark.parametrize("spec", WITH_INPUT, ids=lambda spec: spec.noun)
def test_defaults_are_those_of_the_input(spec: ImportSpec) -> None:
    for name, info in model_of(spec).model_fields.items():
        field = next(field for field in spec.fields if field.key == name)
        default = None if info.is_required() else info.default
        stored = default.value if isinstance(default, Labelled) else int(default) if isinstance(default, bool) else default
        assert field.default == stored, name


def test_every_noun_that_people_import_has_a_command_of_its_own() -> None:
    assert set(NOUNS) <= {noun.name for noun in ALL if noun.command}


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=45)
codes = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._-]{0,40}", fullmatch=True)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)


BY_KIND: dict[Kind, st.SearchStrategy[str]] = {
    Kind.date: days,
    Kind.flag: st.sampled_from(["true", "false"]),
    Kind.money: st.decimals(-(10**13), 10**13, places=2).map(str),
    Kind.rate: st.decimals(0, Decimal("0.999999"), places=6).map(str),
    Kind.count: st.integers(-3, 9).map(str),
}


def values_of(field: Field) -> st.SearchStrategy[str]:
    """Texts that may or may not fit a field."""
    label = field.label
    if label.choices:
        return st.sampled_from([member.value for member in label.choices])
    long = st.text("长", min_size=field.longest, max_size=field.longest + 1)
    return BY_KIND.get(label.kind, st.one_of(codes, texts, long))


def stored(value: object) -> object:
    """A value of a model as the store keeps it."""
    if isinstance(value, Labelled):
        return value.value
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def by_model(spec: ImportSpec, field: Field, text: str) -> tuple[bool, object]:
    """Whether the model takes `text` for one field, and what it would store."""
    try:
        partial = model_of(spec).model_validate({field.key: text})
    except ValidationError as error:
        if any(problem["loc"] == (field.key,) for problem in error.errors(include_url=False)):
            return False, None
        value = accepted(spec, field, text)
    else:
        value = getattr(partial, field.key)
    if isinstance(value, Decimal):
        value = to_millionths(value) if field.label.kind is Kind.rate else to_fen(value)
    return True, stored(value)


def accepted(spec: ImportSpec, field: Field, text: str) -> Any:  # noqa: ANN401 - any field's value
    """The value of a field whose model misses others."""
    return (
        model_of(spec)
        .__pydantic_validator__.validate_assignment(model_of(spec).model_construct(), field.key, text)
        .__dict__[field.key]
    )


RULED = ("identity_no", "division_code", "industry_code")  # they have a rule, tested below
FIELDS = [
    (spec, field)
    for spec in WITH_INPUT
    for field in spec.fields
    if field.key in model_of(spec).model_fields and field.key not in RULED
]


@pytest.mark.parametrize(("spec", "field"), FIELDS, ids=lambda each: getattr(each, "noun", None) or each.key)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_cell_is_read_as_the_input_would(spec: ImportSpec, field: Field, data: st.DataObject) -> None:
    text = data.draw(values_of(field))
    fits, value = by_model(spec, field, clean(text, lines=field.lines))  # a file's text is cleaned before it is measured
    try:
        read = reader_of(field, Manner(exact=True))(text)
    except ValueError:
        assert not fits
        return
    if read is None and (field.needed or field.default is not None):
        return  # an empty cell says nothing; whether something is missing is seen when the row is matched
    assert fits
    assert read == value


cells = st.one_of(st.none(), st.text("aZ09._- |　星\n\u200b", max_size=8), st.integers(0, 99), st.floats(0, 9), st.booleans())


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["code", "name", "division_code", "note"]), st.lists(cells, max_size=5))
def test_a_column_is_read_as_cell_by_cell(key: str, column: list[Cell]) -> None:
    field = CLIENT.field(key)
    read = reader_of(field, Manner())

    def outcome(act: Callable[[], list[object]]) -> list[object] | str:
        try:
            return act()
        except ValueError as error:
            return str(error)

    assert outcome(lambda: column_reader(field, read)(column)) == outcome(lambda: [read(cell) for cell in column])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["division_code", "industry_code"]),
    st.one_of(
        st.from_regex("[A-Za-z\uff23]?[0-9]{0,6}", fullmatch=True), st.sampled_from(["北京", "C 36", "c3670", "O81", "T98", ""])
    ),
)
def test_a_code_is_read_as_the_input_would(key: str, text: str) -> None:
    text = clean(text)
    try:
        expected = getattr(ClientIn.model_validate({"code": "C1", "name": "x", key: text}), key)
        fits = True
    except ValidationError:
        fits = False
    columns: dict[str, list[object]] = {key: [text or None, None]}
    assert CLIENT.rule is not None
    try:
        read = reader_of(CLIENT.field(key), Manner())(text)
        columns[key][0] = read
        CLIENT.rule(None)(columns)  # type: ignore[arg-type]  # this rule needs to know nothing
    except ValueError:
        assert not fits
        return
    assert fits
    assert columns == {key: [expected, None]}


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.integers(0, 10**6 - 1).map(lambda number: make_uscc("91", "110000", f"MA{number:06d}")),
        st.from_regex(r"[0-9A-Z]{17,19}", fullmatch=True),
        st.sampled_from(["9111 0000MA00000077", "110108000000016", "\uff2d\uff21", "X"]),
    ),
    st.sampled_from([None, "uscc", "foreign", "none"]),
)
def test_an_identity_number_is_read_as_the_input_would(number: str, kind: str | None) -> None:
    try:
        given_ = ClientIn.model_validate({"code": "C1", "name": "x", "identity_no": number, "identity_kind": kind})
    except ValidationError:
        given_ = None
    assert CLIENT.rule is not None
    columns: dict[str, list[object]] = {"identity_no": [number], "identity_kind": [kind]}
    try:
        CLIENT.rule(None)(columns)  # type: ignore[arg-type]  # this rule needs to know nothing
    except ValueError:
        assert given_ is None
        return
    assert given_ is not None
    assert (columns["identity_no"], columns["identity_kind"]) == ([given_.identity_no], [stored(given_.identity_kind)])
