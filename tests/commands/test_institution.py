from conftest import Crm


def names(shown: str) -> list[str]:
    """The first column of a table, without its heading."""
    lines = shown.splitlines()
    rule = next(index for index, line in enumerate(lines) if line.startswith("──"))
    return [line.partition("  ")[0] if line[0] != "│" else line[:12].rstrip() for line in lines[rule + 1 :]]


def test_institutions_are_listed_below_the_one_they_belong_to(bank: Crm) -> None:
    shown = bank("institution", "list", "-f", "table").out
    assert names(shown) == ["总行", "├─ 北京分行", "│  └─ 北京朝阳支行", "└─ 天津分行"]


def test_a_tree_cut_out_begins_at_its_own_top(bank: Crm) -> None:
    assert names(bank("institution", "list", "--inst", "BJ", "-f", "table").out) == ["北京分行", "└─ 北京朝阳支行"]
    assert bank("institution", "list", "--inst", "BJ", "--self-only", "-q").out == "BJ\n"


def test_an_order_of_ones_own_leaves_no_tree_to_draw(bank: Crm) -> None:
    assert "─ " not in bank("institution", "list", "--sort", "-code", "-f", "table").out
    assert bank("institution", "list", "--sort", "-code", "-q").out.split() == ["ZH", "TJ", "BJ01", "BJ"]


def test_json_names_the_parent_by_its_code(bank: Crm) -> None:
    found = {each["code"]: each for each in bank("institution", "list", "--json").json}
    assert "place" not in found["BJ01"]
    assert (found["BJ01"]["parent"], found["BJ01"]["parent_name"], found["BJ01"]["depth"]) == ("BJ", "北京分行", 2)
    assert found["BJ01"]["kind"] == "sub_branch"


def test_an_institution_never_stands_below_itself(bank: Crm) -> None:
    for parent in ("ZH", "BJ01"):
        assert "cannot stand below itself" in bank("institution", "edit", "ZH", "--parent", parent, code=5).err
    bank("institution", "edit", "BJ01", "--parent", "TJ")
    assert bank("institution", "show", "BJ01", "--json").json["parent"] == "TJ"
    bank("institution", "edit", "BJ01", "--clear", "parent")
    assert bank("institution", "show", "BJ01", "--json").json["parent"] is None


def test_an_institution_is_found_by_pinyin_and_spelled_anew_with_a_new_name(bank: Crm) -> None:
    assert bank("institution", "show", "bjfh", "--json").json["code"] == "BJ"
    bank("institution", "edit", "TJ", "--name", "滨海分行")
    assert bank("institution", "show", "binhai", "--json").json["initials"] == "bhfh"


def test_a_code_belongs_to_one_institution(bank: Crm) -> None:
    assert "BJ is already that of 北京分行 (BJ)" in bank("institution", "add", "BJ", "另一家", code=5).err
    assert "already that of" in bank("institution", "edit", "TJ", "--code", "BJ", code=5).err


def test_division_codes_are_digits(bank: Crm) -> None:
    refused = bank("institution", "edit", "BJ", "--divisions", "北京", code=2).err
    assert "Division codes covered “北京”: division codes are 2 to 6 digits, separated by blanks" in refused
    bank("institution", "edit", "BJ", "--divisions", "11 1101")


def test_a_code_is_made_of_letters_and_digits(bank: Crm) -> None:
    assert "Institution code “B J”" in bank("institution", "add", "B J", "分行", code=2).err


def test_an_edit_of_nothing_or_of_what_must_not_be_empty_is_refused(bank: Crm) -> None:
    assert "nothing to change was given" in bank("institution", "edit", "BJ", code=2).err
    refused = bank("institution", "edit", "BJ", "--clear", "name", code=2).err
    assert "“name” is not a field that can be empty" in refused
    assert "closed_on, divisions, note, opened_on, parent" in refused


def test_what_is_removed_comes_back(bank: Crm) -> None:
    bank("institution", "remove", "BJ01")
    assert "BJ01" not in bank("institution", "list", "-q").out.split()
    assert bank("institution", "list", "--removed", "-q").out == "BJ01\n"
    bank("institution", "restore", "-", input="BJ01\n")
    assert "BJ01" in bank("institution", "list", "-q").out.split()
    assert "is not removed" in bank("institution", "restore", "BJ01", code=5).err


def test_a_branch_may_close(bank: Crm) -> None:
    bank("institution", "edit", "BJ01", "--closed", "2026-06-30", "--opened", "2001-01-01", "--kind", "支行", "--note", "并入分行")
    shown = bank("institution", "show", "BJ01", "--json").json
    assert (shown["opened_on"], shown["closed_on"], shown["note"]) == ("2001-01-01", "2026-06-30", "并入分行")
