"""Up to which day a file of figures is declared to reach: --period says it, else a line above its headings."""

import re
from collections.abc import Iterable
from contextlib import suppress

from corecrm.money import half_width
from corecrm.periods import Period, cell_date

_WORDS = r"基准日期?|数据日期?|数据截[至止]日?期?|截[至止]日期?|as of|data date|data as of|known to"
_DAY = r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8}"
_LINE = re.compile(rf"(?:{_WORDS})\s*[:：]?\s*({_DAY})", re.IGNORECASE)


def reach_of(titles: Iterable[str], period: str | None) -> str:
    """The day as an ISO text, or an empty one where nobody says it.

    Args:
        titles: the texts of the rows above the headings, such as `数据日期：2026年3月31日`.
        period: the one of --period, which goes before.

    Raises:
        ValueError: `period` is none.
    """
    if period is not None:
        return Period.parse(period).end.isoformat()
    for found in (match[1] for title in titles for match in _LINE.finditer(half_width(title))):
        with suppress(ValueError):  # a title is free text: a day that is in no calendar declares nothing
            return cell_date(found).isoformat()
    return ""
