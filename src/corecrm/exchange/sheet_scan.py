"""What the parser of workbooks does not tell about a sheet: cells with an error, formulas never calculated, merged cells.

Works on the XML of .xlsx and .xlsm sheets piece by piece, and on the bytes of .xls and .ods for a plain yes or no.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import IO
from xml.etree import ElementTree
from zipfile import ZipFile

from corecrm.exchange.cells import column_letter, column_number

_CHUNK = 1 << 20  # bytes
_P = rb"(?:\w+:)?"  # some programs put a namespace prefix before every name
_ERROR = re.compile(rb"<%bc\s([^>]*\bt=[\"']e[\"'][^>]*)(?<!/)>(?:(?!</%bc>).)*?<%bv>([^<]*)" % (_P, _P, _P), re.S)
_FORMULA = re.compile(
    rb"<%bc\s([^>]*)>\s*<%bf\b(?:[^>]*/>|[^>]*>([^<]*)</%bf>)\s*(?:<%bv\s*/>|<%bv></%bv>)?\s*</%bc>" % ((_P,) * 7), re.S
)
_TEXT = re.compile(rb"\bt=[\"']str")  # a formula whose result is the empty text
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_MERGED = re.compile(rb"<%bmergeCell\s[^>]*ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']" % _P)
_ERROR_IN_ODS = re.compile(rb"value-type=[\"']error")
# The records FORMULA with an error as its result, and BOOLERR with an error ([MS-XLS] 2.4.127, 2.4.24)
_CODE = rb"[\x00\x07\x0f\x17\x1d\x24\x2a]"
_ERROR_IN_XLS = re.compile(rb"\x06\x00[\x14-\xff].{7}\x02.%b.{3}\xff\xff|\x05\x02\x08\x00.{6}%b\x01" % (_CODE, _CODE), re.S)


Errors = dict[int, dict[int, str]]


@dataclass(slots=True)
class Scan:
    """What was found in a sheet.

    Args:
        errors: row -> column -> `#N/A`, or the formula that was never calculated; both counted from 1.
        merged: the merged cells that span several rows, e.g. `A2:A5`.
        unplaced: there are errors in cells that do not say where they are.
    """

    errors: Errors = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    unplaced: bool = False


def sheet_parts(book: ZipFile) -> dict[str, str]:
    """Which part of an .xlsx container holds each sheet: name -> path.

    Raises:
        KeyError, ElementTree.ParseError: the container does not hold together.
    """
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts: dict[str, str] = {}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//{*}sheet"):
        relation_id = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        target = targets[relation_id]
        parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def scan(xml: IO[bytes]) -> Scan:
    """Go through the XML of one sheet, a megabyte at a time."""
    found = Scan()
    for part in _pieces(xml):
        if b't="e"' in part or b"t='e'" in part:  # searching costs as much as parsing, and most sheets hold no error
            _note(found, _ERROR.findall(part))
        if b"<f" in part or b":f" in part:
            _note(found, [(cell, b"=" + text) for cell, text in _FORMULA.findall(part) if not _TEXT.search(cell)])
        found.merged.extend(f"{a}{top}:{b}{end}" for a, top, b, end in _ranges(part) if top != end)
    return found


def _pieces(xml: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end between two rows."""
    rest = b""
    while chunk := xml.read(_CHUNK):
        rest += chunk
        end = rest.rfind(b"row>") + 4
        if end > len(b"row>"):
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _ranges(part: bytes) -> Iterator[tuple[str, ...]]:
    return (tuple(piece.decode() for piece in place) for place in _MERGED.findall(part))


def _note(found: Scan, cells: Iterable[tuple[bytes, bytes]]) -> None:
    for attributes, text in cells:
        place = _PLACE.search(attributes)
        if place is None:
            found.unplaced = True
        else:
            row = found.errors.setdefault(int(place[2]), {})
            row[column_number(place[1].decode())] = unescape(text.decode("utf-8", "replace"))


def tall_ranges(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[str]:
    """Those of the parser's merged ranges, given as (row, column) pairs from 0, that span several rows: `A2:A5`."""
    tall = ((a, b) for a, b in ranges if a[0] != b[0])
    return [f"{column_letter(a[1] + 1)}{a[0] + 1}:{column_letter(b[1] + 1)}{b[0] + 1}" for a, b in tall]


def xls_holds_error(data: bytes) -> bool:
    """Whether an .xls file seems to hold a cell with an error; its sheet and place are not found out."""
    return bool(_ERROR_IN_XLS.search(data))


def ods_holds_error(content: IO[bytes]) -> bool:
    """Whether the content of an .ods file holds a cell with an error."""
    before = b""
    while chunk := content.read(_CHUNK):
        if _ERROR_IN_ODS.search(before + chunk):
            return True
        before = chunk[-32:]
    return False
