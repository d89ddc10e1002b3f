"""What a help page looks like: usage, one sentence, examples, then options by what they are for."""

from collections.abc import Sequence
from dataclasses import dataclass

from corecrm.render.width import fold, pad
from corecrm.render.width import width as cells
from corecrm.text import _

LEFT = 34


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows: what is typed, what it means."""

    title: str
    rows: list[tuple[str, str]]


def help_page(usage: str, summary: str, examples: Sequence[str], sections: Sequence[Section], *, width: int) -> str:
    """The page as text, no line wider than `width` where its words allow."""
    lines = [f"{_('Usage')}  {usage}", "", *fold(summary, width), ""]
    if examples:
        lines += [_("Examples"), *(f"  {example}" for example in examples), ""]
    for section in sections:
        lines += [section.title, *(line for row in section.rows for line in _row(*row, left=_left(section), width=width)), ""]
    return "\n".join(lines)


def _left(section: Section) -> int:
    return min(LEFT, max((cells(name) for name, _text in section.rows), default=0)) + 2


def _row(name: str, text: str, *, left: int, width: int) -> list[str]:
    folded = fold(text, max(20, width - left - 2)) or [""]
    if cells(name) > left - 2:
        return [f"  {name}", *(" " * (left + 2) + line for line in folded)]
    return [f"  {pad(name, left)}{folded[0]}".rstrip(), *(" " * (left + 2) + line for line in folded[1:])]
