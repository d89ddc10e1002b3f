"""Which encoding a foreign text file is in: its byte order mark, else strict UTF-8, else GB18030, always over the whole file.

Guessing from letter frequencies is not used: it takes short Chinese texts for Korean.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from corecrm.errors import InputMissing, UsageProblem
from corecrm.text import _

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHUNK = 1 << 20  # bytes; also a line's greatest length, so that no line has to be held that fills the memory
_CHANCE = 9  # surplus bytes of what decodes as UTF-8 by chance; two in three characters of GB18030 do not, 联通 does


def text_encoding(path: Path, name: str, wanted: str | None = None) -> str:
    """The encoding in which every byte of the file is text; a name that `open()` takes.

    Args:
        path: the file.
        name: what the user calls it.
        wanted: the encoding to hold it to, instead of finding it out.

    Raises:
        InputMissing: some byte is no text in it, or the file is not text at all.
        UsageProblem: no such encoding.
    """
    encoding = _known(wanted) if wanted else _marked(path)
    if encoding:
        fault = _fault(path, name, encoding)
        if fault:
            raise _undecodable(name, {encoding: fault[0]})
        return encoding
    return _utf8_or_gb18030(path, name)


def _utf8_or_gb18030(path: Path, name: str) -> str:
    in_utf8 = _fault(path, name, "utf-8")
    if in_utf8 is None:
        return "utf-8"
    offset, evidence = in_utf8
    if evidence > _CHANCE:  # damaged UTF-8: read as GB18030 it would become other characters in silence
        raise _undecodable(name, {"utf-8": offset})
    in_gb18030 = _fault(path, name, "gb18030")
    if in_gb18030:
        raise _undecodable(name, {"utf-8": offset, "gb18030": in_gb18030[0]})
    return "gb18030"


def _known(encoding: str) -> str:
    try:
        "a".encode(encoding)  # refuses what is not between bytes and text, such as hex
        codecs.getincrementaldecoder(encoding)
    except (LookupError, UnicodeError) as error:
        raise UsageProblem(_("no encoding {encoding}").format(encoding=encoding), _("e.g. utf-8, gb18030, big5, utf-16")) from error
    return encoding


def _marked(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(3)
    return next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), None)


def _fault(path: Path, name: str, encoding: str) -> tuple[int, int] | None:
    """Where the file stops being text in `encoding`, and how many bytes beyond one a character stood before; None if nowhere."""
    decoder = codecs.getincrementaldecoder(encoding)()
    start = evidence = 0
    for chunk in _chunks(path):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            at = error.start - (len(error.object) - len(chunk))  # below 0 in a character that began in the chunk before
            return start + at, evidence + _surplus(chunk[: max(at, 0)], encoding)
        except UnicodeError:  # UTF-16 that was asked for, without a mark
            return start, evidence
        _check_text(name, chunk, text, start)
        start += len(chunk)
        evidence += len(chunk) - len(text)
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    """The file piece by piece, and an empty piece that stands for its end."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
    yield b""


def _surplus(good: bytes, encoding: str) -> int:
    return len(good) - len(good.decode(encoding, "ignore"))


def _check_text(name: str, chunk: bytes, text: str, start: int) -> None:
    if "\0" in text:
        message = _("{name} is not a text file: byte {offset} is zero").format(name=name, offset=start + chunk.find(b"\0"))
        raise InputMissing(message, _("if it is UTF-16 without a mark, say so: --encoding utf-16-le"))
    if len(chunk) == _CHUNK and b"\n" not in chunk and b"\r" not in chunk:
        raise InputMissing(
            _("{name} has a line of more than 1 MB at byte {offset}").format(name=name, offset=start), _("check that it is a table")
        )


def _undecodable(name: str, offsets: dict[str, int]) -> InputMissing:
    places = ", ".join(_("{encoding} from byte {offset}").format(encoding=key, offset=offset) for key, offset in offsets.items())
    message = _("{name} cannot be decoded: not {places}").format(name=name, places=places)
    return InputMissing(message, _("name its encoding, e.g. --encoding big5, or save it again as UTF-8"))
