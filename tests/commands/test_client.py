import pytest
from syrupy.assertion import SnapshotAssertion

from conftest import Crm
from corecrm.identifiers import make_uscc
from corecrm.render.width import width

CREDIT_CODE = "91110000600037341L"


def codes(bank: Crm, *options: str) -> list[str]:
    return bank("client", "list", *options, "-q").out.split()


def listed(bank: Crm, code: str, *options: str) -> dict[str, object]:
    (found,) = bank("client", "list", "--where", f"code = {code}", *options, "--json").json
    return dict(found)


# --- the list ---


def test_a_client_is_listed_with_its_group_institution_and_manager(bank: Crm) -> None:
    found = listed(bank, "HX-0003")
    assert {key: found[key] for key in ("group", "group_name", "institution", "institution_name", "manager", "manager_name")} == {
        "group": "XH", "group_name": "星河集团", "institution": "TJ", "institution_name": "天津分行", "manager": "W0003",
        "manager_name": "陈静",
    }  # fmt: skip
    assert (listed(bank, "HX-0006")["group"], listed(bank, "HX-0004")["manager"]) == (None, None)


def test_group_and_manager_are_those_of_the_day(bank: Crm) -> None:
    assert listed(bank, "HX-0004")["group"] == "XH"
    assert listed(bank, "HX-0004", "--as-of", "2026-06-30")["group"] is None
    assert listed(bank, "HX-0003", "--as-of", "2025-12-31")["manager"] is None


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--group", "XH"), ["HX-0001", "HX-0002", "HX-0003", "HX-0004", "HX-0005"]),
        (("--group", "XH", "--as-of", "2026-06-30"), ["HX-0001", "HX-0002", "HX-0003", "HX-0005"]),
        (("--under", "HX-0002"), ["HX-0002", "HX-0003", "HX-0004"]),
        (("--under", "HX-0002", "--self-only"), ["HX-0002"]),
        (("--inst", "BJ"), ["HX-0001", "HX-0002", "HX-0006"]),
        (("--inst", "BJ", "--self-only"), ["HX-0001", "HX-0006"]),
        (("--owner", "W0002"), ["HX-0002", "HX-0006"]),
        (("--owner", "李强", "--group", "XH"), ["HX-0002"]),
        (("--where", "manager_name = 陈静"), ["HX-0003"]),
        (("--where", "tier = A类", "--sort", "-code"), ["HX-0002", "HX-0001"]),
    ],
)
def test_clients_are_filtered(bank: Crm, options: tuple[str, ...], expected: list[str]) -> None:
    assert codes(bank, *options) == expected


@pytest.mark.parametrize("columns", [60, 80, 96, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_fits_the_screen(bank: Crm, lang: str, columns: int, snapshot: SnapshotAssertion) -> None:
    bank.env(COLUMNS=str(columns))
    shown = bank("client", "list", "-f", "table", lang=lang).out
    assert max(map(width, shown.splitlines())) <= columns
    assert shown == snapshot


# --- one client ---


def test_a_client_gets_the_next_code_and_an_institution(bank: Crm) -> None:
    bank("client", "add", "南方重工有限公司", "--institution", "TJ", "--identity-no", CREDIT_CODE)
    card = bank("client", "show", "HX-0007", "--section", "client", "--json").json
    assert (card["institution"], card["identity_kind"], card["short_name"]) == ("TJ", "uscc", "南方重工")
    bank("client", "edit", "HX-0007", "--institution", "BJ01", "--tier", "c")
    bank("client", "edit", "HX-0007", "--clear", "tier")
    bank("client", "edit", CREDIT_CODE, "--note", "新客户")
    card = bank("client", "show", "HX-0007", "--section", "client", "--json").json
    assert (card["institution"], card["tier"], card["note"]) == ("BJ01", None, "新客户")


def test_an_identity_number_belongs_to_one_client(bank: Crm) -> None:
    bank("client", "edit", "HX-0001", "--identity-no", CREDIT_CODE)
    assert (
        "is already that of 星河控股集团有限公司 (HX-0001)"
        in bank("client", "edit", "HX-0002", "--identity-no", CREDIT_CODE, code=5).err
    )
    assert "is already that of" in bank("client", "add", "另一家", "--identity-no", CREDIT_CODE, code=5).err
    assert "is already that of" in bank("client", "edit", "HX-0002", "--code", "HX-0001", code=5).err
    assert "91110000600037341X is mistyped" in bank("client", "edit", "HX-0002", "--identity-no", "91110000600037341X", code=2).err


def test_a_new_name_is_spelled_and_the_old_one_still_found(bank: Crm) -> None:
    bank("client", "edit", "HX-0006", "--name", "东海贸易有限公司")
    card = bank("client", "show", "东方贸易有限公司", "--section", "client", "--json").json
    assert (card["name"], card["aliases"], card["initials"]) == ("东海贸易有限公司", "东方贸易有限公司", "dhmyyxgs")
    bank("client", "edit", "HX-0006", "--name", "重庆贸易", "--initials", "CQMY")
    assert bank("client", "show", "HX-0006", "--section", "client", "--json").json["initials"] == "cqmy"


def test_other_names_and_numbers_come_and_go(bank: Crm) -> None:
    bank("client", "alias", "HX-0006", "--add", "东贸", "--former", "东方商行")
    bank("client", "number", "HX-0006", "--add", "core:00881234")
    card = bank("client", "show", "东贸", "--section", "client", "--json").json
    assert (card["aliases"], card["numbers"]) == ("东贸 · 东方商行", "core:00881234")
    assert "is already that of 东方贸易有限公司" in bank("client", "number", "HX-0001", "--add", "core:00881234", code=5).err
    bank("client", "alias", "HX-0006", "--remove", "东贸")
    bank("client", "number", "HX-0006", "--remove", "core:00881234", "--add", "core:00885678")
    bank("client", "number", "HX-0006", "--add", "core:00885678")  # it has it already
    assert "has no other name “东贸”" in bank("client", "alias", "HX-0006", "--remove", "东贸", code=4).err
    assert "has no number core:1" in bank("client", "number", "HX-0006", "--remove", "core:1", code=4).err
    assert "“core” is not SYSTEM:NO" in bank("client", "number", "HX-0006", "--add", "core", code=2).err
    assert bank("client", "show", "00885678", "--section", "client", "--json").json["code"] == "HX-0006"


def test_a_removed_client_comes_back(bank: Crm) -> None:
    bank("client", "remove", "HX-0006")
    assert codes(bank, "--removed") == ["HX-0006"]
    assert "was removed on 2026-11-23 already" in bank("client", "remove", "HX-0006", code=5).err
    bank("client", "restore", "HX-0006")
    assert "HX-0006" in codes(bank)


# --- the sheet ---


@pytest.mark.parametrize("columns", [60, 80, 96, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_fits_the_screen(bank: Crm, lang: str, columns: int, snapshot: SnapshotAssertion) -> None:
    bank.env(COLUMNS=str(columns))
    shown = bank("client", "show", "HX-0002", "-f", "table", lang=lang).out
    assert max(map(width, shown.splitlines())) <= columns
    assert shown == snapshot


def test_the_sheet_is_one_object_with_its_sections(bank: Crm) -> None:
    sheet = bank("client", "show", "HX-0002", "--json").json
    assert list(sheet) == ["client", "figures", "credit", "products", "risks", "tasks"]
    assert (sheet["client"]["code"], sheet["credit"]) == ("HX-0002", [])
    assert [each["product"] for each in sheet["products"]] == ["DEP01", "LN01"]
    assert [(each["code"], each["level"], each["owner"]) for each in sheet["risks"]] == [("R-0001", "yellow", "W0005")]
    assert [(each["code"], each["days_left"]) for each in sheet["tasks"]] == [("T-0001", -3)]


def test_figures_are_set_against_last_year(bank: Crm) -> None:
    figures = {each["metric"]: each for each in bank("client", "show", "HX-0002", "--section", "figures", "--json").json}
    assert (figures["dep_adb"]["value"], figures["dep_adb"]["change"]) == ("324500000.00", "41200000.00")
    assert (figures["fee_inc"]["value"], figures["fee_inc"]["change"]) == ("186000.00", "41000.00")
    assert (figures["loan_bal"]["change"], figures["loan_bal"]["known_to"]) == (None, "2026-10-31")


def test_figures_are_set_against_the_plan(bank: Crm) -> None:
    bank("goal", "set", "XH", "dep_adb", "10亿", "--year", "2026")
    bank("goal", "split", "G-2026-XH/dep_adb", "--by", "client", "--amounts", "HX-0002=4亿")
    (figure,) = (
        each for each in bank("client", "show", "HX-0002", "--section", "figures", "--json").json if each["metric"] == "dep_adb"
    )
    assert (figure["target"], figure["done_rate"]) == ("400000000.00", "0.81125")


def test_the_sheet_of_an_earlier_day_knows_nothing_later(bank: Crm) -> None:
    sheet = bank("client", "show", "HX-0002", "--as-of", "2025-12-31", "--json").json
    assert [(each["metric"], each["value"]) for each in sheet["figures"]] == [("dep_adb", "283300000.00"), ("fee_inc", "145000.00")]
    assert (sheet["risks"], sheet["client"]["manager"]) == ([], None)


def test_a_section_is_shown_alone(bank: Crm) -> None:
    assert bank("client", "show", "HX-0002", "--section", "risks", "-q").out == "R-0001\n"
    refused = bank("client", "show", "HX-0002", "--section", "contacts", code=2).err
    assert "there is no section “contacts”" in refused
    assert "client, figures, credit, products, risks, tasks" in refused


def test_a_client_of_whom_nothing_is_known_has_a_sheet(bank: Crm) -> None:
    bank("client", "add", "新公司")
    shown = bank("client", "show", "HX-0007", "-f", "table").out
    assert "nobody looks after it" in shown
    assert "corecrm group tree" not in shown


def test_a_company_is_not_registered_before_its_day_has_come(bank: Crm) -> None:
    bank("client", "add", "今日公司", "--code", "T1", "--registered", "2026-11-23")
    for words in (("add", "明日公司"), ("edit", "HX-0002")):
        refused = bank("client", *words, "--registered", "明天", code=5)
        assert (refused.out, "Registered on 2026-11-24 is after today 2026-11-23" in refused.err) == ("", True)
    assert "成立日期 2026-11-24 晚于今天 2026-11-23" in bank("client", "edit", "T1", "--registered", "+1d", code=5, lang="zh").err
    bank("client", "edit", "T1", "--registered", "2026-11-24", "--date", "2026-11-24")


def test_a_code_that_cannot_be_is_refused_with_the_one_that_was_meant(bank: Crm) -> None:
    for words in (("add", "甲"), ("edit", "HX-0002")):
        refused = bank("client", *words, "--industry", "F36", code=2)
        assert "“F36”: section F has no division 36; did you mean C36?" in refused.err
        assert "no province has the digits 00" in bank("client", *words, "--division", "000105", code=2).err
    told = bank("client", "edit", "HX-0002", "--industry", "3670", code=2, lang="zh").err
    assert "行业代码应为门类字母加 2 至 4 位数字，如 C36；是否 C3670？" in told
    bank("client", "edit", "HX-0002", "--industry", "c3670")
    assert bank("client", "show", "HX-0002", "--section", "client", "--json").json["industry_code"] == "C3670"


def test_a_code_that_todays_table_does_not_know_is_taken_with_a_warning(bank: Crm) -> None:
    answer = bank("client", "add", "老厂", "--industry", "T96", "--division", "449906", "--json").json
    assert answer["warnings"] == [
        "Division code “449906”: there is no division 449906 in today's table; it may have been abolished",
        "Industry code “T96”: T96 is of GB/T 4754-2011, not of GB/T 4754-2017",
    ]
    key = answer["changed"][0]["key"]
    assert bank("client", "edit", key, "--tier", "b", "--json").json["warnings"] == []
    assert len(bank("client", "edit", key, "--industry", "T98", "--json").json["warnings"]) == 2


def test_a_credit_code_that_is_only_doubtful_is_kept_with_a_warning(bank: Crm) -> None:
    code = make_uscc("99", "449906", "15881399")
    added = bank("client", "add", "星河新厂", "--identity-no", code, "--json").json
    assert added["warnings"] == [
        f"credit code {code}: no registry issues codes that begin with 99",
        f"credit code {code}: there is no division 449906 today",
    ]
    assert (
        bank("client", "edit", "星河新厂", "--identity-no", make_uscc("91", "110105", "15881399"), "--json").json["warnings"] == []
    )
