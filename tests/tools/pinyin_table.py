"""Makes `data/pinyin.txt`, the readings of characters and phrases, from pypinyin's dictionaries.

A phrase is listed only where its reading is not what its parts give, so the table stays small and is read in milliseconds.
What `data/pinyin_phrases.csv` gives is left out too: after a change there run `python tests/tools/pinyin_table.py` again.
"""

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from corecrm.names import LONGEST_PHRASE, Characters, Readings, kept_by_hand, spell

TABLE = Path(__file__).parents[2] / "data" / "pinyin.txt"


def table() -> str:
    """The text of the file: `syllable characters` by syllable, then `phrase syllable syllable …` by length and phrase."""
    characters = _characters()
    by_syllable = defaultdict(list)
    for character, syllable in characters.items():
        by_syllable[syllable].append(character)
    lines = [f"{syllable} {''.join(alike)}" for syllable, alike in sorted(by_syllable.items())]
    lines += [f"{phrase} {reading}" for phrase, reading in _phrases(characters).items()]
    return "\n".join(lines) + "\n"


def _characters() -> dict[str, str]:
    """The commonest reading of each character that half-width text can hold."""
    every = {chr(code): _plain(marked.split(",")[0]) for code, marked in sorted(PINYIN_DICT.items())}
    return {character: syllable for character, syllable in every.items() if unicodedata.is_normalized("NFKC", character)}


def _phrases(characters: dict[str, str]) -> dict[str, str]:
    """The phrases whose parts would be misread, short before long, so that the long build on the short."""
    known = Readings(Characters(characters), {}, set())
    for words, reading in kept_by_hand():
        known.learn(words, reading)
    found = {}
    for phrase in sorted(PHRASES_DICT, key=lambda phrase: (len(phrase), phrase)):
        syllables = [_plain(readings[0]) for readings in PHRASES_DICT[phrase]]
        if 2 <= len(phrase) <= LONGEST_PHRASE and phrase not in known.phrases and spell(phrase, known) != syllables:
            found[phrase] = " ".join(syllables)
            known.learn(phrase, found[phrase])
    return found


def _plain(marked: str) -> str:
    """`lǜ` as lv."""
    return str(to_normal(marked, v_to_u=False))


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8", newline="\n")
