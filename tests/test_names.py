import csv
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from corecrm.names import (
    LONGEST_SHORT_NAME,
    clean,
    initials,
    kept_by_hand,
    normal_name,
    pinyin,
    short_name,
    short_names,
    similar,
    spellings,
    syllables,
)
from tools import pinyin_table

REAL = Path(__file__).parents[1].parent / "shared" / "realdata" / "cn"
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}

texts = st.text(max_size=60)
dirty = st.text(st.one_of(st.characters(categories=("Cc", "Cf", "Cs")), st.sampled_from("ab 星\n\t\r\u2028\u3000")), max_size=30)


@settings(max_examples=200, deadline=None)
@given(dirty | texts)
def test_clean_leaves_nothing_invisible(text: str) -> None:
    assert [c for c in clean(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs")] == []
    assert [c for c in clean(text, lines=True) if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"] == []


@settings(max_examples=200, deadline=None)
@given(dirty | texts, st.booleans())
@example("a\n\u200b\nb", False)
@example("\r\u200b\n星", True)
def test_clean_twice_is_clean_once(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once == once.strip()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  星河集团　", "星河集团"),
        ("星河\r\n集团", "星河 集团"),
        ("星河\t\n\n集团", "星河 集团"),
        ("星\u200b河\ufeff集\u00ad团", "星河集团"),
        ("\u202e星河\u2066集团\u2069", "星河集团"),
        ("星\ud800河\x00\x1b[31m", "星河[31m"),
        ("中国　星河", "中国　星河"),
        ("[red]星河", "[red]星河"),
    ],
)
def test_a_name_is_one_line_of_visible_text(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_note_keeps_its_lines() -> None:
    assert clean("一\r\n二\r三\n\n四\t五\x07\n", lines=True) == "一\n二\n三\n\n四 五"


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.sampled_from("星河集团"), max_size=40))
def test_full_width_and_half_width_names_are_the_same(name: str) -> None:
    assert normal_name(name.translate(FULL_WIDTH)) == normal_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国通用技术（集团）控股", "中国通用技术(集团) 控股"),
        ("星河【北京】科技", "星河（北京）科技"),
        ("TCL科技", "tcl 科技"),
        ("阿里·巴巴", "阿里巴巴"),
        ("阿里•巴巴", "阿里・巴巴"),
        ("星\u200b河", "星河"),
    ],
)
def test_names_that_differ_in_their_typing_only_are_the_same(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("华北星河新能源股份有限公司", "华北星河新能源"),
        ("星河控股集团有限公司", "星河控股"),
        ("中国铁建股份有限公司西安分公司", "中国铁建西安分公司"),
        ("中国北京同仁堂（集团）有限责任公司", "中国北京同仁堂"),
        ("中国通用技术(集团)控股有限责任公司", "中国通用技术控股"),
        ("大众汽车（安徽）有限公司", "大众汽车（安徽）"),
        ("星河集团", "星河"),
        ("中国邮政集团公司", "中国邮政"),
        ("中国冶金地质总局", "中国冶金地质总局"),
        ("集团有限公司", "集团有限公司"),
        ("一集团有限公司", "一集团有限公司"),
        ("Acme Ltd.", "Acme Ltd."),
    ],
)
def test_a_short_name_goes_without_the_legal_form(full: str, short: str) -> None:
    assert short_name(full) == short


parts_of_names = st.sampled_from(
    [*"集团（）()有限公司股份责任总一Ａβ٣", "集团", "（集团）", "(集团）", "有限公司", "银行", "重庆", "长江", "空调", "行长"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(parts_of_names, max_size=8).map("".join) | st.text(max_size=12).map(clean), max_size=6))
def test_many_names_are_read_as_one_by_one(names: list[str]) -> None:
    assert spellings(names) == [(pinyin(name), initials(name)) for name in names]
    assert short_names(names) == [short_name(name) for name in names]


def test_a_short_name_of_a_very_long_one_still_fits_its_field() -> None:
    assert short_name("甲" * 200 + "有限公司") == "甲" * LONGEST_SHORT_NAME


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("星河集团", "xing he ji tuan"),
        ("重庆长安", "chong qing chang an"),
        ("长江电力", "chang jiang dian li"),
        ("中国建设银行", "zhong guo jian she yin hang"),
        ("建行北京分行", "jian hang bei jing fen hang"),
        ("农商行总行", "nong shang hang zong hang"),
        ("行业", "hang ye"),
        ("飞行", "fei xing"),
        ("发行部", "fa xing bu"),
        ("董事长", "dong shi zhang"),
        ("朝阳支行", "chao yang zhi hang"),
        ("厦门大厦", "xia men da sha"),
        ("蚌埠", "beng bu"),
        ("六安", "lu an"),
        ("乐山", "le shan"),
        ("乐清", "yue qing"),
        ("单县", "shan xian"),
        ("成都", "cheng du"),
        ("空调", "kong tiao"),
        ("会计", "kuai ji"),
        ("绿地", "lv di"),
        ("重慶銀行", "chong qing yin hang"),
    ],
)
def test_a_name_is_read_as_people_read_it(name: str, reading: str) -> None:
    assert syllables(name) == reading.split()


def test_pinyin_and_initials_keep_letters_and_digits_only() -> None:
    name = "TCL科技（集团）-3 号·é".translate(FULL_WIDTH)
    assert (pinyin(name), initials(name)) == ("tclkejijituan3haoé", "tclkjjt3hé")
    assert (pinyin(""), initials("（）")) == ("", "")


@pytest.mark.parametrize(("phrase", "reading"), kept_by_hand())
def test_what_is_kept_by_hand_wins(phrase: str, reading: str) -> None:
    assert syllables(phrase) == reading.split()
    assert len(phrase) == len(reading.split()) <= 4


def test_real_company_names_are_read_as_pypinyin_reads_them() -> None:
    if not REAL.exists():
        pytest.skip("the public reference data is not beside this checkout")
    names = _column("sasac_central_soe_2025.csv", 1) + _column("crcc_members.csv", 2) + _column("enterprises_uscc.csv", 2)
    differing = [name for name in names if pinyin(name) != _by_pypinyin(name)]
    assert len(names) == 235
    assert differing == ["广东志高空调有限公司"]  # where pypinyin takes 高空 for the word


def test_the_table_is_what_its_generator_makes() -> None:
    assert pinyin_table.TABLE.read_text(encoding="utf-8") == pinyin_table.table()


def test_reading_a_name_needs_no_pypinyin() -> None:
    script = "import sys; from corecrm.names import pinyin; pinyin('星河'); sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("wanted", "candidates", "found"),
    [
        ("dpe_adb", ["dep_adb", "loan_adb", "fee"], "dep_adb"),
        ("北京分", ["天津分行", "北京分行", "上海分行"], "北京分行"),
        ("星河集圑", ["银河集团", "星河集团", "长江"], "星河集团"),
    ],
)
def test_the_likeliest_candidate_is_suggested_first(wanted: str, candidates: list[str], found: str) -> None:
    assert similar(wanted, candidates)[0] == found


def test_nothing_is_suggested_where_nothing_is_alike() -> None:
    assert similar("黄河", ["dep_adb", "星光"]) == []
    assert similar("星河", []) == []
    assert similar("星河", ["星河一", "星河二", "星河三"], limit=2) == ["星河一", "星河二"]


def _by_pypinyin(name: str) -> str:
    spelt = "".join(lazy_pinyin(unicodedata.normalize("NFKC", name).lower()))
    return "".join(character for character in spelt if character.isalnum())


def _column(name: str, place: int) -> list[str]:
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        return [row[place] for row in csv.reader(file)][1:]
