"""The prompts at a terminal: what is asked, and what leaving them does."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
import questionary

from corecrm.errors import Cancelled
from corecrm.exchange.prompting import TerminalPrompter


class Question:
    """A question of questionary that is answered by a function."""

    def __init__(self, answer: Callable[[], object]) -> None:
        self.unsafe_ask = answer


def answering(monkeypatch: pytest.MonkeyPatch, kind: str, answer: Callable[[], object]) -> list[Any]:
    """What the questions of one kind were asked with; each is answered alike."""
    asked: list[Any] = []

    def ask(question: str, **given: object) -> Question:
        asked.append((question, given))
        return Question(answer)

    monkeypatch.setattr(questionary, kind, ask)
    return asked


def test_no_is_what_enter_means(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "confirm", lambda: False)
    assert TerminalPrompter().confirm("Go on?") is False
    assert asked == [("Go on?", {"default": False})]


def test_a_line_of_text_may_have_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "text", lambda: "示例银行")
    assert TerminalPrompter().text("The bank's name", "甲银行") == "示例银行"
    assert asked == [("The bank's name", {"default": "甲银行"})]


def test_a_choice_shows_labels_and_answers_with_values(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "select", lambda: "BJ")
    assert TerminalPrompter().select("Which?", [("BJ", "北京分行"), ("SH", "上海分行")]) == "BJ"
    ((_question, given),) = asked
    assert [(choice.value, choice.title) for choice in given["choices"]] == [("BJ", "北京分行"), ("SH", "上海分行")]
    assert "use_search_filter" not in given


@pytest.mark.parametrize("left", [KeyboardInterrupt, EOFError])
def test_leaving_a_question_changes_nothing(monkeypatch: pytest.MonkeyPatch, left: type[BaseException]) -> None:
    def leave() -> object:
        raise left

    answering(monkeypatch, "confirm", leave)
    with pytest.raises(Cancelled, match="nothing was changed"):
        TerminalPrompter().confirm("Go on?")


def at_terminal(folder: Path, *argv: str) -> Any:  # noqa: ANN401 - pexpect is untyped
    """The program at a real terminal of 80 columns."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    environ = {**kept, "HOME": str(folder), "TERM": "xterm", "CORECRM_LANG": "en", "CORECRM_CONFIG": str(folder / "config.toml")}
    words = ["-m", "corecrm", "--db", str(folder / "bank.db"), *argv]
    return pexpect.spawn(sys.executable, words, env=environ, cwd=str(folder), encoding="utf-8", timeout=20, dimensions=(40, 80))


def test_a_new_store_asks_for_the_banks_name_at_a_terminal(tmp_path: Path) -> None:
    child = at_terminal(tmp_path, "init")
    child.expect("The bank's name")
    child.sendline("Example Bank")
    child.expect("created")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_ctrl_c_at_a_question_leaves_no_store(tmp_path: Path) -> None:
    child = at_terminal(tmp_path, "init")
    child.expect("The bank's name")
    child.sendcontrol("c")
    child.expect("nothing was changed")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert not (tmp_path / "bank.db").exists()
