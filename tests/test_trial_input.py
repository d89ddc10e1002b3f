"""What a new user typed wrong, or left out: one clear sentence, the right exit code, nothing written."""

import errno
import io
import sys

import pytest

from conftest import Crm

TODAY = "2026-11-23"


def test_the_bare_command_shows_the_overview(crm: Crm) -> None:
    assert "corecrm [OPTIONS] NOUN VERB" in crm().out


@pytest.mark.parametrize("option", ["--as-of", "--db", "--columns", "-o", "--reason"])
def test_an_empty_option_is_not_taken_for_none(crm: Crm, option: str) -> None:
    line = ("client", "add", "甲公司") if option == "--reason" else ("client", "list")
    refused = crm(*line, option, "", code=2)
    assert "needs a value" in refused.err


def test_an_empty_option_before_the_noun_is_refused_too(crm: Crm) -> None:
    assert "--db needs a value" in crm("--db", "", "client", "list", code=2).err


def test_an_unknown_colour_word_is_refused(crm: Crm) -> None:
    assert "“pink” is not auto, always or never" in crm("--color", "pink", "client", "list", code=2).err


@pytest.mark.parametrize("name", ["", "   ", "\t\n", "\u200b", "\x07"])
def test_a_name_that_cannot_be_seen_is_no_name(crm: Crm, name: str) -> None:
    assert "must not be empty" in crm("client", "add", name, code=2).err
    assert crm("client", "list", "--json").json == []


def test_a_refused_value_is_shown_short(crm: Crm) -> None:
    refused = crm("client", "add", "长" * 500, code=2)
    assert "长…”: is longer than 200 characters" in refused.err
    assert len(refused.err) < 120


@pytest.mark.parametrize("year", ["1", "99999"])
def test_a_goal_is_of_a_year_that_the_store_can_hold(demo: Crm, year: str) -> None:
    refused = demo("goal", "set", "XH", "dep_adb", "100", "--year", year, code=2)
    assert f"“{year}” is not a whole number from 2000 to 2100" in refused.err


def test_a_share_above_the_whole_is_refused_in_words_of_ours(demo: Crm) -> None:
    refused = demo("group", "link", "HX-0030", "HX-0002", "--pct", "171%", "--since", "2026-01-01", code=2)
    assert "“1.71”: is above 1" in refused.err


@pytest.mark.parametrize("line", [("task", "start", "-"), ("run", "-")])
@pytest.mark.usefixtures("crm")
def test_keys_that_are_no_text_are_refused(monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...]) -> None:
    from corecrm.cli import run

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xa1\n"), encoding="utf-8"))
    err = io.StringIO()
    assert run(line, out=io.StringIO(), err=err) == 66
    assert "is not text in UTF-8" in err.getvalue()


def test_a_mistyped_option_brings_up_only_what_is_like_it(crm: Crm) -> None:
    assert "did you mean --columns?" in crm("client", "list", "--colums", "code", code=2).err
    assert "did you mean" not in crm("client", "list", "--tierr", "a", code=2).err


def test_a_choice_that_is_none_brings_up_the_choices(crm: Crm) -> None:
    assert "a Class A, b Class B, c Class C" in crm("client", "list", "--where", "tier = z", code=2).err


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_typed_names_nothing(demo: Crm, text: str) -> None:
    assert demo("client", "show", text, code=4).err == "no client was named\n"
    assert "TEXT is missing" in demo("find", text, code=2).err


def test_a_name_written_with_other_characters_of_the_same_sound_is_suggested(demo: Crm) -> None:
    assert "王敏 (W0001)" in demo("client", "list", "--owner", "王民", code=4).err


def test_candidates_stand_one_a_line(demo: Crm) -> None:
    refused = demo("client", "show", "星河", code=4)
    assert "fits 20+ records" in refused.err
    assert "\n  HX-0001  星河控股集团有限公司\n" in refused.err


def test_a_record_whose_code_is_its_title_is_named_once(demo: Crm) -> None:
    assert "\n  G-2026-XH/fee_inc/BJ\n" in demo("goal", "show", "G-2026-XH", code=4).err


def test_a_refusal_names_positions_as_people_do(demo: Crm) -> None:
    refused = demo("--as", "W0002", "period", "close", "2026Q3", "--date", TODAY, code=77, lang="zh")
    assert "公司部 (corporate_dept)" in refused.err


def test_whoever_me_is_must_be_said_once(demo: Crm) -> None:
    assert "corecrm config set me STAFF" in demo("client", "list", "--owner", "me", code=2).err


def test_a_day_that_is_none_is_not_kept_as_a_setting(crm: Crm) -> None:
    assert "not in the calendar" in crm("config", "set", "date", "2026-02-30", code=2).err
    assert "date" not in crm("config", "list", "--where", "x", code=2).out


@pytest.mark.parametrize("verb", ["alias", "number"])
def test_a_change_of_nothing_is_asked_back(demo: Crm, verb: str) -> None:
    assert "nothing to change was given" in demo("client", verb, "HX-0001", code=2).err


def test_a_removed_record_is_brought_back_before_it_changes(demo: Crm) -> None:
    demo("client", "remove", "HX-0079")
    assert "bring it back first" in demo("client", "edit", "HX-0079", "--tier", "a", code=5).err
    demo("client", "restore", "HX-0079")
    demo("client", "edit", "HX-0079", "--tier", "a")


def test_a_second_client_of_a_name_is_remarked_on(demo: Crm) -> None:
    told = demo("client", "add", "星河控股集团有限公司").err
    assert "the name 星河控股集团有限公司 is also that of HX-0001" in told
    assert "also that of" not in demo("client", "add", "无同名公司").err


def test_a_new_number_follows_those_that_came_with_a_file(demo: Crm) -> None:
    made = demo("task", "add", "补充财务报表", "--group", "XH", "--json").json
    assert [each["key"] for each in made["changed"]] == ["T-0353"]
    demo("undo")
    assert "T-0354" in demo("task", "add", "补充财务报表", "--group", "XH").err


def test_a_file_that_the_system_refuses_is_told_in_the_language_of_the_run(crm: Crm) -> None:
    told = crm("run", str(crm.folder), code=66).err
    assert "it is a folder\n" in told
    assert "there is no such file or folder" in crm("run", "none.txt", code=66).err


def test_a_report_that_exists_may_be_replaced(demo: Crm) -> None:
    line = ("client", "list", "-o", "list.csv")
    demo(*line)
    assert "--overwrite" in demo(*line, code=73).err
    demo(*line, "--overwrite")


def test_a_stdout_without_room_is_no_bug(demo: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    from corecrm.cli import run
    from corecrm.commands import failing

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, text)

    err = io.StringIO()
    monkeypatch.setattr(failing, "silence_stdout", lambda: None)
    assert run(["--db", str(demo.db), "client", "list"], out=Full(), err=err) == 73
    assert err.getvalue().startswith("cannot write stdout: the disk is full")
