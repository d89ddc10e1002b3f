"""How the columns of a sheet are understood: which heading means which field, and which mean nothing to us."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from corecrm.errors import DataRejected, UsageProblem
from corecrm.exchange.cells import NumberedRow
from corecrm.exchange.headings import Header, Heading, heading_name, split_table
from corecrm.exchange.options import Options
from corecrm.exchange.reader import SourceFile, rows
from corecrm.exchange.spec import ERROR_COLUMN, Field, ImportSpec
from corecrm.exchange.specs import spec_of
from corecrm.nouns import called
from corecrm.text import _

IGNORE = "-"
OURS = {heading_name(text) for text in ERROR_COLUMN.headings}


class Column(NamedTuple):
    """A column that is read: its field, where its cells are, and its heading.

    Args:
        key: its name in the stage: the field's, behind the part's noun and two underscores where it belongs to a part.
        field: what its cells mean.
        at: the index of its cells in a row.
        heading: as it stands in the file; None for one that the program adds.
    """

    key: str
    field: Field
    at: int
    heading: Heading | None


@dataclass(slots=True)
class Sheet:
    """A sheet whose columns are understood, with its data still to be streamed.

    Args:
        source: the file.
        spec: what its rows are.
        header: its header row.
        columns: those that are read.
        ignored: headings of the others.
        data: the rows below the header.
        units: field -> the unit in its heading.
    """

    source: SourceFile
    spec: ImportSpec
    header: Header
    columns: list[Column]
    ignored: list[str]
    data: Iterator[NumberedRow]
    units: dict[str, str] = field(default_factory=dict)

    def column(self, key: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.key == key), None)


Known = dict[str, tuple[str, Field]]


def fields_of(spec: ImportSpec) -> dict[str, Field]:
    """Every field that a sheet of `spec` may carry, under its name in the stage: its own, then those of its parts."""
    found = {each.key: each for each in spec.fields}
    for part in spec.parts:
        inner = spec_of(part.noun)
        found.update({f"{part.noun}__{key}": inner.field(key) for key in part.fields})
    return found


def known_headings(spec: ImportSpec) -> Known:
    """Heading -> the field that it means: names and keys before aliases, fields before those of parts."""
    known: Known = {}
    everything = fields_of(spec)
    for strong in (True, False):
        for key, each in everything.items():
            label = each.label
            for text in (label.zh, label.en, label.key) if strong else label.aliases:
                known.setdefault(heading_name(text), (key, each))
    return known


def understand(source: SourceFile, spec: ImportSpec, options: Options, also: Callable[[str], bool] = lambda _name: False) -> Sheet:
    """Finds the header row and what its headings mean.

    Args:
        source: the file.
        spec: what its rows are.
        options: what the user says about it.
        also: further headings that mean something, such as metrics.

    Raises:
        DataRejected: no header row, or two columns that mean the same.
        UsageProblem: --map names a heading or a field that does not exist.
    """
    known = known_headings(spec)
    mapped = _mapped(options.maps, fields_of(spec), spec)
    place = f"{source.name} {source.sheet}" if source.sheet else source.name
    header, data = split_table(
        rows(source), lambda name: name in known or name in mapped or also(name), header=options.header, place=place
    )
    _check_maps(header, options.maps)
    columns, ignored = _columns(header, known, mapped, place)
    units = {column.key: column.heading.unit for column in columns if column.heading and column.heading.unit}
    return Sheet(source, spec, header, columns, ignored, data, units)


def _mapped(maps: Mapping[str, str], fields: Mapping[str, Field], spec: ImportSpec) -> dict[str, tuple[str, Field] | None]:
    """Their heading -> our field, None to leave it out."""
    found: dict[str, tuple[str, Field] | None] = {}
    for theirs, ours in maps.items():
        if ours == IGNORE:
            found[heading_name(theirs)] = None
            continue
        wanted = heading_name(ours)
        hit = next(((key, each) for key, each in fields.items() if wanted in (key, *map(heading_name, each.label.headings))), None)
        if hit is None:
            listed = ", ".join(each.key for each in fields.values())
            message = _("--map {theirs}={ours}: {noun} has no field “{ours}”").format(
                theirs=theirs, ours=ours, noun=called(spec.noun)
            )
            raise UsageProblem(message, _("fields: {names}").format(names=listed))
        found[heading_name(theirs)] = hit
    return found


def _check_maps(header: Header, maps: Mapping[str, str]) -> None:
    """Refuses a map for a column that the file does not have."""
    there = {heading.name for heading in header.headings}
    for theirs in maps:
        if heading_name(theirs) not in there:
            listed = ", ".join(heading.text for heading in header.headings if heading.text)
            raise UsageProblem(
                _("--map {theirs}=…: the file has no column “{theirs}”").format(theirs=theirs),
                _("its columns: {names}").format(names=listed),
            )


def _columns(
    header: Header, known: Known, mapped: Mapping[str, tuple[str, Field] | None], place: str
) -> tuple[list[Column], list[str]]:
    taken: dict[str, Column] = {}
    ignored = []
    for index, heading in enumerate(header.headings):
        hit = mapped[heading.name] if heading.name in mapped else known.get(heading.name)
        if hit is None:
            if heading.name and heading.name not in OURS:
                ignored.append(heading.text)
            continue
        key, each = hit
        if key in taken:
            raise _twice(place, header.row, taken[key].heading, heading, each)
        taken[key] = Column(key, each, index, heading)
    return list(taken.values()), ignored


def _twice(place: str, row: int, first: Heading | None, second: Heading, each: Field) -> DataRejected:
    message = _("{place} row {row}: columns {first} and {second} both mean {field}").format(
        place=place,
        row=row,
        first=first and f"{first.column_letter} {first.text}",
        second=f"{second.column_letter} {second.text}",
        field=each.label.title,
    )
    return DataRejected(message, _("leave one out: --map {heading}=-").format(heading=second.text))
