"""How the program starts and ends: its entry, its options before the noun, its help pages, and leaving early."""

import errno
import gc
import io
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Crm
from corecrm import __main__, __version__, cli
from corecrm.commands import failing
from corecrm.nouns import COMMANDS, PANELS
from corecrm.text import _, use_language

NOUNS = [name for name, command in COMMANDS.items() if not command.verb]


def entered(monkeypatch: pytest.MonkeyPatch, *argv: str) -> int | str | None:
    """The exit code of the program's entry, called as the installed script does."""
    monkeypatch.setattr(sys, "argv", ["corecrm", *argv])
    try:
        __main__.main()
    except SystemExit as ended:
        return ended.code
    finally:
        gc.enable()
        gc.unfreeze()
    return 0


def test_the_version_is_answered_by_the_entry_and_behind_other_options(
    crm: Crm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert entered(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"corecrm {__version__}\n"
    assert crm("--lang", "en", "--version").out == f"corecrm {__version__}\n"


@pytest.mark.usefixtures("crm")
def test_the_entry_ends_in_the_exit_code_of_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert entered(monkeypatch, "client", "list", "--json") == 0
    assert capsys.readouterr().out.strip() == "[]"
    assert entered(monkeypatch, "client", "show", "HX-0009") == 4


@pytest.mark.usefixtures("crm")
def test_an_embedder_calls_the_same_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["corecrm", "client", "lst"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "lst" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_overview_has_every_command_under_its_stage(crm: Crm, lang: str) -> None:
    lines = crm("--help", lang=lang).out.splitlines()
    use_language(lang)
    assert {_(PANELS[command.panel]) for command in COMMANDS.values()} <= set(lines)
    for name in COMMANDS:
        assert any(line.split()[:1] == [name] for line in lines), name


@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_without_a_verb_shows_its_verbs(crm: Crm, name: str) -> None:
    asked = crm(name, "--help").out
    assert "Verbs" in asked.splitlines()
    assert crm(name).out.split() == asked.split()


def test_options_alone_show_the_overview(crm: Crm) -> None:
    assert crm("--lang", "zh", lang="en").out == crm("--help", lang="zh").out


@pytest.mark.parametrize("words", [("--help",), ("client", "--help"), ("client",), ("client", "list", "--help")])
def test_a_help_page_goes_where_the_runs_data_goes(crm: Crm, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert crm(*words).out.startswith("Usage")
    assert capsys.readouterr().out == ""


def test_an_option_of_a_verbs_own_stands_under_options_though_lists_share_its_name(crm: Crm) -> None:
    for words, option in ((("task", "add"), "--group GROUP"), (("import", "client"), "--since DATE")):
        before, _options, after = crm(*words, "--help").out.partition("\nOptions\n")
        assert (option in before, option in after, "Filters" in before + after) == (False, True, False)
    assert "--due DATE" in crm("task", "add", "--help").out


def test_the_options_before_the_noun_may_all_stand_behind_the_verb(crm: Crm) -> None:
    assert "客户编号" in crm("client", "list", "--lang", "zh", lang="en").out
    assert "“fr” is not zh or en" in crm("client", "list", "--lang", "fr", code=2).err
    assert "\x1b" in crm("task", "board", "-f", "table", "--color", "always").out
    assert "is not auto, always or never" in crm("client", "list", "--color", "blue", code=2).err
    assert "there is no settings file nowhere.toml" in crm("client", "list", "--config", "nowhere.toml", code=78).err
    (crm.folder / "own.toml").write_text('lang = "zh"\n', encoding="utf-8")
    assert "客户编号" in crm("client", "list", "--config", "own.toml", lang=None).out


def test_a_bug_is_shown_with_debug_behind_the_verb(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corecrm.queries.client.LISTING", None)
    assert "Traceback" in crm("client", "list", "--debug", code=70).err


def test_what_stands_behind_two_dashes_is_no_option(crm: Crm) -> None:
    crm("client", "add", "--", "--lang")
    assert crm("client", "list", "-q").out == "HX-0001\n"


def test_a_language_that_there_is_not_is_refused(crm: Crm) -> None:
    assert "“fr” is not zh or en" in crm("--lang", "fr", "client", "list", code=2, lang=None).err
    assert "客户编号" in crm("--lang=zh", "client", "list", lang=None).out


def test_a_refusal_of_typer_that_we_do_not_know_is_told_as_it_is() -> None:
    class Odd(Exception):
        ctx = None
        message = "out of the ordinary"

        def format_message(self) -> str:
            return self.message

    told = failing.usage_problem(Odd())
    assert told is not None
    assert (told.message, told.hint) == ("corecrm: out of the ordinary", "see: corecrm --help")


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 0), (SystemExit, 0)])
def test_leaving_early_is_no_failure(crm: Crm, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], code: int) -> None:
    def leave(*_given: object) -> None:
        raise raised

    silenced: list[bool] = []
    monkeypatch.setattr("corecrm.commands.failing.silence_stdout", lambda: silenced.append(True))
    monkeypatch.setattr("corecrm.commands.run.Run.filters", property(leave))
    told = crm("client", "list", code=code)
    assert ("interrupted" in told.err, silenced) == (code == 130, [True] if raised is BrokenPipeError else [])


def test_a_reader_that_has_gone_away_is_not_written_to_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        monkeypatch.setattr(sys, "stdout", out)
        failing.silence_stdout()
        out.write("lost")
    assert (tmp_path / "out").read_text(encoding="utf-8") == ""


def test_a_pipe_that_breaks_at_the_last_flush_ends_quietly(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    silenced: list[bool] = []
    monkeypatch.setattr("corecrm.commands.failing.silence_stdout", lambda: silenced.append(True))
    assert cli.run(["--db", str(crm.db), "client", "list"], out=Gone(), err=io.StringIO()) == 0
    assert silenced == [True]


def test_a_full_disk_under_stdout_is_no_bug(crm: Crm) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    silenced: list[bool] = []
    err = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("corecrm.commands.failing.silence_stdout", lambda: silenced.append(True))
        assert cli.run(["--lang", "en", "--db", str(crm.db), "metric", "list"], out=Full(), err=err) == 73
    assert "cannot write stdout" in err.getvalue()
    assert silenced == [True]


def test_a_bug_shows_its_traceback_where_that_is_asked_for(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError("one over nothing")

    monkeypatch.setattr("corecrm.queries.client.card", broken)
    crm("client", "add", "甲公司")
    assert "Traceback" in crm("--debug", "client", "show", "HX-0001", code=70).err
    crm.env(CORECRM_DEBUG="1")
    assert "Traceback" in crm("client", "show", "HX-0001", code=70).err


def test_a_width_that_nobody_knows_is_taken_for_a_usual_one(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    crm("client", "add", "甲" * 90)
    monkeypatch.setattr("os.get_terminal_size", lambda *_fd: (_ for _ in ()).throw(OSError))
    assert max(map(len, crm("client", "list", "-f", "table").out.splitlines())) <= 96


def test_an_older_store_is_brought_up_to_date_by_the_first_command(crm: Crm) -> None:
    crm("client", "add", "甲公司")
    with closing(sqlite3.connect(crm.db)) as db:
        db.execute("PRAGMA user_version = 0")
    told = crm("client", "list", "--json")
    assert "brought up to date; backup: " in told.err
    assert [row["code"] for row in told.json] == ["HX-0001"]
    assert Path(told.err.strip().rpartition("backup: ")[2]).is_file()


def test_a_dangerous_act_asks_at_a_terminal(crm: Crm) -> None:
    class Says:
        def __init__(self, answer: bool) -> None:
            self.answer = answer

        def confirm(self, question: str) -> bool:
            assert "3 records" in question
            return self.answer

        def text(self, question: str, default: str = "") -> str:
            raise AssertionError((question, default))

        def select(self, question: str, choices: object) -> str:
            raise AssertionError((question, choices))

    for name in ("甲公司", "乙公司", "丙公司"):
        crm("client", "add", name)
    keys = ("HX-0001", "HX-0002", "HX-0003")
    assert "nothing was changed" in crm("client", "remove", *keys, terminal=True, prompter=Says(False), code=1).err
    assert len(crm("client", "list", "--json").json) == 3
    crm("client", "remove", *keys, terminal=True, prompter=Says(True))
    assert crm("client", "list", "--json").json == []


def test_fields_are_chosen_from_one_table_only(crm: Crm) -> None:
    assert "--columns needs a single table" in crm("today", "--columns", "code", code=2).err


def test_nothing_cannot_be_looked_for(crm: Crm) -> None:
    assert "TEXT is missing" in crm("find", " ", code=2).err


@pytest.mark.parametrize("words", [("client", "list", "--sort", ""), ("--db", "", "client", "list")])
def test_an_option_with_nothing_behind_it_is_refused(crm: Crm, words: tuple[str, ...]) -> None:
    assert "needs a value" in crm(*words, code=2).err


def test_settings_that_cannot_be_read_are_named(crm: Crm) -> None:
    assert "there is no settings file nowhere.toml" in crm("--config", "nowhere.toml", "client", "list", code=78).err
    (crm.folder / "odd.toml").write_text("db = ", encoding="utf-8")
    assert "odd.toml cannot be read" in crm("--config", "odd.toml", "client", "list", code=78).err


def test_a_removed_record_is_not_edited(crm: Crm) -> None:
    crm("metric", "remove", "dep_bal")
    assert "dep_bal was removed on 2026-11-23" in crm("metric", "edit", "dep_bal", "--note", "x", code=5).err


def test_init_asks_for_the_banks_name_at_a_terminal(crm: Crm) -> None:
    class Says:
        def text(self, question: str, default: str = "") -> str:
            assert (question, default) == ("The bank's name", "")
            return "乙银行"

        def confirm(self, question: str) -> bool:
            raise AssertionError(question)

        def select(self, question: str, choices: object) -> str:
            raise AssertionError((question, choices))

    crm("--db", "other.db", "init", terminal=True, prompter=Says())
    told = crm("--db", "other.db", "audit", "show", "1", "--all", "--json").json
    assert "乙银行" in str(told)


def test_init_keeps_who_works_here_and_what_its_numbers_begin_with(crm: Crm) -> None:
    other = crm.folder / "other.db"
    crm("--db", str(other), "init", "--bank", "甲银行", "--me", "W0012", "--site", "BJ")
    assert crm("config", "get", "me").out == "W0012\n"
    crm("--db", str(other), "client", "add", "甲公司")
    assert [row["code"] for row in crm("--db", str(other), "client", "list", "--json").json] == ["HX-BJ-0001"]


def test_a_person_hears_where_a_file_was_written_and_a_script_does_not(crm: Crm) -> None:
    crm("client", "add", "甲公司")
    assert crm("client", "list", "-o", "a.csv", terminal=True).err == "written: a.csv\n"
    assert crm("client", "list", "-o", "b.csv").err == ""
