"""What the import knows of each kind of record: plain data, read by one engine.

The bounds of a field stand in its `XIn` model too. They are repeated here because importing pydantic and SQLAlchemy takes as
long as importing half of a hundred thousand rows; a test holds the two equal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corecrm.fields import Label

if TYPE_CHECKING:
    from corecrm.exchange.references import References
    from corecrm.exchange.staging import Stage
    from corecrm.store.bulk import Bulk

CODE = r"[0-9A-Za-z][0-9A-Za-z._-]*"
ERROR_COLUMN = Label("errors", zh="错误", en="Errors")


class Field(NamedTuple):
    """One field of a record, as a column of a sheet and of the store.

    Args:
        label: its headings and its kind.
        longest: characters of a text.
        needed: a new record must have it.
        pattern: what a text must match as a whole.
        default: what a new record gets without it, as stored.
        refers: the noun of the record that it names; the store keeps that record's id.
        column: its database column, if not called after the label.
        lines: a text of several lines.
        least: the smallest number, as stored.
        most: the largest.
        stored: it goes into the store; else only the row's rule reads it.
        origin: it tells where a record came from: never a reason to change one.
    """

    label: Label
    longest: int = 0
    needed: bool = False
    pattern: str = ""
    default: object = None
    refers: str = ""
    column: str = ""
    lines: bool = False
    least: int | None = None
    most: int | None = None
    stored: bool = True
    origin: bool = False

    @property
    def key(self) -> str:
        """Its name in files and in the stage."""
        return self.label.key

    @property
    def name(self) -> str:
        """Its name in the store."""
        return self.column or (f"{self.key}_id" if self.refers else self.key)


class Key(NamedTuple):
    """What identifies a record: the first key that a row fills decides.

    Args:
        fields: which together name one record.
        optional: those of them that may be empty; empty then matches empty.
        table: where to look, if not in the noun's own table.
        owner: the column of the record's id there.
        where: a further condition on the table's rows, as SQL over the alias `c`.
        unique: the store makes sure that there is at most one.
        unless: a field that, filled differently on both sides, says that it is another record after all.
        without: a field that must be empty in the row.
    """

    fields: tuple[str, ...]
    optional: tuple[str, ...] = ()
    table: str = ""
    owner: str = "id"
    where: str = ""
    unique: bool = True
    unless: str = ""
    without: str = ""


class Part(NamedTuple):
    """Records of another kind that a row carries along, such as a client's edge to its parent company.

    Args:
        noun: the name of their spec.
        owner: the field there that refers to the row's own record.
        fields: the fields there that the sheet may have.
        key: what makes it one that is stored already; a first day said by --since does not count.
        needs: the one without which a row carries no part.
        constants: field -> value.
        dated: it needs a first day: from the sheet, else from --since.
        several: a cell may list several, separated by 、 or ；.
    """

    noun: str
    owner: str
    fields: tuple[str, ...]
    key: Key
    needs: str
    constants: Mapping[str, object] = {}
    dated: bool = False
    several: bool = False


Columns = dict[str, list[object]]
Rule = Callable[[Columns], None]


class Told(NamedTuple):
    """What a row's rule may know besides the row.

    Args:
        db: the store, with what was staged before.
        references: the number of each text that names a record.
        units: the unit that the heading of a field names.
        unit: the one of --unit.
        period: the one of --period.
        fractions: rates are fractions in this file, as in our own JSON Lines.
    """

    db: "Bulk"
    references: "References"
    units: Mapping[str, str]
    unit: str | None
    period: str | None
    fractions: bool = False


class Objection(NamedTuple):
    """Why a staged row may not go in: its line, the field, the sentence, a code for scripts, and perhaps what was meant."""

    line: int
    field: str
    message: str
    code: str
    suggestion: str | None = None


Check = Callable[["Stage"], "list[Objection]"]


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """How one kind of record goes in and out.

    Args:
        noun: its name; also the name of its file in a bundle.
        table: where it is stored.
        fields: in the order of an export.
        keys: in the order in which they are tried.
        parts: what else a row may carry.
        model: `module:class` of the input that tests compare with.
        adds: fields that the rule computes, which the sheet may lack.
        rule: makes what checks and completes rows before they are staged, column-wise.
        checks: what is looked at once all rows know their records.
        doubts: field -> what says why a value of it is worth a warning; None where it is not.
        spelled: it is found by the pinyin of its name.
        short: it gets a short name.
        former: the table that keeps the name it had before.
        corrected: another value makes a new record that supersedes the old one.
        number: what its new codes begin with; empty where codes are given by people.
    """

    noun: str
    table: str
    fields: tuple[Field, ...]
    keys: tuple[Key, ...]
    parts: tuple[Part, ...] = ()
    model: str = ""
    adds: tuple[str, ...] = ()
    rule: Callable[[Told], Rule] | None = None
    checks: tuple[Check, ...] = ()
    doubts: tuple[tuple[str, Callable[[str], str | None]], ...] = ()
    spelled: bool = False
    short: bool = False
    former: str = ""
    corrected: bool = False
    number: str = ""

    def field(self, key: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.key == key)


def code(label: Label, *, needed: bool = True, longest: int = 30) -> Field:
    """The field of a code as people give them."""
    return Field(label, longest, needed, CODE)


def text(label: Label, longest: int, *, needed: bool = False, column: str = "") -> Field:
    """A line of text."""
    return Field(label, longest, needed, column=column)


def note(label: Label, longest: int) -> Field:
    """A text of several lines."""
    return Field(label, longest, lines=True)


def refers(label: Label, noun: str, *, needed: bool = False) -> Field:
    """Another record: its code, its exact name, or `name (code)`."""
    return Field(label, needed=needed, refers=noun)
