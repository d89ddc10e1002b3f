"""Which record a person means: by code, identity number, name, prefix, part of a name or pinyin, in that order.

The first step that finds something decides. Reading takes any single hit; writing goes down to a unique code prefix.
"""

from typing import NamedTuple
from unicodedata import normalize

from corecrm.errors import NotFound
from corecrm.fields.find import Match
from corecrm.names import normal_name
from corecrm.nouns import NOUNS, Noun
from corecrm.store.reader import Reader, like
from corecrm.text import _

CANDIDATES = 20
SUGGESTED = 3
LAST = "\U0010ffff"  # no code has it, so that nothing that begins with a text comes after the text with this behind it
LOOKED_AT, LOOKED_AT_NUMBERS = 20_000, 200  # of the newest records, for one whose name or number is like what was typed


class Hit(NamedTuple):
    """A record that was found.

    `exact` is false where the text was only a part of the name, or pinyin: reading says so, writing refuses.
    """

    id: int
    key: str
    title: str
    exact: bool = True


def find(db: Reader, noun: Noun, text: str, *, writing: bool = False) -> Hit:
    """The one record of `noun` that `text` names.

    Raises:
        NotFound: none, or several; `details` holds the candidates.
    """
    wanted = text.strip()
    if not wanted:
        raise NotFound(_("no {noun} was named").format(noun=noun.label))
    if wanted == "last" and noun.prefix:
        newest = db.one(f'SELECT id, "{noun.key}", "{noun.title}" FROM "{noun.table}" ORDER BY id DESC LIMIT 1')
        if newest:
            return Hit(*newest)
    for match, sql in steps(noun, wanted):
        found = db.rows(sql, **parameters(noun, wanted))
        if len(found) > 1:
            raise _several(noun, text, found)
        if found:
            if writing and not match.exact:
                raise _only_similar(noun, text, found)
            row_id, key, title = found[0]
            return Hit(row_id, key, title, match.exact)
    raise _unknown(db, noun, text)


def parameters(noun: Noun, text: str) -> dict[str, object]:
    """What the SQL of `steps` is asked with."""
    code, normal = normalize("NFKC", text).upper(), normal_name(text)
    return {
        "text": text,
        "code": code,
        "number": f"{noun.prefix}{code.zfill(4)}" if noun.prefix and code.isdigit() else code,
        "normal": normal,
        "prefix": f"{like(code)}%",
        "small": code.lower(),
        **{f"{form}_end": f"{begin}{LAST}" for form, begin in (("text", text), ("code", code), ("small", code.lower()))},
        "part": f"%{like(text)}%",
        "normal_part": f"%{like(normal)}%",
        "pinyin": code.lower(),
        "pinyin_prefix": f"{like(code.lower())}%",
    }


def _normal(column: str) -> str:
    """The SQL of what `normal_name` does to the names that occur: brackets of either width, blanks, case."""
    return f"lower(replace(replace(replace({column}, '（', '('), '）', ')'), ' ', ''))"


def steps(noun: Noun, text: str) -> list[tuple[Match, str]]:
    """(what of a record the text is taken for, SQL) in the order of the resolver; each SELECT yields id, key, title."""
    key, title = f'r."{noun.key}"', f'r."{noun.title}"'
    head = f'SELECT r.id, {key}, {title} FROM "{noun.table}" r WHERE'
    others = [f'SELECT "{owner}" FROM "{table}" WHERE "{column}" IN (:text, :normal)' for table, owner, column in noun.names]
    named = " OR ".join([f"{title} = :text", *(f"r.id IN ({other})" for other in others)])
    if noun.numbered:  # by the index of its numbers, in any case that is written throughout: there are too many to go through
        begins = " OR ".join(f"{key} >= :{form} AND {key} < :{form}_end" for form in ("text", "code", "small"))
        return [
            (Match.key, f"{head} {key} IN (:text, :code, :small, :number)"),
            (Match.prefix, f"{head} {begins} ORDER BY {key} LIMIT {CANDIDATES}"),
        ]
    found = [(Match.key, f"{head} {key} IN (:text, :code, :number)"), (Match.key, f"{head} upper({key}) = :code")]
    found += [(Match.identity, f'{head} r."{column}" IN (:text, :code)') for column in noun.also]
    found += [(Match.named, f"{head} {named}"), (Match.named, f"{head} {_normal(title)} = :normal")]
    found.append((Match.prefix, f"{head} upper({key}) LIKE :prefix ESCAPE '\\' LIMIT {CANDIDATES}"))
    part = f"{title} LIKE :part ESCAPE '\\' OR {_normal(title)} LIKE :normal_part ESCAPE '\\'"
    found.append((Match.part, f"{head} {part} LIMIT {CANDIDATES}"))
    if noun.spelled and text.isascii():
        found.append((Match.spelling, f"{head} :pinyin IN (r.pinyin, r.initials) LIMIT {CANDIDATES}"))
        begins = "r.pinyin LIKE :pinyin_prefix ESCAPE '\\' OR r.initials LIKE :pinyin_prefix ESCAPE '\\'"
        found.append((Match.spelling, f"{head} {begins} LIMIT {CANDIDATES}"))
    return found


def _several(noun: Noun, text: str, found: list[tuple[int, str, str]]) -> NotFound:
    count = f"{CANDIDATES}+" if len(found) == CANDIDATES else str(len(found))
    message = _("“{text}” fits {count} records of {noun}").format(text=text, count=count, noun=noun.label)
    longest = max(len(key) for _id, key, _title in found)
    lines = [f"  {key:{longest}}  {title}" if title != key else f"  {key}" for _id, key, title in found]
    return NotFound(message, "\n".join([*lines, _("name one by its code")]), _details(found))


def _only_similar(noun: Noun, text: str, found: list[tuple[int, str, str]]) -> NotFound:
    message = _("“{text}” is not exactly the code or name of a record of {noun}").format(text=text, noun=noun.label)
    return NotFound(message, _("did you mean {candidates}?").format(candidates=_listed(found)), _details(found))


def _unknown(db: Reader, noun: Noun, text: str) -> NotFound:
    from corecrm.names import similar

    newest = LOOKED_AT_NUMBERS if noun.numbered else LOOKED_AT
    rows = db.rows(f'SELECT id, "{noun.key}", "{noun.title}" FROM "{noun.table}" ORDER BY id DESC LIMIT {newest}')
    by_name = {name: row for row in rows for name in (row[1], row[2])}
    near = _same_number(db, noun, text) or _same_sound(db, noun, text) or [by_name[name] for name in similar(text, list(by_name))]
    hint = _("did you mean {candidates}?").format(candidates=_listed(near)) if near else _where_listed(noun)
    return NotFound(_("there is no {noun} {text}").format(noun=noun.label, text=text), hint, _details(near))


def _where_listed(noun: Noun) -> str | None:
    """Where to look, if there is a list of them."""
    if noun.name == "batch":
        return _("see them: {path}").format(path="corecrm import list")
    return _("see them: {path}").format(path=f"corecrm {noun.name} list") if noun.command else None


def _same_number(db: Reader, noun: Noun, text: str) -> list[tuple[int, str, str]]:
    """The record that has the digits of a text as its number, whatever stands before them."""
    digits = "".join(filter(str.isdecimal, normalize("NFKC", text)))
    sql = f'SELECT id, "{noun.key}", "{noun.title}" FROM "{noun.table}" WHERE "{noun.key}" = :number'
    return db.rows(sql, number=f"{noun.prefix}{digits.zfill(4)}") if noun.numbered and digits else []


def _same_sound(db: Reader, noun: Noun, text: str) -> list[tuple[int, str, str]]:
    """The records whose name sounds like a Chinese text: what an input method takes for it."""
    from corecrm.names import pinyin

    sound = pinyin(text)
    if not noun.spelled or text.isascii() or not sound:
        return []
    sql = f'SELECT id, "{noun.key}", "{noun.title}" FROM "{noun.table}" WHERE pinyin LIKE :sound LIMIT {SUGGESTED}'
    return db.rows(sql, sound=f"%{sound}%")


def _listed(found: list[tuple[int, str, str]]) -> str:
    return " · ".join(f"{title} ({key})" if title != key else key for _id, key, title in found)


def _details(found: list[tuple[int, str, str]]) -> dict[str, object]:
    return {"candidates": [{"key": key, "name": title} for _id, key, title in found]}


def find_any(db: Reader, text: str) -> tuple[str, Hit]:
    """(noun, record) that `text` names among all nouns: an exact key first, then whatever single noun knows it.

    Raises:
        NotFound: none does, or several do.
    """
    searchable = [noun for noun in NOUNS if noun.command and noun.table]
    for noun in searchable:
        row = db.one(f'SELECT id, "{noun.key}", "{noun.title}" FROM "{noun.table}" WHERE "{noun.key}" = :text', text=text)
        if row:
            return noun.name, Hit(*row)
    found = []
    for noun in searchable:
        try:
            found.append((noun.name, find(db, noun, text)))
        except NotFound:
            continue
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(_("there is no record {text}").format(text=text), _("search for it: corecrm find TEXT"))
    listed = " · ".join(f"{hit.title} ({hit.key})" for _noun, hit in found)
    raise NotFound(_("“{text}” fits records of several kinds").format(text=text), listed)
