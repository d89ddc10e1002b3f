"""Amounts, rates and counts: read exactly as people write them, kept without rounding, shown in the unit people expect.

Money is a `Decimal` in 元 with two decimals, stored as whole 分; a rate is a fraction (0.05 is 5 %), stored as whole
millionths. No function here takes or returns a binary fraction, save the two that read a float cell of a spreadsheet.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from corecrm.fields import Labelled
from corecrm.text import _

LARGEST = Decimal("9999999999999999.99")  # 元; its 分 have 18 digits and fit the 64 bits of a database integer
STORED_DIGITS = 18
EXACT_FLOAT_DIGITS = 15  # what a spreadsheet keeps of a number

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2212: "-", 0xFFE5: "¥"}
_WORDS = {"万": 4, "w": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12}
_POWERS = {"元": 0, "千元": 3} | _WORDS | {f"{word}元": power for word, power in _WORDS.items()}

_DIGITS = r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+"
_NUMBER = rf"(?:{_DIGITS})(?:\.[0-9]+)?"
_AMOUNT = rf"([+-]?) *(¥?) *([+-]?) *({_NUMBER}) *([^0-9 ]*)"  # compiled by `re` at first use: start-up does not pay


class MoneyUnit(Labelled):
    """The unit that amounts are shown in."""

    yuan = "yuan", "元", "CNY"
    wan = "wan", "万元", "CNY 10k"
    yi = "yi", "亿元", "CNY 100m"

    @property
    def divisor(self) -> int:
        """How many 元 one unit is."""
        return int(10 ** _POWERS[self.zh])


def half_width(text: str) -> str:
    """`text` with full-width letters, digits, signs and blanks as plain ones; superscripts and circled digits stay."""
    return text.translate(_HALF_WIDTH)


def _shifted(value: Decimal, power: int) -> Decimal:
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + power))  # scaleb() would round what has more than 28 digits


def _stored(value: Decimal, places: int) -> int | None:
    """`value` in units of 10^-places; None where that is no whole number of at most 18 digits."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is not a Decimal")
    if not value.is_finite() or (value and value.adjusted() + places >= STORED_DIGITS):
        return None
    scaled = _shifted(value, places)
    whole = int(scaled)
    return whole if whole == scaled else None


def _fen(amount: Decimal, shown: object) -> int:
    fen = _stored(amount, 2)
    if fen is None:
        message = _("{value} cannot be kept to the 分: round it to two decimals of a 元, and stay below {limit} 元")
        raise ValueError(message.format(value=shown, limit=f"{LARGEST:,.0f}"))
    return fen


def to_fen(amount: Decimal) -> int:
    """元 as whole 分.

    Raises:
        ValueError: a third decimal, more than `LARGEST` either way, or not a number.
        TypeError: anything but a Decimal, above all a float.
    """
    return _fen(amount, amount)


def from_fen(fen: int) -> Decimal:
    """分 as 元 with two decimals."""
    return Decimal(fen).scaleb(-2)


def to_millionths(rate: Decimal) -> int:
    """A fraction as whole millionths: 0.125 is 125,000.

    Raises:
        ValueError: more than six decimals, more than 18 digits, or not a number.
        TypeError: anything but a Decimal.
    """
    millionths = _stored(rate, 6)
    if millionths is None:
        raise ValueError(_("the rate {value} is too exact: keep four decimals of a percent").format(value=rate))
    return millionths


def from_millionths(millionths: int) -> Decimal:
    """Millionths as a fraction with six decimals."""
    return Decimal(millionths).scaleb(-6)


def _power(unit: str) -> int:
    if unit not in _POWERS:
        raise ValueError(_('"{unit}" is not a unit of money: use 元, 千元, 万元 or 亿元').format(unit=unit))
    return _POWERS[unit]


def _unclear_amount(value: object) -> ValueError:
    message = _('"{value}" is not a clear amount: write it as 35000000, 35,000,000, 3500万 or 1.2亿')
    return ValueError(message.format(value=value))


def parse_money(text: str, *, unit: str = "元") -> Decimal:
    """The amount in 元 that a person wrote: `1.2亿`, `3,500万`, `3500w`, `35000000`, `（1,000）` for a negative one.

    Args:
        text: full-width characters, `¥` before and `元` behind are welcome; commas only where they group thousands.
        unit: what a number without a word of its own counts, as the heading of its column says (`万元`).

    Raises:
        ValueError: it can be read in more than one way or not at all, or is no whole number of 分.
    """
    found, brackets = _taken_apart(text)
    if not found:
        raise _unclear_amount(text)
    first, yen, second, digits, tail = found.groups()
    signs, word = first + second + "-" * brackets, tail.lower()
    if len(signs) > 1 or (word and word not in _POWERS):
        raise _unclear_amount(text)
    if yen and not word and _power(unit):
        message = _('"{value}" in a column of {unit} may mean 元 or {unit}: write {digits}元 or {digits}{unit}')
        raise ValueError(message.format(value=text, unit=unit, digits=digits))
    amount = Decimal(signs + digits.replace(",", ""))
    return from_fen(_fen(_shifted(amount, _power(word or unit)), text))


def _taken_apart(text: str) -> tuple[re.Match[str] | None, bool]:
    """Sign, ¥, sign, digits and unit of an amount, and whether it stands in brackets."""
    body = half_width(text).strip()
    brackets = body.startswith("(") and body.endswith(")")
    return re.fullmatch(_AMOUNT, body[1:-1].strip() if brackets else body), brackets


def is_bare(text: str) -> bool:
    """Whether an amount says no unit of its own: `24000`, but not `2.4亿`, `24000元` or `¥24000`."""
    found, _brackets = _taken_apart(text)
    return found is not None and not found[2] and not found[5]


def check_unit(unit: str) -> str:
    """`unit`, if it is one of money.

    Raises:
        ValueError: it is not.
    """
    _power(unit)
    return unit


def in_short(value: Decimal) -> str:
    """`value` 元 as people write it, exactly: `2.4亿`, `3500万`, `800元`."""
    word = next((word for word in ("亿", "万") if abs(value) >= 10 ** _POWERS[word]), "元")
    digits = f"{_shifted(value, -_POWERS[word]):f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + word


def decimal_of_float(value: float) -> Decimal:
    """The decimal number that a spreadsheet shows for a float cell.

    Raises:
        ValueError: more than 15 significant digits, which a spreadsheet does not keep, or not a number.
    """
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(_('"{value}" is not a number: mend the cell').format(value=value))
    if len(number.normalize().as_tuple().digits) > EXACT_FLOAT_DIGITS:
        message = _("{value} has more than the 15 digits that a spreadsheet keeps: round the cell, or enter it as text")
        raise ValueError(message.format(value=value))
    return number


def money_of_cell(value: object, unit: str = "元") -> Decimal:
    """The amount in 元 of a spreadsheet cell: text as `parse_money` reads it, or a number that counts `unit`.

    Raises:
        ValueError: the cell holds no amount, an unclear one, or one that is no whole number of 分.
    """
    if isinstance(value, str):
        return parse_money(value, unit=unit)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _unclear_amount("" if value is None else value)
    number = decimal_of_float(value) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise _unclear_amount(value)
    return from_fen(_fen(_shifted(number, _power(unit)), value))


def show(value: Decimal, unit: MoneyUnit = MoneyUnit.wan, digits: int = 0) -> str:
    """`value` 元 in `unit`, thousands grouped, half a last digit rounded away from zero.

    Sum before you show: shown figures are rounded and need not add up.
    """
    converted = _shifted(value, -_POWERS[unit.zh]).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{converted + 0:,f}"  # + 0: what rounds to nothing has no sign


def parse_rate(text: str) -> Decimal:
    """The fraction that a person wrote as `12.5%` or `0.125`, with six decimals.

    Raises:
        ValueError: not a rate, finer than a millionth, or 1 and above without `%` (71 may mean 71 % or 7100 %).
    """
    found = re.fullmatch(rf"([+-]?)({_NUMBER}) *(%?)", half_width(text).strip())
    if not found:
        raise ValueError(_('"{value}" is not a clear rate: write it as 12.5% or 0.125').format(value=text))
    sign, digits, percent = found.groups()
    number = Decimal(sign + digits.replace(",", ""))
    as_percent = _shifted(number, -2)
    if not percent and not -1 < number < 1:
        message = _('"{value}" may be a percentage or a multiple: write {value}% or {fraction:f}')
        raise ValueError(message.format(value=half_width(text).strip(), fraction=as_percent))
    return from_millionths(to_millionths(as_percent if percent else number))


def parse_count(text: str) -> int:
    """The whole number that a person wrote: `1200` or `1,200`.

    Raises:
        ValueError: not a whole number of at most 18 digits.
    """
    found = re.fullmatch(rf"[+-]?(?:{_DIGITS})", half_width(text).strip())
    digits = found[0].replace(",", "") if found else ""
    if not found or len(digits.lstrip("+-")) > STORED_DIGITS:
        raise ValueError(_('"{value}" is not a clear count: write a whole number such as 1200 or 1,200').format(value=text))
    return int(digits)


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` in proportion to `weights`, in whole units that add up to it exactly.

    Each share is rounded down, and the units left over go one each to the largest remainders, ties to the first.
    A negative total gives the shares of the positive one with their signs turned. No share falls as its weight grows.

    Args:
        total: in smallest units, such as 分.
        weights: none negative, at least one positive.

    Raises:
        ValueError: the weights are not like that.

    Source: the method of largest remainders (Hare quota).
    """
    whole = sum(weights)
    if not whole or min(weights) < 0:
        listed = ", ".join(map(str, weights))
        raise ValueError(_("nothing can be divided by the weights [{weights}]: give positive numbers").format(weights=listed))
    if total < 0:
        return [-share for share in largest_remainder(-total, weights)]
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares
