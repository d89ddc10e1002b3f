"""What holds for every command: help in both languages, examples that parse, streams, formats, exit codes."""

import io
import json
from pathlib import Path

import pytest

from conftest import Crm
from corecrm import errors
from corecrm.cli import run
from corecrm.commands.app import Verb
from corecrm.errors import CrmError
from corecrm.text import use_language
from parsing import command_lines, parse, verbs

LEAVES = {path: (command, context) for path, command, context in verbs()}
LISTS = [path for path, (command, _context) in LEAVES.items() if "where" in {p.name for p in command.params}]


@pytest.mark.parametrize("path", LEAVES)
def test_every_verb_has_help_in_both_languages_and_two_examples(path: str) -> None:
    command, context = LEAVES[path]
    verb: Verb = command.verb
    assert verb.summary.endswith((".", "?"))
    assert len(verb.examples) >= 2
    for language in ("en", "zh"):
        use_language(language)
        assert verb.examples[0] in command.get_help(context)
    use_language("en")


@pytest.mark.parametrize("path", LEAVES)
def test_the_examples_parse(path: str) -> None:
    command, _context = LEAVES[path]
    for example in command.verb.examples:
        for words in command_lines(example):
            parse(words)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_answers_in_every_data_format_with_nothing_on_stderr(path: str, crm: Crm) -> None:
    words = path.split()
    assert isinstance(crm(*words, "--json").json, list)
    assert crm(*words, "--json").err == ""
    for form in ("csv", "tsv", "jsonl", "md"):
        crm(*words, "-f", form)


FILTERED = {
    "--owner": "W0012", "--group": "XH", "--inst": "BJ", "--under": "HX-0001", "--since": "2026-01-01", "--until": "2026-12-31",
    "--as-of": "2026-11-23", "--limit": "3", "--self-only": None, "--all": None, "--removed": None,
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_the_filters_that_its_help_shows_and_no_others(path: str, demo: Crm) -> None:
    page = demo(*path.split(), "--help").out
    for option, value in FILTERED.items():
        words = (*path.split(), option, *([value] if value else []), "-q")
        if f"\n  {option} " in page:
            demo(*words)
        elif option != "--as-of":  # which every list takes, also where all days are alike
            assert "does not apply to this list" in demo(*words, code=2).err


@pytest.mark.parametrize("path", LEAVES)
@pytest.mark.usefixtures("crm")
def test_no_verb_asks_or_breaks_without_a_terminal(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command, _context = LEAVES[path]
    needed = ["no-such-thing" for parameter in command.params if parameter.param_type_name == "argument" and parameter.required]
    monkeypatch.setattr("questionary.confirm", None)
    monkeypatch.setattr("questionary.text", None)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    out, err = io.StringIO(), io.StringIO()
    assert run([*path.split(), *needed], out=out, err=err) != 70, err.getvalue()


def test_the_exit_codes_are_those_of_the_contract() -> None:
    known = {
        kind.__name__: kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CrmError)
    }
    assert known == {
        "CrmError": 1, "Cancelled": 1, "UsageProblem": 2, "FindingsReported": 3, "NotFound": 4, "RuleViolation": 5,
        "DataRejected": 65, "InputMissing": 66, "OutputRefused": 73, "StoreBusy": 75, "Forbidden": 77, "StoreUnavailable": 78,
    }  # fmt: skip


def _reads() -> list[str]:
    """Command lines of everything that only reads, as the demo bank can answer them."""
    words = {
        "institution show": "BJ", "staff show": "W0012", "group show": "XH", "group tree": "XH", "client show": "HX-0012",
        "ownership show": "OW-0001", "team show": "XH", "metric show": "dep_adb", "goal tree": "G-2026-XH",
        "goal show": "G-2026-XH/dep_adb", "actual show": "F-0001", "product show": "SC04", "holding show": "HD-0001",
        "task show": "T-0329", "risk show": "R-0091", "explain": "G-2026-XH/dep_adb", "find": "星河", "show": "HX-0012",
        "help": "exit-codes", "report quarter": "XH --period 2026Q3", "import show": "last", "history": "BJ", "audit show": "1",
        "completion show": "bash", "config get": "db", "check": "--list",
    }  # fmt: skip
    changes = {"init", "demo", "run", "db restore", "db backup", "db compact", "db migrate", "config set", "config unset"}
    workbooks = {"export all", "import template"}
    left_out = {"completion install", "approval show", "import map", "config list"} | workbooks | changes
    found = [path for path, (command, _context) in LEAVES.items() if command.verb.act is None and path not in left_out]
    lines = [f"{path} {words.get(path, '')}".rstrip() for path in found]
    return [*lines, "history", "help", "help formats", "help env", "help fields client", "doctor", "task board", "today --week"]


# What stays in the language of the run: sentences, and names of catalogues that are kept in both languages.
SENTENCES = {"detail", "meaning", "title", "label"}
CATALOGUES = {"metric_name", "product_name", "signal_name", "goal_name"}


def _codes(found: object, line: str) -> object:
    if isinstance(found, list):
        return [_codes(each, line) for each in found]
    if isinstance(found, dict):
        spoken = CATALOGUES | (SENTENCES - {"title"} if line.startswith("task") else SENTENCES)
        return {key: _codes(value, line) for key, value in found.items() if key not in spoken}
    return found


@pytest.mark.parametrize("line", _reads())
def test_json_is_the_same_in_every_language(line: str, demo: Crm) -> None:
    demo.env(CORECRM_DATE="2026-11-23")
    english, chinese = (demo(*line.split(), "--json", "--lang", lang, lang=None) for lang in ("en", "zh"))
    assert english.err == chinese.err == ""
    assert _codes(english.json, line) == _codes(chinese.json, line)


def test_an_unknown_noun_suggests_the_nearest(crm: Crm) -> None:
    assert "did you mean client" in crm("clients", "list", code=2).err


def test_an_unknown_verb_suggests_the_nearest(crm: Crm) -> None:
    assert "did you mean list" in crm("client", "lst", code=2).err


def test_an_unknown_option_suggests_the_nearest(crm: Crm) -> None:
    assert "did you mean --limit" in crm("client", "list", "--limt", "3", code=2).err


def test_an_unknown_choice_names_the_choices_in_both_languages(crm: Crm) -> None:
    assert "a Class A, b Class B" in crm("client", "add", "甲公司", "--tier", "x", code=2).err
    assert "a A类" in crm("client", "add", "甲公司", "--tier", "x", code=2, lang="zh").err


def test_a_choice_is_taken_by_code_or_by_either_label(crm: Crm) -> None:
    for number, tier in enumerate(("a", "A类", "class a")):
        crm("client", "add", f"第{number}公司", "--tier", tier)
    assert [row["tier"] for row in crm("client", "list", "--json").json] == ["a", "a", "a"]


def test_a_missing_argument_is_named(crm: Crm) -> None:
    assert "CLIENT is missing" in crm("client", "show", code=2).err


def test_errors_are_one_object_under_json(crm: Crm) -> None:
    ended = crm("client", "show", "HX-9999", "--json", code=4)
    body = json.loads(ended.err)["error"]
    assert (ended.out, body["code"], set(body)) == ("", "not_found", {"code", "message", "hint", "details"})


def test_usage_errors_are_json_too_though_parsing_has_failed(crm: Crm) -> None:
    assert json.loads(crm("client", "lst", "--json", code=2).err)["error"]["code"] == "usage"


def test_a_bug_leaves_a_report_and_exit_70(crm: Crm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError("one over nothing")

    monkeypatch.setattr("corecrm.queries.client.card", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    crm("client", "add", "甲公司")
    said = crm("client", "show", "HX-0001", code=70).err
    report = Path(said.strip().splitlines()[-1].rpartition(": ")[2])
    assert "Traceback" not in said
    assert "one over nothing" in report.read_text(encoding="utf-8")


def test_an_empty_list_is_a_sentence_an_empty_array_and_a_bare_header(crm: Crm) -> None:
    assert crm("client", "list").err.strip() == "nothing found"
    assert crm("client", "list", "--json").json == []
    assert crm("client", "list", "-f", "csv").out.splitlines()[0].startswith("Client code")


def test_options_of_the_root_may_stand_behind_the_verb(crm: Crm, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    crm("init", "--db", str(other), "--no-input")
    crm("client", "add", "乙公司", "--db", str(other))
    assert [row["name"] for row in crm("client", "list", "--json", "--db", str(other)).json] == ["乙公司"]
    assert crm("client", "list", "--json").json == []


def test_a_dry_run_shows_the_change_and_writes_nothing(crm: Crm) -> None:
    before = crm.db.read_bytes()
    assert "HX-0001" in crm("client", "add", "甲公司", "--dry-run").err
    assert crm("client", "add", "甲公司", "-n", "--json").json["changed"] == [{"noun": "client", "key": "HX-0001", "action": "add"}]
    assert crm.db.read_bytes() == before


def test_a_write_answers_with_its_change_set(crm: Crm) -> None:
    answer = crm("client", "add", "甲公司", "--json").json
    assert answer["changed"] == [{"noun": "client", "key": "HX-0001", "action": "add"}]
    assert isinstance(answer["change_set"], int)
    assert answer["warnings"] == []


def test_removing_three_needs_a_yes(crm: Crm) -> None:
    for name in ("甲公司", "乙公司", "丙公司"):
        crm("client", "add", name)
    keys = ("HX-0001", "HX-0002", "HX-0003")
    assert "-y" in crm("client", "remove", *keys, code=2).err
    assert len(crm("client", "list", "--json").json) == 3
    crm("client", "remove", *keys, "-y")
    assert crm("client", "list", "--json").json == []


def test_keys_come_from_stdin_and_none_is_fine(crm: Crm) -> None:
    crm("client", "add", "甲公司")
    crm("client", "remove", "-", input="HX-0001\n")
    crm("client", "restore", "-", input="\n")
    assert [row["code"] for row in crm("client", "list", "--removed", "--json").json] == ["HX-0001"]


def test_chinese_speaks_when_the_locale_does(crm: Crm) -> None:
    crm.env(LANG="zh_CN.UTF-8")
    assert "没有" in crm("client", "show", "HX-9", code=4, lang=None).err


def test_columns_are_chosen_by_key_or_heading(crm: Crm) -> None:
    crm("client", "add", "甲公司", "--tier", "a")
    assert crm("client", "list", "--columns", "tier,Client name", "--json").json == [{"tier": "a", "name": "甲公司"}]
    assert "fields:" in crm("client", "list", "--columns", "shoe", code=2).err


def test_where_compares_by_the_kind_of_the_field(crm: Crm) -> None:
    crm("client", "add", "甲公司", "--tier", "a", "--registered", "2020-05-01")
    crm("client", "add", "乙公司", "--registered", "2021-05-01")
    assert [row["name"] for row in crm("client", "list", "--where", "registered_on >= 2020年12月1日", "--json").json] == ["乙公司"]
    assert [row["name"] for row in crm("client", "list", "--where", "tier = A类", "--json").json] == ["甲公司"]
    assert [row["name"] for row in crm("client", "list", "--where", "tier =", "--json").json] == ["乙公司"]
    assert "FIELD OP VALUE" in crm("client", "list", "--where", "tier", code=2).err


def test_a_file_is_written_in_the_format_of_its_suffix_and_never_overwritten_unasked(crm: Crm, tmp_path: Path) -> None:
    crm("client", "add", "甲公司")
    target = tmp_path / "clients.csv"
    crm("client", "list", "-o", str(target))
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert target.stat().st_mode & 0o777 == 0o600
    crm("client", "list", "-o", str(target), code=73)
    crm("client", "list", "-o", str(target), "--overwrite")
