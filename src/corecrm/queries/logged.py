"""How a row image of the log reads: fields by their labels, choices and records by code and by name, figures in their unit."""

import importlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from corecrm.fields import FROM_DATABASE, SHANGHAI, Coded, Kind, Label
from corecrm.nouns import BY_TABLE, OWNER_OF_PART
from corecrm.store.reader import Reader
from corecrm.text import pick

MASKED = frozenset({("staff", "phone")})  # shown in full by `staff show --reveal` alone, which is logged
PARENTS = {"institution": "institution", "client_group": "client", "goal": "goal"}  # what a table's parent_id and root_id refer to


def describe(
    db: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[tuple[str, str, str]]:
    """(field, was, is) for each field that differs, as a person reads them; — for nothing."""
    for name, was, now in differences(db, table, before, after):
        yield name, "—" if was is None else was.label, "—" if now is None else now.label


def differences(
    db: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[tuple[str, Coded | None, Coded | None]]:
    """(field, was, is) for each field that differs."""
    for name in after or before or {}:
        if name != "id" and (before or {}).get(name) != (after or {}).get(name):
            yield name, _kept(db, table, name, before or {}), _kept(db, table, name, after or {})


def _kept(db: Reader, table: str, name: str, row: Mapping[str, Any]) -> Coded | None:
    """A field of a logged row: choices by code and label, references by key, amounts in 元."""
    value = row.get(name)
    if value is None:
        return None
    if name.endswith("_id") and isinstance(value, int):
        name = PARENTS[table] if name in ("parent_id", "root_id") and table in PARENTS else name.removesuffix("_id")
        return _record(db, name, value)
    label = label_of(table, name)
    if (table, name) in MASKED:
        return Coded(masked(str(value)), masked(str(value)))
    if label.kind is Kind.quantity and isinstance(value, int):
        return _measured(db, row.get("metric_id"), value)
    return _coded(label, value)


def _coded(label: Label, value: object) -> Coded:
    if label.choices is not None:
        return Coded(str(value), label.choices(str(value)).label)
    if label.kind is Kind.flag:
        return Coded("true", pick("是", "yes")) if value else Coded("false", pick("否", "no"))
    convert = FROM_DATABASE.get(label.kind)
    known = convert(value) if convert else value
    if isinstance(known, datetime):
        return Coded(f"{known.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", f"{known.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    return Coded(str(known), str(known))


def _measured(db: Reader, metric: int | None, value: int) -> Coded:
    """A figure in the unit of its metric, where the log keeps it in the smallest one."""
    from corecrm.rules.measures import quantity, said

    unit, scale = db.one("SELECT unit, scale FROM metric WHERE id = :id", id=metric) or ("", 0)
    figure = quantity(value, unit, scale)
    return Coded(f"{figure.value:f}" if figure else "", said(value, unit, scale).strip())


def masked(number: str) -> str:
    """A number that only its first and last digits are told of, as `queries.staff` does in SQL."""
    return f"{number[:3]}****{number[-4:] if len(number) > 7 else ''}"


def _record(db: Reader, name: str, row_id: int) -> Coded:
    """The record that a column such as `owner` refers to: by its key, for a person with its name before it."""
    noun = next((noun for noun in BY_TABLE.values() if noun.name == name or noun.table == name or name in noun.roles), None)
    sql = f'SELECT "{noun.key}", "{noun.title}" FROM "{noun.table}" WHERE id = :id' if noun else ""
    key, title = (db.one(sql, id=row_id) if noun else None) or (f"#{row_id}", None)
    named = noun is not None and noun.title != noun.key and title
    return Coded(str(key), f"{title} ({key})" if named else str(key))


def label_of(table: str, name: str) -> Label:
    """The label of a table's column; the bare name where the column has none (an internal one)."""
    noun = BY_TABLE.get(table) or OWNER_OF_PART[table][0]
    plain = name.removesuffix("_id")
    fields = importlib.import_module(f"corecrm.fields.{noun.module or noun.name}")
    return getattr(fields, "PARTS", {}).get(table, {}).get(plain) or getattr(fields, plain, None) or Label(plain, plain, plain)


def key_of_part(db: Reader, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[str, str]:
    """(noun, key) of the record that a logged row is, or belongs to."""
    row = after or before or {}
    if table in OWNER_OF_PART:
        noun, column = OWNER_OF_PART[table]
        return noun.name, str(_record(db, noun.table, row[column]))
    noun = BY_TABLE[table]
    return noun.name, str(row[noun.key])
