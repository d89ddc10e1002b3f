"""Is this number well formed, and where and what does it say its owner is: credit codes, registers, divisions, industries.

A credit code (统一社会信用代码) is wrong if its length, characters or check character are: `check_uscc` raises. It is only doubtful
if the division or the registry is unknown or the organisation code inside it does not check: `uscc_warnings` says so, because
codes keep the division of their first registration even after that division has been abolished.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from operator import mul

from corecrm.fields.client import IdentityKind
from corecrm.paths import shipped
from corecrm.text import _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, Z, S, V
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
REGISTRIES = {  # GB 32100-2015: the registry -> the types of organisation that it registers
    "1": "1239",  # 机构编制: 机关, 事业单位, 群众团体, 其他
    "2": "19",  # 外交: 外国常驻新闻机构, 其他
    "3": "123459",  # 司法行政: 律师执业机构, 公证处, 基层法律服务所, 司法鉴定机构, 仲裁委员会, 其他
    "4": "19",  # 文化: 外国在华文化中心, 其他
    "5": "1239",  # 民政: 社会团体, 民办非企业单位, 基金会, 其他
    "6": "129",  # 旅游: 外国旅游部门代表机构, 港澳台旅游部门代表机构, 其他
    "7": "129",  # 宗教: 宗教活动场所, 宗教院校, 其他
    "8": "19",  # 工会: 基层工会, 其他
    "9": "123",  # 市场监管: 企业, 个体工商户, 农民专业合作社
    "A": "19",  # 军队: 军队事业单位, 其他
    "N": "1239",  # 农业: 组, 村, 乡镇集体经济组织, 其他
    "Y": "1",  # 其他
}
USCC_LENGTH = 18
EDITION = "2017"  # of GB/T 4754, where a caller does not say

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_USCC = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_ORGANISATION = re.compile("[0-9A-Z]{8}[0-9X]")
_REGISTRATION = re.compile("[0-9]{15}")
_LEI = re.compile("[0-9A-Z]{18}[0-9]{2}")
_INDUSTRY = re.compile("([A-Z]?)([0-9]{2})[0-9]{0,2}")
_DIVISION = re.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}")


class ImpossibleCode(ValueError):
    """A code that no edition of its table can hold; `near` is the one that may have been meant."""

    def __init__(self, message: str, near: str | None = None) -> None:
        super().__init__(_("{problem}; did you mean {near}?").format(problem=message, near=near) if near else message)
        self.message, self.near = message, near


def normal_uscc(text: str) -> str:
    """A code as it is stored: half-width, upper case, without blanks. Serves every number of this module."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def check_uscc(text: str) -> str:
    """The normal form of a credit code.

    Raises:
        ValueError: wrong length, a character that may not stand at its place, or a wrong check character.

    Source: GB 32100-2015.
    """
    code = _well_formed(normal_uscc(text))
    expected = _uscc_check(code)
    if code[17] != expected:
        raise ValueError(
            _("credit code {code} is mistyped: it would have to end in {expected}").format(code=code, expected=expected)
        )
    return code


def are_usccs(codes: Sequence[str]) -> bool:
    """Whether each of many texts is a right credit code in its normal form: place by place over all of them at once.

    A byte holds the sum of one code, so that adding two long integers adds all of them; it never grows beyond 30 + 7 * 30.

    Source: GB 32100-2015.
    """
    text = "".join(codes)
    if set(map(len, codes)) != {USCC_LENGTH} or not text.isascii():
        return False
    data = text.encode()
    places = [data[place::USCC_LENGTH] for place in range(USCC_LENGTH)]
    if data.translate(None, ALPHABET.encode()) or not b"".join(places[2:8]).isdigit():
        return False
    weighed, modulo, checks = _bytewise()
    sums = bytes(len(codes))
    for begin in range(0, len(WEIGHTS), 7):
        columns = [
            place.translate(table) for place, table in zip(places[begin : begin + 7], weighed[begin : begin + 7], strict=False)
        ]
        total = sum(int.from_bytes(column, "big") for column in (sums, *columns))
        sums = total.to_bytes(len(codes), "big").translate(modulo)
    return sums.translate(checks) == places[-1]


@cache
def _bytewise() -> tuple[list[bytes], bytes, bytes]:
    """Tables from byte to byte: a character's weighted value at each place, a sum modulo 31, the check character of a sum."""
    weighed = [bytes(_VALUES.get(chr(code), 0) * weight % 31 for code in range(256)) for weight in WEIGHTS]
    return weighed, bytes(total % 31 for total in range(256)), bytes(ord(ALPHABET[-total % 31]) for total in range(256))


def uscc_warnings(code: str) -> list[str]:
    """What is doubtful in a code that `check_uscc` accepted; one sentence each, none if nothing is."""
    warnings = []
    if code[1] not in REGISTRIES.get(code[0], ""):
        warnings.append(_("credit code {code}: no registry issues codes that begin with {pair}").format(code=code, pair=code[:2]))
    if _stem(code[2:8])[:4] not in _divisions():
        warnings.append(_("credit code {code}: there is no division {division} today").format(code=code, division=code[2:8]))
    if not organisation_code_ok(code[8:17]):
        text = _("credit code {code}: the organisation code in it, {inner}, has a wrong check character")
        warnings.append(text.format(code=code, inner=code[8:17]))
    return warnings


def make_uscc(registry_and_type: str, division: str, body: str) -> str:
    """A valid credit code for made-up data.

    Args:
        registry_and_type: the first two characters, `91` for a company.
        division: six digits.
        body: the eight characters of the organisation code before its own check character.

    Raises:
        ValueError: a part has the wrong length or characters.
    """
    head = f"{registry_and_type}{division}{body}{_organisation_check(body)}"
    return head + _uscc_check(_well_formed(head + "0"))


def organisation_code_ok(code: str) -> bool:
    """Whether an organisation code (组织机构代码, `XXXXXXXX-X` or without the dash) fits its check character.

    Source: GB 11714-1997.
    """
    plain = code.replace("-", "")
    return _ORGANISATION.fullmatch(plain) is not None and plain[8] == _organisation_check(plain[:8])


def registration_ok(number: str) -> bool:
    """Whether a 15-digit business registration number (注册号) fits its check digit.

    Source: GS 15-2006, the check is ISO 7064 MOD 11,10.
    """
    if not _REGISTRATION.fullmatch(number):
        return False
    product = 10
    for digit in number[:14]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(number[14])) % 10 == 1


def lei_ok(code: str) -> bool:
    """Whether a legal entity identifier fits its check digits.

    Source: ISO 17442, the check is ISO 7064 MOD 97-10.
    """
    return _LEI.fullmatch(code) is not None and int("".join(str(int(character, 36)) for character in code)) % 97 == 1


def kind_of(text: str) -> str | None:
    """The register that a number is from, as a code of the identity kinds: uscc, registration, organisation or lei.

    None where the check characters of none fit: a mistyped or foreign number is not guessed at.
    """
    code = normal_uscc(text)
    if _USCC.fullmatch(code) and code[17] == _uscc_check(code):
        return "uscc"
    tests = (("registration", registration_ok), ("organisation", organisation_code_ok), ("lei", lei_ok))
    return next((kind for kind, fits in tests if fits(code)), None)


def identity(number: str, kind: IdentityKind | None) -> tuple[IdentityKind, str]:
    """The register and the normal form of a client's identity number.

    Args:
        number: as typed.
        kind: the register that it is said to be from; None lets the number tell.

    Raises:
        ValueError: it is, or was said to be, a credit code and is not well formed; or nobody can tell what it is.
    """
    code = normal_uscc(number)
    found = kind or (IdentityKind.uscc if len(code) == USCC_LENGTH else _known_register(code))
    return found, check_uscc(code) if found is IdentityKind.uscc else number


def _known_register(code: str) -> IdentityKind:
    found = kind_of(code)
    if found is None:
        raise ValueError(_("“{number}” is no number of a known register; say which it is from (identity kind)").format(number=code))
    return IdentityKind(found)


def division_name(code: str) -> str | None:
    """The city, else the province, that a division code of 2, 4 or 6 digits lies in; None if neither is known.

    Source: GB/T 2260, provinces and cities.
    """
    known = _divisions()
    return next((known[code[:length]] for length in (4, 2) if code[:length] in known), None)


def covers(division_codes: Iterable[str], code: str) -> bool:
    """Whether `code` lies in one of the divisions: 440000 and 44 cover 440106, 440100 and 4401 do, 440300 does not."""
    return any(code.startswith(_stem(division)) for division in division_codes if division)


def industry_name(code: str, *, edition: str = EDITION) -> str | None:
    """The name of the division, or of the section for a bare letter, that an industry code belongs to; None if unknown.

    Source: GB/T 4754, sections and divisions of the editions 2017 and 2011.
    """
    return _industries().get((edition, code[:3]))


@cache
def division_code(text: str) -> str:
    """The normal form of a division code: 2, 4 or 6 digits of a province that there is.

    Cities and districts come and go, so one that the table does not know is no error; `division_doubt` says so.

    Raises:
        ImpossibleCode: other characters, or no such province.

    Source: GB/T 2260.
    """
    code, known = normal_uscc(text), _divisions()
    if _DIVISION.fullmatch(code) and code[:2] in known:
        return code
    near = next((number for number, name in known.items() if name.startswith(code)), None) or _nearest(code, known)
    told = f"{near} {known[near]}" if near else None
    if not _DIVISION.fullmatch(code):
        raise ImpossibleCode(_("a division code has 2, 4 or 6 digits"), told)
    raise ImpossibleCode(_("no province has the digits {digits}").format(digits=code[:2]), told)


def division_doubt(code: str) -> str | None:
    """Why a code that `division_code` accepted may be wrong; None if it is known.

    Source: GB/T 2260, provinces and cities of today: a company may have been registered in one that has been abolished since.
    """
    if _stem(code)[:4] in _divisions():
        return None
    return _("there is no division {division} in today's table; it may have been abolished").format(division=code)


@cache
def industry_code(text: str) -> str:
    """The normal form of an industry code: a section's letter, or the letter and 2 to 4 digits that belong to it.

    A division that is known under no letter is no error, because later editions add some; `industry_doubt` says so.

    Raises:
        ImpossibleCode: not of this form, or the digits belong to another letter in every edition.

    Source: GB/T 4754-2017 and 2011.
    """
    code = normal_uscc(text)
    match = _INDUSTRY.fullmatch(code)
    if len(code) == 1 and industry_name(code):
        return code
    letter, digits = match.groups() if match else ("", "")
    owners = [key[0] for _edition, key in sorted(_industries(), reverse=True) if key[1:] == digits] if match else []
    if letter in owners or (letter and industry_name(letter) and not owners):
        return code
    near = owners[0] + code.removeprefix(letter) if owners else _nearest(code, (key for _edition, key in _industries()))
    if letter and industry_name(letter):
        raise ImpossibleCode(_("section {letter} has no division {division}").format(letter=letter, division=digits), near)
    raise ImpossibleCode(_("an industry code is a section's letter and 2 to 4 digits, such as C36"), near)


def industry_doubt(code: str) -> str | None:
    """Why a code that `industry_code` accepted may be wrong; None if it is of the present edition."""
    if industry_name(code):
        return None
    other = next((edition for edition, key in _industries() if key == code[:3]), None)
    if other:
        return _("{code} is of GB/T 4754-{other}, not of GB/T 4754-{edition}").format(code=code, other=other, edition=EDITION)
    return _("GB/T 4754-{edition} has no division {division}").format(edition=EDITION, division=code[:3])


def _nearest(code: str, known: Iterable[str]) -> str | None:
    """The known code that differs least: one digit, or two that changed places."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(code, list(known), n=1, cutoff=0.75)), None)


def _well_formed(code: str) -> str:
    if _USCC.fullmatch(code):
        return code
    if len(code) != 18:
        raise ValueError(_("credit code {code} has {count} characters instead of 18").format(code=code, count=len(code)))
    place = next(place for place in range(18) if code[place] not in ("0123456789" if 2 <= place < 8 else ALPHABET))
    text = _("credit code {code}: character {place} may not be {character}")
    raise ValueError(text.format(code=code, place=place + 1, character=code[place]))


def _uscc_check(code: str) -> str:
    """What the 18th character has to be, by the 17 before it."""
    return ALPHABET[-sum(map(mul, WEIGHTS, map(_VALUES.__getitem__, code))) % 31]


def _organisation_check(body: str) -> str:
    return "0123456789X"[-sum(map(mul, ORGANISATION_WEIGHTS, (int(character, 36) for character in body))) % 11]


def _stem(division: str) -> str:
    """The digits that count: 440000 -> 44, 440100 -> 4401."""
    while len(division) > 2 and division.endswith("00"):
        division = division[:-2]
    return division


@cache
def _divisions() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows("divisions.csv")}


@cache
def _industries() -> dict[tuple[str, str], str]:
    return {(row["edition"], row["code"]): row["name"] for row in _rows("industries.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    import csv

    with shipped("data", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
