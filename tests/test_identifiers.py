import csv
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import lei
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10

from corecrm.identifiers import (
    ALPHABET,
    ImpossibleCode,
    are_usccs,
    check_uscc,
    covers,
    division_code,
    division_doubt,
    division_name,
    industry_code,
    industry_doubt,
    industry_name,
    kind_of,
    lei_ok,
    make_uscc,
    normal_uscc,
    organisation_code_ok,
    registration_ok,
    uscc_warnings,
)

REAL = Path(__file__).parents[1].parent / "shared" / "realdata" / "cn"
VALID = (
    "91110000600037341L",
    "91440106158813992N",
    "914401067267147580",  # check character 0
    "9144010660161055XP",  # the inner check is X
    "N2330102DY54W6A73X",  # python-stdnum refuses letters in front; the standard does not
    "91350100M000100Y43",  # the example of GB 32100
)
LAST_DIVISIONS_2017 = (5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97)  # of the sections A to T
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}

bodies = st.text(ALPHABET, min_size=8, max_size=8)
divisions = st.text("0123456789", min_size=6, max_size=6)
codes = st.builds(make_uscc, st.sampled_from(["91", "12", "N2", "A1"]), divisions, bodies)


def fits_stdnum(code: str) -> bool:
    return bool(uscc.is_valid(code))


def passes(code: str) -> bool:
    try:
        check_uscc(code)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("code", VALID)
def test_a_valid_credit_code_passes_and_nothing_about_it_is_doubtful(code: str) -> None:
    assert (check_uscc(code), uscc_warnings(code), kind_of(code)) == (code, [], "uscc")


def test_a_credit_code_is_read_in_lower_case_full_width_and_with_blanks() -> None:
    assert check_uscc(" 91 110000 600037341l ".translate(FULL_WIDTH)) == "91110000600037341L"
    assert normal_uscc("d2143569-x") == "D2143569-X"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91110000MA01", "credit code 91110000MA01 has 12 characters instead of 18"),
        ("", "credit code  has 0 characters instead of 18"),
        ("91110000I00037341L", "credit code 91110000I00037341L: character 9 may not be I"),
        ("9111A000600037341L", "credit code 9111A000600037341L: character 5 may not be A"),
        ("91310115MA1G4L1WXK", "credit code 91310115MA1G4L1WXK is mistyped: it would have to end in 7"),
        ("911100006000373411", "credit code 911100006000373411 is mistyped: it would have to end in L"),
    ],
)
def test_a_malformed_credit_code_is_refused_with_the_reason(code: str, message: str) -> None:
    with pytest.raises(ValueError, match="credit code") as refusal:
        check_uscc(code)
    assert str(refusal.value) == message


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_credit_codes_are_judged_as_python_stdnum_judges_them(seed: int) -> None:
    draw = random.Random(seed)  # 200 codes an example: drawing them one by one would cost more than checking them
    for _ in range(100):
        head = "".join(draw.choices("0123456789", k=8))
        loose = head + "".join(draw.choices(ALPHABET, k=10))
        made = make_uscc(head[:2], head[2:], "".join(draw.choices(ALPHABET, k=8)))
        assert (passes(loose), passes(made), fits_stdnum(made)) == (fits_stdnum(loose), True, True)


@settings(max_examples=100, deadline=None)
@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, character: str) -> None:
    assert passes(code[:place] + character + code[place + 1 :]) == (character == code[place])


@settings(max_examples=100, deadline=None)
@given(codes, st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_always_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert passes(swapped) == (swapped == code)


damaged = st.builds(
    lambda code, place, character: code[:place] + character + code[place + 1 :],
    codes,
    st.integers(0, 18),
    st.sampled_from(ALPHABET + "Ia星"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(codes | damaged, min_size=1, max_size=4))
def test_many_codes_are_right_if_each_of_them_is(numbers: list[str]) -> None:
    assert are_usccs(numbers) == all(passes(number) and check_uscc(number) == number for number in numbers)


def test_an_unknown_registry_division_or_inner_check_is_doubtful_but_not_wrong() -> None:
    registry, division, inner = make_uscc("99", "440106", "15881399"), make_uscc("91", "449906", "15881399"), "91440106158813990G"
    assert uscc_warnings(registry) == [f"credit code {registry}: no registry issues codes that begin with 99"]
    assert uscc_warnings(division) == [f"credit code {division}: there is no division 449906 today"]
    assert uscc_warnings(check_uscc(inner)) == [
        f"credit code {inner}: the organisation code in it, 158813990, has a wrong check character"
    ]


def test_a_made_code_needs_parts_of_the_right_length_and_alphabet() -> None:
    assert make_uscc("91", "440106", "15881399") == "91440106158813992N"
    with pytest.raises(ValueError, match="character 9 may not be I"):
        make_uscc("91", "440106", "I5881399")
    with pytest.raises(ValueError, match="17 characters instead of 18"):
        make_uscc("91", "44010", "15881399")


def test_real_credit_codes_pass_and_are_not_doubtful() -> None:
    if not REAL.exists():
        pytest.skip("the public reference data is not beside this checkout")
    found = [row["统一社会信用代码"] for row in _rows("enterprises_uscc.csv")]
    found += [row["uniformSocialCreditCode"] for row in _rows("crcc_members.csv")]
    assert len(found) == 135
    assert [code for code in found if check_uscc(code) != code or uscc_warnings(code)] == []


@pytest.mark.parametrize("code", ["D2143569-X", "D2143569X", "00990986X", "600037341"])
def test_an_organisation_code_fits_with_or_without_its_dash(code: str) -> None:
    assert organisation_code_ok(code)
    assert kind_of(code) == "organisation"


@pytest.mark.parametrize("code", ["D21435690", "D2143569", "D2143569YX", "中2143569X", ""])
def test_a_mistyped_organisation_code_does_not_fit(code: str) -> None:
    assert not organisation_code_ok(code)


@pytest.mark.parametrize("number", ["110108000000016", "320483000067847", "440301103072002", "131125600053703"])
def test_a_registration_number_fits(number: str) -> None:
    assert registration_ok(number)
    assert kind_of(number) == "registration"


@settings(max_examples=100, deadline=None)
@given(st.from_regex("[0-9]{15}", fullmatch=True))
def test_registration_numbers_are_judged_as_iso_7064_does(number: str) -> None:
    assert registration_ok(number) == mod_11_10.is_valid(number)
    assert registration_ok(number[:14] + mod_11_10.calc_check_digit(number[:14]))


def test_a_registration_number_has_fifteen_digits() -> None:
    assert not registration_ok("11010800000001")
    assert not registration_ok("110108000000016".translate(FULL_WIDTH))


@settings(max_examples=100, deadline=None)
@given(st.from_regex("[0-9A-Z]{18}[0-9]{2}", fullmatch=True))
def test_legal_entity_identifiers_are_judged_as_python_stdnum_does(code: str) -> None:
    assert lei_ok(code) == lei.is_valid(code)


def test_a_legal_entity_identifier_is_recognised() -> None:
    assert lei_ok("5493001KJTIIGC8Y1R12")
    assert kind_of("5493001kjtiigc8y1r12") == "lei"
    assert not lei_ok("5493001KJTIIGC8Y1R1")


@pytest.mark.parametrize("text", ["", "C009", "911100006000373411", "110108000000017", "星河集团"])
def test_a_number_that_fits_no_register_is_not_guessed_at(text: str) -> None:
    assert kind_of(text) is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("440106", "广州市"),
        ("440100", "广州市"),
        ("44", "广东省"),
        ("330113", "杭州市"),  # a district of 2021
        ("330103", "杭州市"),  # a district abolished in 2021
        ("429004", "湖北省"),  # directly under the province
        ("110105", "北京市"),
        ("110228", "北京市"),  # a county until 2015
        ("810000", "香港特别行政区"),
        ("100000", "全国"),
        ("999999", None),
        ("", None),
    ],
)
def test_a_division_is_named_by_its_city_or_else_its_province(code: str, name: str | None) -> None:
    assert division_name(code) == name


def test_a_division_covers_what_lies_in_it() -> None:
    assert covers(["330000", "440100"], "440106")
    assert covers(["44"], "440106")
    assert covers(["440106"], "440106")
    assert not covers(["440300", "33"], "440106")
    assert not covers(["440106"], "440000")
    assert not covers([""], "440106")
    assert not covers([], "440106")


@pytest.mark.parametrize("code", ["C36", "c367", " C3670", "\uff2336"])
def test_an_industry_is_a_letter_and_digits_that_belong_to_it(code: str) -> None:
    assert industry_code(code).startswith("C36")


@pytest.mark.parametrize("code", ["C3", "36", "3670", "C36701", "U01", "C3A", ""])
def test_an_industry_code_of_another_shape_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="an industry code is a section's letter and 2 to 4 digits"):
        industry_code(code)


def test_the_sections_hold_the_divisions_of_the_2017_edition() -> None:
    first = 1
    for letter, last in zip("ABCDEFGHIJKLMNOPQRST", LAST_DIVISIONS_2017, strict=True):
        for division in range(1, 100):
            assert (industry_name(f"{letter}{division:02}") is not None) == (first <= division <= last)
        first = last + 1


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("F36", "C36"),
        ("C44", "D44"),
        ("A9700", "T9700"),
        ("36", "C36"),
        ("3670", "C3670"),
        ("C3", "C43"),
        ("U36", "C36"),
        ("制造业", None),
    ],
)
def test_an_industry_code_that_cannot_be_is_refused_with_the_one_that_was_meant(text: str, near: str | None) -> None:
    with pytest.raises(ImpossibleCode) as refused:
        industry_code(text)
    assert refused.value.near == near
    assert (f"; did you mean {near}?" in str(refused.value)) == (near is not None)


@pytest.mark.parametrize(
    ("text", "code", "doubt"),
    [
        ("C36", "C36", None), (" c3670", "C3670", None), ("\uff2336", "C36", None), ("C", "C", None), ("T97", "T97", None),
        ("T9600", "T9600", "T9600 is of GB/T 4754-2011, not of GB/T 4754-2017"),
        ("T98", "T98", "GB/T 4754-2017 has no division T98"),
    ],
)  # fmt: skip
def test_an_industry_code_of_another_edition_or_of_none_is_only_doubtful(text: str, code: str, doubt: str | None) -> None:
    assert (industry_code(text), industry_doubt(code)) == (code, doubt)


@given(st.sampled_from("ABCDEFGHIJKLMNOPQRST"), st.integers(1, 99), st.sampled_from(["", "1", "12"]))
def test_a_letter_is_right_if_an_edition_says_so_or_none_knows_the_digits(letter: str, division: int, more: str) -> None:
    owners = {
        each
        for each in "ABCDEFGHIJKLMNOPQRST"
        for edition in ("2017", "2011")
        if industry_name(f"{each}{division:02}", edition=edition)
    }
    code = f"{letter}{division:02}{more}"
    if letter in owners or not owners:
        assert industry_code(code) == code
        return
    with pytest.raises(ImpossibleCode) as refused:
        industry_code(code)
    assert str(refused.value.near)[0] in owners


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("91", None),
        ("北京", "11 北京市"),
        ("11010", "1101 北京市"),
        ("广州市", "4401 广州市"),
        ("00", None),
        ("9901", None),
    ],
)
def test_a_division_that_cannot_be_is_refused_with_the_one_that_was_meant(text: str, near: str | None) -> None:
    with pytest.raises(ImpossibleCode) as refused:
        division_code(text)
    assert refused.value.near == near


def test_a_division_that_the_table_does_not_know_may_have_been_abolished() -> None:
    for code in ("11", "110000", "110105", "440106", "4401", "429004", "110229"):
        assert (division_code(code), division_doubt(code)) == (code, None)
    assert division_code("449906") == "449906"
    assert division_doubt("449906") == "there is no division 449906 in today's table; it may have been abolished"
    assert check_uscc(make_uscc("91", "449906", "15881399"))  # in a credit code it is never an error


def test_an_industry_is_named_in_its_edition() -> None:
    assert industry_name("C3670") == "汽车制造业"
    assert industry_name("C") == "制造业"
    assert (industry_name("O81"), industry_name("O81", edition="2011")) == ("机动车、电子产品和日用产品修理业", "其他服务业")
    assert industry_name("X01") is None


def _rows(name: str) -> list[dict[str, str]]:
    with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
