"""Names as people type them: cleaned, compared, shortened, spelt in pinyin, and suggested when mistyped.

Pinyin comes from `data/pinyin.txt` (made by `tests/tools/pinyin_table.py`) and `data/pinyin_phrases.csv`, which is kept by hand
and wins: names of companies and places whose reading a general dictionary does not know.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from operator import add
from typing import NamedTuple

from corecrm.paths import shipped

LONGEST_PHRASE = 4  # characters
LONGEST_SHORT_NAME = 60  # characters
LIKENESS = 60  # of 100: below it a suggestion only confuses
ALTERNATIVES = 7  # more than are asked for, of which the nearest are taken

_INVISIBLE = {"Cc", "Cf", "Cs"}  # controls, formats (zero-width, bidi), lone surrogates
# patterns, compiled when a text first needs them: start-up does not wait for them
_BREAKS = r"[\t\n\v\f\r\x85\u2028\u2029]+"
_NEW_LINES = r"\r\n|[\n\v\f\r\x85\u2028\u2029]"
_BRACKETED = ("（集团）", r"\(集团\)", r"（集团\)", r"\(集团）")
_COMPANY = ("股份有限公司", "有限责任公司", "有限公司", "股份公司", "总公司")
_LEGAL_FORM = "(?m)" + "|".join(  # every branch begins with a literal: only so does the search skip all other characters at once
    [
        *(f"{group}(?:{'|'.join(_COMPANY)})" for group in (*_BRACKETED, "集团")),
        *_COMPANY,
        "集团(?:公司|$)",
        *(f"{group}(?:公司)?" for group in _BRACKETED),
    ]
)
_ALIKE = str.maketrans("[{【〔〖]}】〕〗", "((((()))))", "·‧•∙⋅・")  # noqa: RUF001 - these very brackets


def clean(text: str, *, lines: bool = False) -> str:
    """`text` without what cannot be seen, stripped: controls, bidi marks, zero-width characters, lone surrogates.

    Line breaks and tabs become one blank; with `lines` each line break stays, as a line feed.
    """
    if text.isprintable():
        return text.strip()
    if lines:
        text = re.sub(_NEW_LINES, "\n", text).replace("\t", " ")
    seen = (c for c in text if unicodedata.category(c) not in _INVISIBLE or re.match(_BREAKS, c))
    kept = "".join(seen)
    return (kept if lines else re.sub(_BREAKS, " ", kept)).strip()


def normal_name(text: str) -> str:
    """The form in which names are compared: half-width, lower case, one kind of bracket, without blanks and middle dots."""
    plain = unicodedata.normalize("NFKC", clean(text)).casefold()
    return "".join(plain.translate(_ALIKE).split())


def short_name(full: str) -> str:
    """What a company is called for short: its name without the legal form and 集团; the full name if too little is left.

    It has no more characters than a client's short name may have.
    中国铁建股份有限公司西安分公司 is 中国铁建西安分公司.
    """
    return _if_enough(re.sub(_LEGAL_FORM, "", full), full)


def short_names(names: Sequence[str]) -> list[str]:
    """The short names of many names of one line each, in one go."""
    return list(map(_if_enough, re.sub(_LEGAL_FORM, "", "\n".join(names)).split("\n"), names))


def _if_enough(short: str, full: str) -> str:
    return (short if len(short) > 1 else full)[:LONGEST_SHORT_NAME]


def pinyin(text: str) -> str:
    """`text` spelt for searching: 星河集团 is xinghejituan.

    Without tones, ü as v, letters and digits in lower case, all else left out.
    """
    return "".join(syllables(text))


def initials(text: str) -> str:
    """The first letters of the syllables: 星河集团 is xhjt; letters and digits are kept."""
    return _initials(syllables(text))


def syllables(text: str) -> list[str]:
    """One reading a character, empty for punctuation; the longest known phrase decides."""
    return spell(_half_width(text), readings())


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def similar(wanted: str, candidates: Iterable[str], limit: int = 3, *, likeness: int = LIKENESS) -> list[str]:
    """Those of `candidates` that `wanted` may have been meant for, the likeliest first, at most `limit`."""
    from rapidfuzz import fuzz, process

    normal, text = {candidate: normal_name(candidate) for candidate in candidates}, normal_name(wanted)
    found = process.extract(text, normal, scorer=fuzz.WRatio, score_cutoff=likeness, limit=limit + ALTERNATIVES)
    # which rates every name that holds `text` alike, however long it is: the whole decides among those
    nearest = sorted(found, key=lambda hit: -fuzz.ratio(text, hit[0]))
    return [candidate for _text, _score, candidate in nearest[:limit]]


class Characters(dict[str, str]):
    """Character -> syllable; letters and digits of other scripts are read as they are, all else as nothing."""

    def __missing__(self, character: str) -> str:
        syllable = self[character] = character if character.isalnum() else ""
        return syllable


class Readings(NamedTuple):
    """How characters and phrases are read.

    Args:
        characters: character -> syllable.
        phrases: 2 to 4 characters -> their syllables, separated by blanks.
        heads: the first two characters of every phrase.
    """

    characters: Characters
    phrases: dict[str, str]
    heads: set[str]

    def learn(self, words: str, reading: str) -> None:
        """Adds or replaces the reading of a character or a phrase."""
        if len(words) == 1:
            self.characters[words] = reading
        else:
            self.phrases[words] = reading
            self.heads.add(words[:2])


def spell(text: str, known: Readings) -> list[str]:
    """One syllable a character of `text`, from the left, by the longest phrase that fits."""
    spelt = list(map(known.characters.__getitem__, text))
    place = 0
    for start, pair in enumerate(map(add, text, text[1:])):
        if start < place or pair not in known.heads:
            continue
        parts = (text[start : start + length] for length in range(LONGEST_PHRASE, 1, -1))
        phrase = next((part for part in parts if part in known.phrases), "")
        if phrase:
            place = start + len(phrase)
            spelt[start:place] = known.phrases[phrase].split()
    return spelt


def spellings(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pinyin and initials of many names of one line each, in a third of the time that they take one by one.

    Character by character over all of them at once; the few that hold the beginning of a phrase are looked at again.
    """
    if not names:
        return []
    known, text = readings(), _half_width("\n".join(names))
    parts = list(map(_lines().__getitem__, text))
    lines = ("".join(read).split("\n") for read in (parts, map(_first_letters().__getitem__, parts)))
    spelt = list(zip(*lines, strict=True))
    heads = known.heads & {text[at : at + 2] for at in map(re.Match[str].start, _perhaps_heads().finditer(text))}
    begins = re.compile("|".join(heads) or "(?!)").search
    for place, name in enumerate(text.split("\n")):
        if begins(name):
            syllables = spell(name, known)
            spelt[place] = "".join(syllables), _initials(syllables)
    return spelt


def _initials(parts: Iterable[str]) -> str:
    return "".join([part[:1] for part in parts])


@cache
def _perhaps_heads() -> re.Pattern[str]:
    """Finds the first characters of phrases before second ones, so that few pairs are left to look up."""
    first, second = ("".join(head[place] for head in readings().heads) for place in (0, 1))
    return re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")


@cache
def _lines() -> Characters:
    """How names that stand one below the other are read: line by line."""
    return Characters(readings().characters | {"\n": "\n"})


class _FirstLetters(dict[str, str]):
    """The first letter of each syllable, kept once it was asked for."""

    def __missing__(self, syllable: str) -> str:
        first = self[syllable] = syllable[:1]
        return first


@cache
def _first_letters() -> _FirstLetters:
    return _FirstLetters()


@cache
def readings() -> Readings:
    """The shipped table: lines `syllable characters` and `phrase syllable syllable …`, then the phrases kept by hand."""
    known = Readings(Characters(), {}, set())
    for line in shipped("data", "pinyin.txt").read_text(encoding="utf-8").splitlines():
        first, _blank, rest = line.partition(" ")
        if first.isascii():
            known.characters.update(zip(rest, repeat(first), strict=False))
        else:
            known.learn(first, rest)
    for words, reading in kept_by_hand():
        known.learn(words, reading)
    return known


def kept_by_hand() -> list[tuple[str, str]]:
    """The rows of `data/pinyin_phrases.csv`: a character or a phrase, and its syllables."""
    import csv

    with shipped("data", "pinyin_phrases.csv").open(encoding="utf-8", newline="") as file:
        return [(row["phrase"], row["reading"]) for row in csv.DictReader(file)]
