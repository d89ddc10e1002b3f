"""Every list's way of asking: a base SELECT, and the filters, order and limit that all lists share.

A noun's list is a `Listing`: its columns, the SELECT that yields them in that order, and for each shared filter the
condition that it means there. `--where`, `--sort` and `--limit` work on the columns alike for all nouns.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from corecrm.errors import UsageProblem
from corecrm.fields import Column, Kind, Labelled, Row, Table
from corecrm.store.reader import Reader, like
from corecrm.text import _, pick

OPERATORS = {"=": "=", "!=": "<>", ">=": ">=", "<=": "<=", ">": ">", "<": "<", "~": "LIKE", "!~": "NOT LIKE"}
_CONDITION = r"^\s*(?P<field>[^\s=!<>~]+)\s*(?P<operator>>=|<=|!=|!~|=|>|<|~)\s*(?P<value>.*?)\s*$"


@dataclass(slots=True)
class Filters:
    """What a list is asked for; records are already resolved to their ids. `counts_more`: say how many the limit left out."""

    as_of: date
    where: tuple[str, ...] = ()
    owner: int | None = None
    group: int | None = None
    inst: int | None = None
    under: int | None = None
    self_only: bool = False
    since: date | None = None
    until: date | None = None
    sort: str | None = None
    limit: int | None = None
    removed: bool = False
    counts_more: bool = True


class Listing(NamedTuple):
    """How one noun is listed.

    Args:
        title: the heading.
        columns: what the SELECT yields, in its order, each under its column's key.
        select: the SELECT, without WHERE on filters and without ORDER BY; may use `:as_of`.
        filters: the condition that a shared filter means here, over the SELECT's aliases and its `filter_` columns;
            parameters are named after the filters. A filter that is not here is refused.
        order: the ORDER BY that applies without `--sort`.
        key: the column that `-q` prints.
    """

    title: str
    columns: tuple[Column, ...]
    select: str
    order: str
    filters: Mapping[str, str] = MappingProxyType({})
    key: str = "code"

    @property
    def takes(self) -> frozenset[str]:
        """The shared filters that mean something here; `as_of` where what is listed depends on the day."""
        named = {name.removesuffix("_self") for name in self.filters}
        on_self = any(name.endswith("_self") for name in self.filters)
        dated = ":as_of" in self.select or any(":as_of" in condition for condition in self.filters.values())
        further = {"self_only": on_self, "as_of": dated}
        return frozenset(("where", "sort", "limit", "all_rows", *named, *(name for name, there in further.items() if there)))

    def table(self, db: Reader, wanted: Filters) -> Table:
        """The rows that fit, and how many more there are beyond the limit."""
        values: dict[str, object] = {"as_of": wanted.as_of.isoformat(), "at_most": wanted.limit}
        conditions = [*self._shared(wanted, values), *self._free(wanted, values)]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        names = ", ".join(f'"{column.key}"' for column in self.columns)
        limit = "" if wanted.limit is None else " LIMIT :at_most"
        inner = f"FROM ({self.select}) AS listed{where}"
        rows: list[Row] = db.table(self.columns, f"SELECT {names} {inner} ORDER BY {self._order(wanted.sort)}{limit}", **values)
        more = 0
        if wanted.counts_more and wanted.limit is not None and len(rows) == wanted.limit:
            more = db.value(f"SELECT count(*) {inner}", **values) - len(rows)
        return Table(_(self.title), self.columns, rows, as_of=wanted.as_of, more=more, key=self.key, exact=True)

    def _shared(self, wanted: Filters, values: dict[str, object]) -> list[str]:
        conditions = []
        asked = {
            name: getattr(wanted, name)
            for name in ("owner", "group", "inst", "under", "since", "until")
            if getattr(wanted, name) is not None
        }
        if wanted.self_only:
            asked = {
                ("under_self" if name == "under" else "inst_self" if name == "inst" else name): value
                for name, value in asked.items()
            }
        for name, value in asked.items():
            if name not in self.filters:
                raise UsageProblem(_("--{name} does not apply to this list").format(name=name.removesuffix("_self")))
            values[name] = value.isoformat() if isinstance(value, date) else value
            conditions.append(f"({self.filters[name]})")
        if "removed" in self.filters:
            conditions.append(self.filters["removed"] if wanted.removed else f"NOT ({self.filters['removed']})")
        return conditions

    def _free(self, wanted: Filters, values: dict[str, object]) -> list[str]:
        conditions = []
        for number, text in enumerate(wanted.where):
            match = re.match(_CONDITION, text)
            if match is None:
                raise UsageProblem(
                    _("--where “{text}” is not FIELD OP VALUE").format(text=text),
                    _('such as --where "tier = a"; operators: = != > >= < <= ~'),
                )
            column = self.column(match["field"])
            name = f"where_{number}"
            operator = OPERATORS[match["operator"]]
            if match["value"] == "":
                conditions.append(f'"{column.key}" IS {"NOT " if operator == "<>" else ""}NULL')
                continue
            if "LIKE" in operator:
                values[name] = f"%{like(match['value'])}%"
                conditions.append(f"\"{column.key}\" {operator} :{name} ESCAPE '\\'")
                continue
            value = _database_value(column, match["value"], wanted.as_of)
            if column.label.choices is not None and operator not in ("=", "<>"):
                conditions.append(_ranked(column.key, column.label.choices, operator, str(value)))
                continue
            values[name] = value
            conditions.append(f'"{column.key}" {operator} :{name}')
        return conditions

    def _order(self, sort: str | None) -> str:
        if not sort:
            return self.order
        column = self.column(sort.removeprefix("-"))
        by = f'"{column.key}"'
        if column.label.choices is not None:
            cases = " ".join(f"WHEN '{member.value}' THEN {place}" for place, member in enumerate(column.label.choices))
            by = f"CASE {by} {cases} END"
        return f"{by} IS NULL, {by} {'DESC' if sort.startswith('-') else 'ASC'}, {self.order}"

    def column(self, name: str) -> Column:
        """The column that a user named by key or heading.

        Raises:
            UsageProblem: there is none.
        """
        wanted = name.casefold()
        for column in self.columns:
            if wanted in (column.key, column.label.zh.casefold(), column.label.en.casefold()):
                return column
        raise UsageProblem(
            _("there is no field “{name}” in this list").format(name=name),
            _("fields: {names}").format(names=", ".join(column.key for column in self.columns)),
        )


def in_language(sql: str, *catalogues: str) -> str:
    """A SELECT that names the records of bilingual catalogues in the language of the run.

    Args:
        sql: the SELECT; takes their names as `m.name AS …`.
        catalogues: the aliases of their tables, such as `m`.
    """
    for alias in catalogues:
        sql = sql.replace(f"{alias}.name AS", pick(f"{alias}.name AS", f"coalesce({alias}.name_en, {alias}.name) AS"))
    return sql


def _ranked(key: str, choices: type[Labelled], operator: str, code: str) -> str:
    """A condition on the order in which the choices are declared, such as from the mildest signal to the gravest."""
    members = [member.value for member in choices]
    place = members.index(code)
    kept = {">": members[place + 1 :], ">=": members[place:], "<": members[:place], "<=": members[: place + 1]}[operator]
    listed = ", ".join(f"'{member}'" for member in kept)
    return f'"{key}" IN ({listed or "NULL"})'


def _chosen(choices: type[Labelled], text: str) -> str:
    try:
        return choices.parse(text).value
    except ValueError:
        known = ", ".join(f"{member.value} {member.label}" for member in choices)
        raise ValueError(_("“{text}” is none of: {known}").format(text=text, known=known)) from None


def _database_value(column: Column, text: str, today: date) -> object:
    """A value typed on the command line, as the database holds it."""
    from corecrm.money import parse_money, parse_rate, to_fen, to_millionths
    from corecrm.periods import parse_date

    label = column.label
    try:
        if label.choices is not None:
            return _chosen(label.choices, text)
        if label.kind is Kind.money:
            return to_fen(parse_money(text))
        if label.kind is Kind.rate:
            return to_millionths(parse_rate(text))
        if label.kind is Kind.date:
            return parse_date(text, today=today).isoformat()
        if label.kind is Kind.count:
            return int(Decimal(text))
        if label.kind is Kind.quantity:
            raise ValueError(_("its unit differs from record to record"))
    except (ValueError, ArithmeticError) as error:
        raise UsageProblem(
            _("--where {field}: “{text}” does not fit").format(field=label.title, text=text), str(error) or None
        ) from error
    return text
