import pytest

from corecrm.fields import Column, Label, Page, Table, columns
from corecrm.render.board import CARDS, side_by_side
from corecrm.render.width import width

KEY, TITLE, OWNER = Label("code", "编号", "Key"), Label("title", "事项", "Title"), Label("owner", "责任人", "Owner")
HIDDEN = Label("note", "备注", "Note")
COLUMNS = (*columns(KEY, TITLE, OWNER), Column(HIDDEN, on="data"))


def stage(name: str, *cards: tuple[str, str, str | None]) -> Table:
    return Table(f"{name} {len(cards)}", COLUMNS, [(*card, "hidden") for card in cards], name=name)


PAGE = Page("Board", (stage("Open", ("T-1", "供应链方案", "王敏")), stage("Done", ("T-2", "会议纪要归档", None))), lead=("open 1",))


def test_the_tables_stand_side_by_side_in_boxes_of_one_width() -> None:
    board = side_by_side(PAGE, 41)
    assert board.parts == ()
    assert list(board.lead) == [
        "open 1",
        "",
        "┌───────────────────┬───────────────────┐",
        "│ Open 1            │ Done 1            │",
        "├───────────────────┼───────────────────┤",
        "│ T-1               │ T-2               │",
        "│ 供应链方案        │ 会议纪要归档      │",
        "│ 王敏              │                   │",
        "└───────────────────┴───────────────────┘",
    ]


@pytest.mark.parametrize("cells", [60, 80, 96, 120])
def test_every_line_of_the_boxes_is_as_wide_as_the_others_and_fits(cells: int) -> None:
    long = stage(
        "Open", *((f"T-{number:04}", "关于 2026 年供应链金融专项服务方案的审议与报送 " * 3, "王敏") for number in range(9))
    )
    lines = side_by_side(Page("Board", (long, stage("Done"))), cells).lead[1:]
    assert len({width(line) for line in lines}) == 1
    assert width(lines[0]) <= cells


def test_more_cards_than_fit_are_counted() -> None:
    full = stage("Open", *((f"T-{number}", "x", "y") for number in range(CARDS + 3)))
    lines = side_by_side(Page("Board", (full,)), 40).lead
    assert "… 3 more" in lines[-2]
