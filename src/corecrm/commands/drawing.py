"""How bars and trees are drawn in this run: what the command layer lends to reports, which know nothing of screens."""

from typing import TYPE_CHECKING

from corecrm.commands.showing import wants_records, width
from corecrm.render.bars import bar, guides
from corecrm.reports.goals import Drawing
from corecrm.text import language

if TYPE_CHECKING:
    from corecrm.commands.run import Run

WIDE = {"zh": 92, "en": 116}  # English names take more room
BAR, SHORT_BAR = 20, 10


def drawing(run: "Run") -> Drawing:
    """Bars of 20 cells, or of 10 where the screen is narrow."""
    cells = BAR if width(run) >= WIDE[language()] else SHORT_BAR
    return Drawing(bar=lambda done, due: bar(done, cells, due), guides=guides, headed=not wants_records(run))
