"""How many cells a text takes on a terminal, and padding, cutting and folding by that measure.

Chinese is two cells a character, the common signs are one, ambiguous width counts as one. Other characters are looked up
in `wcwidth`, which is imported only then: that alone takes longer than printing a list.
"""

import re
from collections.abc import Iterator, Sequence

_TWO = "\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60\uffe0-\uffe6"
_ONE = " -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2319\u2500-\u25fc\u2713\u2717"
# patterns, compiled when a text first needs them: each takes as long as reading a hundred rows
_WIDE = f"[{_TWO}]"
_RARE = f"[^{_TWO}{_ONE}\n]"

PART = " · "
_OPENING = "（《「『【“‘"
_CLOSING = "，。、；：！？）》」』】”’％…"
_WORD = f" +|[{_OPENING}]*(?:[^ {_OPENING}{_CLOSING}{_TWO}]+|[{_TWO}])[{_CLOSING}]*|[{_OPENING}{_CLOSING}]+"


def width(text: str) -> int:
    """The cells that `text`, which has no line break or control character, takes."""
    if text.isascii():
        return len(text)
    if re.search(_RARE, text):
        return _looked_up(text)
    return len(text) + len(re.findall(_WIDE, text))


def widths(texts: Sequence[str]) -> list[int]:
    """`width` of each, a whole column at once."""
    joined = "\n".join(texts)
    if joined.isascii():
        return list(map(len, texts))
    if re.search(_RARE, joined):
        return [width(text) for text in texts]
    return list(map(len, re.sub(_WIDE, "xx", joined).split("\n"))) if texts else []


def _looked_up(text: str) -> int:
    from wcwidth import wcswidth

    return max(0, wcswidth(f" {text}") - 1)  # as it stands in a line: some marks take a cell only behind another sign


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """`text` filled up with blanks to `cells`; `right` puts them in front. A wider text stays as it is."""
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def pad_column(texts: list[str], cells: int, *, right: bool = False) -> list[str]:
    """`pad` of each, a whole column at once."""
    if "".join(texts).isascii():
        return [text.rjust(cells) for text in texts] if right else [text.ljust(cells) for text in texts]
    blanks = [" " * (cells - taken) for taken in widths(texts)]
    return [a + b for a, b in (zip(blanks, texts, strict=True) if right else zip(texts, blanks, strict=True))]


def cut(text: str, cells: int, ellipsis: str = "…") -> str:
    """`text`, or as much of it as fits into `cells` with `ellipsis` behind; a number that would stand before it goes whole."""
    if width(text) <= cells:
        return text
    kept = _head(text, max(0, cells - width(ellipsis)))
    return re.sub(r"[0-9][0-9.,]* *$", "", kept) + ellipsis


def _head(text: str, cells: int) -> str:
    """The longest beginning of `text` that fits into `cells`."""
    end = min(len(text), cells)
    while end < len(text) and width(text[: end + 1]) <= cells:
        end += 1
    while width(text[:end]) > cells:
        end -= 1
    return text[:end]


def longest_word(text: str) -> int:
    """The cells of the longest piece of `text` that folding leaves whole: a word, a code, a number, a Chinese character."""
    return max(map(width, _words(text)), default=0)


def _words(text: str) -> list[str]:
    """The pieces of `text` that folding leaves whole, and the blanks between them."""
    return re.findall(" +|[^ ]+" if text.isascii() else _WORD, text)


def fold(text: str, cells: int) -> list[str]:
    """`text` as lines of at most `cells` (2 or more).

    A line ends at a blank or beside a Chinese character, never before a closing or behind an opening mark. Only a word that
    alone is wider than `cells` is broken.
    """
    if width(text) <= cells:
        return [text]
    lines = [""]
    for word in _pieces(text, cells):
        if width(lines[-1] + word) <= cells:
            lines[-1] += word
        elif word.strip(" "):
            lines.append(word)
    return [line.rstrip(" ") for line in lines if line.strip(" ")]


def fold_parts(text: str, cells: int) -> list[str]:
    """`text` folded between the parts that ` · ` joins, so that a command among them stays whole; a part only where it must."""
    if width(text) <= cells:
        return [text]
    *firsts, last = text.split(PART)
    mark, lines = PART.rstrip(), [""]
    for part in [*(f"{part}{mark}" for part in firsts), last]:
        if lines[-1].endswith(mark) and width(f"{lines[-1]} {part}") <= cells:
            lines[-1] += f" {part}"
        else:
            lines += fold(part if width(part) <= cells else part.removesuffix(mark), cells)
    return lines[1:]


def _pieces(text: str, cells: int) -> Iterator[str]:
    for word in _words(text):
        rest = word
        while width(rest) > cells:
            piece = _head(rest, cells) or rest[0]
            yield piece
            rest = rest[len(piece) :]
        yield rest
