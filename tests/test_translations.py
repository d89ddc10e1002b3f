"""That every message has a Chinese form, and that nothing English is left on a Chinese screen."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Crm
from corecrm.cli import RootGroup, context_of
from corecrm.nouns import COMMANDS, PANELS
from tools import catalogue

WORD = r"[A-Z]?[a-z]+(?:'[a-z]+)?"
ENGLISH = re.compile(rf"(?<![\w-]){WORD}(?: {WORD}){{2,}}")
COMMAND_LINE = re.compile(r"corecrm [ -~]+")  # stays as it is typed
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”）][,;:?!](?![\w-])|[\u4e00-\u9fff]\(")
PAGES = """
import json
from corecrm.text import use_language
use_language("zh")
from tools.commands_md import pages
print(json.dumps(dict(pages())))
"""


def known() -> dict[str, str]:
    """Each message of the catalogue with its translation."""
    return {str(entry.id): str(entry.string) for entry in catalogue.stored() if entry.id}


TRANSLATED = {message: text for message, text in known().items() if text}


def english_in(text: str) -> list[str]:
    """Runs of three English words and more, command lines left out."""
    return ENGLISH.findall(COMMAND_LINE.sub("", text))


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that may be spoiled."""
    path = tmp_path / "corecrm.po"
    path.write_bytes(catalogue.PO.read_bytes())
    monkeypatch.setattr(catalogue, "PO", path)
    catalogue.rewrite()
    return path


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Every help page in Chinese; by a fresh interpreter, since options take their labels when their noun is imported."""
    done = subprocess.run(
        [sys.executable, "-c", PAGES], cwd=Path(__file__).parent, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return dict(json.loads(done.stdout))


def test_every_message_is_translated_and_none_is_left_over() -> None:
    assert catalogue.faults() == []


def test_a_rewrite_without_changes_yields_the_same_file(copy: Path) -> None:
    before = copy.read_bytes()
    assert catalogue.main() == 0
    assert copy.read_bytes() == before


def test_what_is_missing_fuzzy_unused_or_filled_otherwise_is_a_fault(copy: Path) -> None:
    before = catalogue.faults()
    text = copy.read_text(encoding="utf-8")
    text = text.replace('msgid "try again"', 'msgid "try once more"').replace('msgid "Examples"', '#, fuzzy\nmsgid "Examples"')
    text = re.sub(r'(msgid "no format {name}"\nmsgstr ").*"', r'\1没有格式 {format}"', text)
    copy.write_text(text, encoding="utf-8")
    assert [fault.partition(" (")[0] for fault in catalogue.faults() if fault not in before] == [
        "missing: 'try again'",
        "fuzzy: 'Examples'",
        "unused: 'try once more'",
        "placeholders differ: 'no format {name}'",
    ]


def test_a_rewrite_keeps_translations_drops_the_unused_and_leaves_new_messages_empty(copy: Path) -> None:
    before = known()
    copy.write_text(copy.read_text(encoding="utf-8").replace('msgid "try again"', 'msgid "try once more"'), encoding="utf-8")
    catalogue.rewrite()
    assert known() == {**before, "try again": ""}


def test_placeholders_count_with_their_formats() -> None:
    assert catalogue.placeholders("{a} {b:f}") == {("a", ""), ("b", "f")}
    assert catalogue.placeholders("{a") != catalogue.placeholders("{a}")


def test_whatever_help_shows_is_a_message() -> None:
    wanted = catalogue.messages()
    root = RootGroup()
    top = context_of(root, "corecrm")
    shown = {each.help for each in COMMANDS.values()} | set(PANELS.values())
    for name in COMMANDS:
        command = root.get_command(top, name)
        verbs = command.verbs.verbs.values() if hasattr(command, "verbs") else [command.verb]
        shown |= {verb.summary for verb in verbs}
    assert shown - set(wanted) == set()


def test_a_translation_ends_as_its_message() -> None:
    ends = {".": "。", "?": "？"}
    ended = {text: text[-1] if text[-1] in "。？" else None for text in TRANSLATED.values()}
    assert [text for message, text in TRANSLATED.items() if ended[text] != ends.get(message[-1])] == []


def test_chinese_sentences_have_chinese_punctuation() -> None:
    assert [text for text in TRANSLATED.values() if HALF_WIDTH.search(text)] == []


def test_no_help_page_holds_an_english_sentence(pages: dict[str, str]) -> None:
    found = {path: english_in(re.sub(r"\n示例\n.*?\n\n", "\n", page, flags=re.DOTALL)) for path, page in pages.items()}
    assert {path: runs for path, runs in found.items() if runs} == {}


def test_every_help_page_is_chinese(pages: dict[str, str]) -> None:
    assert [path for path, page in pages.items() if not page.startswith("用法  ")] == []
    assert {name.split()[1] for name in pages if name != "corecrm"} == set(COMMANDS)


MISTAKES = [
    ("clint", 2, "没有命令"),
    ("client lst", 2, "没有命令“lst”"),
    ("client list --limt 3", 2, "没有选项 --limt"),
    ("client add", 2, "缺少 NAME"),
    ("client add a b c", 2, "多余的内容：b c"),
    ("client list --limit", 2, "--limit 需要一个值"),
    ("client list --json=1", 2, "--json 不带值"),
    ("client list --limit x", 2, "--limit：“x”不是 0 以上的整数"),
    ("client list --limit -3", 2, "--limit：“-3”不是 0 以上的整数"),
    ("client list --where foo", 2, "不是“字段 运算符 值”的写法"),
    ("task list --since 3/4/26", 2, "--since：“3/4/26”有多种解读"),
    ("client add 星河 --tier z", 2, "--tier：“z”不在可选值中"),
    ("client show HX-9999", 4, "没有"),
    ("client add 星河 --identity-no 91110000MA01", 2, "无法识别证件号码"),
    ("undo 99", 4, "没有变更集 99"),
    ("period reopen --reason 更正", 5, "没有已关账的期间"),
    ("help topics", 2, "没有主题“topics”"),
    ("config set colour always", 2, "没有设置项“colour”"),
    ("--db none.db client list", 78, "没有数据库"),
    ("client list -o none/list.csv", 73, "没有此文件或文件夹"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "said"), MISTAKES)
def test_a_mistake_is_explained_in_chinese(crm: Crm, line: str, code: int, said: str) -> None:
    told = crm(*line.split(), code=code, lang="zh").err
    assert said in told
    assert english_in(told) == []
