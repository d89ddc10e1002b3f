"""Makes templates/quarter.xlsx: the styles, print set-up and page furniture of the quarterly report.

    python tests/tools/quarter_template.py

The file is kept in the repository and may be restyled in Excel; the program reads its cell styles by name and copies the
print set-up of its two sheets. This script only makes the first one.
"""

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

TEMPLATE = Path(__file__).parents[2] / "templates" / "quarter.xlsx"
INK, PALE, RULE = "1F3864", "EAF0F8", "8EA9C9"
FONT = "Noto Sans CJK SC"
RULED = Border(bottom=Side(style="hair", color=RULE))
HEAD_RULE = Border(top=Side(style="thin", color=INK), bottom=Side(style="thin", color=INK))
SUM_RULE = Border(top=Side(style="thin", color=INK), bottom=Side(style="double", color=INK))


def style(
    name: str,
    font: Font,
    *,
    border: Border | None = None,
    fill: str | None = None,
    across: str = "left",
    wrap: bool = False,
    indent: int = 0,
) -> NamedStyle:
    """A cell style of the report."""
    made = NamedStyle(name=name)
    made.font, made.alignment = font, Alignment(horizontal=across, vertical="center", wrap_text=wrap, indent=indent)
    if border is not None:
        made.border = border
    if fill is not None:
        made.fill = PatternFill("solid", fgColor=fill)
    return made


def styles() -> list[NamedStyle]:
    """Every style that the program asks for by name."""
    plain, bold = Font(name=FONT, size=10), Font(name=FONT, size=10, bold=True)
    return [
        style("cover_bank", Font(name=FONT, size=14, color=INK), across="center"),
        style("cover_title", Font(name=FONT, size=26, bold=True, color=INK), across="center"),
        style("cover_group", Font(name=FONT, size=18, color=INK), across="center"),
        style("cover_label", Font(name=FONT, size=11, color="5A6B82")),
        style("cover_value", Font(name=FONT, size=11), wrap=True),
        style("report_title", Font(name=FONT, size=16, bold=True, color=INK)),
        style("report_subtitle", Font(name=FONT, size=10, color="5A6B82")),
        style(
            "report_head", Font(name=FONT, size=10, bold=True, color=INK), border=HEAD_RULE, fill=PALE, across="center", wrap=True
        ),
        style("report_text", plain, border=RULED, wrap=True, indent=1),
        style("report_number", plain, border=RULED, across="right", indent=1),
        style("report_total", bold, border=SUM_RULE, fill=PALE, indent=1),
        style("report_total_number", bold, border=SUM_RULE, fill=PALE, across="right", indent=1),
        style("report_note", Font(name=FONT, size=9, color="5A6B82"), wrap=False),
    ]


def furnish(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.7, 0.9, 0.4
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    footer: Any = sheet.oddFooter
    footer.center.text, footer.center.size = "&P / &N", 9


def main() -> None:
    """Writes the template."""
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "cover page"
    for made in styles():
        book.add_named_style(made)
    furnish(cover)
    furnish(book.create_sheet("section page"))
    TEMPLATE.parent.mkdir(exist_ok=True)
    book.save(TEMPLATE)


if __name__ == "__main__":
    main()
