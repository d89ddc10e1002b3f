import pytest

from conftest import Crm

TWO = "client add 甲公司 --code C1   # the first\n\n# nothing\ncorecrm client edit C1 --note 'a b'\n"


def names(crm: Crm) -> list[str]:
    return [str(record["code"]) for record in crm("client", "list", "--json").json]


def test_lines_run_one_after_the_other_each_with_its_change_set(crm: Crm) -> None:
    told = crm("run", "-", input=TWO)
    assert ("lines run: 2" in told.err, told.err.count("undo: corecrm undo")) == (True, 2)
    assert crm("client", "show", "C1", "--json").json["client"]["note"] == "a b"


def test_an_atomic_script_is_one_change_set_that_one_undo_takes_back(crm: Crm) -> None:
    told = crm("run", "-", "--atomic", input=TWO)
    assert told.err.count("undo: corecrm undo") == 1
    assert names(crm) == ["C1"]
    crm("undo")
    assert names(crm) == []


def test_an_atomic_script_answers_json_for_all_its_lines_together(crm: Crm) -> None:
    answer = crm("run", "-", "--atomic", "--json", input=TWO).json
    assert answer["changed"] == [{"noun": "client", "key": "C1", "action": "add"}]


def test_the_first_failure_stops_a_script_and_tells_its_line(crm: Crm) -> None:
    told = crm("run", "-", code=4, input="client add 甲公司 --code C1\n\nclient edit C9 --note x\nclient add 乙公司 --code C2\n")
    assert "line 3 failed: client edit C9 --note x" in told.err
    assert "which stay done: 1" in told.err
    assert names(crm) == ["C1"]


def test_a_failure_in_an_atomic_script_leaves_nothing(crm: Crm) -> None:
    told = crm("run", "-", "--atomic", code=4, input="client add 甲公司 --code C1\nclient edit C9 --note x\n")
    assert "nothing was changed" in told.err
    assert names(crm) == []
    assert crm("history", "--json").json[0]["command"].split()[1] == "init"


def test_a_failure_under_json_is_one_object_that_holds_what_the_line_said(crm: Crm) -> None:
    told = crm("run", "-", "--json", code=4, input="client edit C9 --note x\n")
    (line,) = told.err.splitlines()
    assert '"line": 1' in line
    assert "there is no client C9" in line


def test_a_dry_run_sees_what_its_earlier_lines_did_and_changes_nothing(crm: Crm) -> None:
    told = crm("run", "-", "--dry-run", input=TWO)
    assert "dry run: nothing was written" in told.err
    assert names(crm) == []


def test_reading_lines_of_an_atomic_script_see_what_was_written(crm: Crm) -> None:
    assert crm("run", "-", "--atomic", input="client add 甲公司 --code C1\nclient list -q\n").out == "C1\n"


def test_the_reasons_of_the_lines_are_kept_with_the_one_of_the_script(crm: Crm) -> None:
    crm("run", "-", "--atomic", "--reason", "建账", input="client add 甲公司 --code C1 --reason 新户\n")
    assert crm("history", "--json").json[0]["reason"] == "建账；新户"


def test_a_dangerous_line_counts_only_its_own_records(crm: Crm) -> None:
    lines = [f"client add 公司{number} --code C{number}" for number in range(1, 5)]
    crm("run", "-", "--atomic", input="\n".join([*lines, "client remove C1 C2"]))
    told = crm("run", "-", "--atomic", code=2, input="client restore C1 C2\nclient remove C1 C2 C3\n")
    assert "this touches 3 records" in told.err
    crm("run", "-", "--atomic", input="client restore C1 C2\nclient remove C1 C2 C3 -y\n")


def test_the_settings_of_the_script_hold_for_its_lines(crm: Crm) -> None:
    told = crm(
        "--lang", "zh", "--date", "2026-03-01", "--no-input", "run", "-", input="client add 甲公司 --code C1\nclient remove C1\n"
    )
    assert "C1" in told.err
    assert crm("client", "show", "C1", "--json").json["client"]["removed_on"] == "2026-03-01"


@pytest.mark.parametrize("word", ["undo", "redo", "run x", "init", "db status"])
def test_what_keeps_a_change_set_of_its_own_cannot_be_a_part_of_one(crm: Crm, word: str) -> None:
    told = crm("run", "-", "--atomic", code=2, input=f"client add 甲公司\n{word}\n")
    assert f"line 2: {word.split()[0]} cannot be on a line of one change set" in told.err


def test_root_options_before_it_do_not_hide_a_command_that_stands_alone(crm: Crm) -> None:
    assert "undo cannot be on a line" in crm("run", "-", "--atomic", code=2, input="--lang zh --no-input --date 今天 undo\n").err
    assert "too many words" not in crm("run", "-", "--atomic", input="--version\n").err


@pytest.mark.parametrize("option", ["-n", "--as W1", "--db other.db", "--document X"])
def test_an_option_of_the_whole_cannot_be_on_a_line_of_an_atomic_script(crm: Crm, option: str) -> None:
    told = crm("run", "-", "--atomic", code=2, input=f"client add 甲公司 {option}\n")
    assert "say it once, on corecrm run" in told.err


def test_a_reason_for_several_change_sets_is_refused(crm: Crm) -> None:
    assert "need --atomic" in crm("run", "-", "--reason", "x", code=2, input=TWO).err


def test_a_day_belongs_on_the_lines(crm: Crm) -> None:
    assert "write it on the lines" in crm("run", "-", "--atomic", "--on", "昨天", code=2, input=TWO).err


def test_a_quotation_mark_left_open_is_told_before_anything_runs(crm: Crm) -> None:
    told = crm("run", "-", code=2, input="client add 甲公司 --code C1\nclient add '乙公司\n")
    assert "line 2 cannot be read" in told.err
    assert names(crm) == []


def test_a_script_is_read_from_a_file_and_an_unreadable_one_is_told(crm: Crm) -> None:
    (crm.folder / "a.txt").write_text(TWO, encoding="utf-8-sig")
    crm("run", "a.txt")
    (crm.folder / "b.txt").write_bytes("client add 甲公司".encode("gbk"))
    assert "b.txt is not text in UTF-8" in crm("run", "b.txt", code=66).err
    assert "cannot read c.txt" in crm("run", "c.txt", code=66).err


def test_an_import_is_a_part_of_an_atomic_script(crm: Crm) -> None:
    (crm.folder / "clients.csv").write_text("客户编号,客户名称\nC1,甲公司\nC2,乙公司\n", encoding="utf-8")
    script = "import client clients.csv\nclient edit C1 --note x\n"
    crm("run", "-", "--atomic", input=script)
    assert names(crm) == ["C1", "C2"]
    crm("undo", "-y")
    assert names(crm) == []
    (crm.folder / "clients.csv").write_text("客户编号,客户名称\nC1,甲公司\nC2,\n", encoding="utf-8")
    crm("run", "-", "--atomic", code=65, input="client add 丙公司\n" + script)
    assert names(crm) == []
