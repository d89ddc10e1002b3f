"""Which format a foreign file is in, by its content first and its suffix second; refuses containers that are traps."""

import zipfile
from pathlib import Path

from corecrm.errors import InputMissing
from corecrm.text import _

WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype html", b"<html", b"<table", b"<?xml")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_MEMBERS = 10_000
_MOST_BYTES = 2 << 30  # unpacked, all members
_SMALL_BYTES = 16 << 20  # a member below it may be packed as tightly as it likes
_MOST_RATIO = 200  # sheets shrink to a tenth, at most to a fiftieth; zeros to a thousandth


def file_format(path: Path, name: str) -> str:
    """`xlsx`, `xlsm`, `xls`, `ods`, or `text` for everything that is no container.

    Raises:
        InputMissing: a web page, some other container, a damaged one, or one that unpacks to far more than it should.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(_OLE):
        return "xls"
    if head.startswith(_ZIP) and head[2:4] in (b"\x03\x04", b"\x05\x06"):
        return _zip_format(path, name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise InputMissing(
            _("{name} is a web page or XML, not a table").format(name=name), _("open it in Excel and save it as .xlsx")
        )
    return "text"


def _zip_format(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as book:
            _check_members(book.infolist(), name)
            members = set(book.namelist())
            is_ods = "mimetype" in members and book.read("mimetype").startswith(_ODS)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise damaged(name) from error
    if is_ods:
        return "ods"
    if "xl/workbook.xml" in members:
        return "xlsm" if "xl/vbaProject.bin" in members else "xlsx"
    raise InputMissing(
        _("{name} is a zip container, but not an Excel workbook").format(name=name), _("open it in Excel and save it as .xlsx")
    )


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    size = sum(member.file_size for member in members)
    bombs = (m for m in members if m.file_size > max(_SMALL_BYTES, m.compress_size * _MOST_RATIO))
    if len(members) > _MOST_MEMBERS or size > _MOST_BYTES or any(bombs):
        message = _("{name} unpacks to {size} MB in {count} parts, more than a real sheet needs").format(
            name=name, size=f"{size >> 20:,}", count=f"{len(members):,}"
        )
        raise InputMissing(message, _("copy the table into a new workbook and save that"))


def damaged(name: str, reason: str = "") -> InputMissing:
    """The refusal of a workbook that does not hold together; `reason` is the parser's own word, for scripts."""
    message = _("{name} is damaged: it cannot be read as a workbook").format(name=name)
    return InputMissing(
        message, _("open it in Excel, let it be repaired, and save it as .xlsx"), {"reason": reason} if reason else None
    )
