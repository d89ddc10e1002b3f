"""Public files that nobody here wrote, taken in as they are."""

import csv
import re
from pathlib import Path

import pytest

from conftest import Crm

from .files import REAL, counts, log_length, real_data, rows

pytestmark = real_data


def test_the_members_of_a_construction_group_become_clients(crm: Crm) -> None:
    answer = crm("import", "client", str(REAL / "cn" / "crcc_members.csv"), "--json").json
    assert counts(answer) == (34, 34, 0, 0, 0)
    assert rows(crm, "SELECT count(DISTINCT identity_no) FROM client WHERE identity_kind = 'uscc'") == [(34,)]
    assert rows(crm, "SELECT code, name, short_name FROM client ORDER BY id LIMIT 1") == [
        ("HX-0001", "中国铁建股份有限公司西安分公司", "西安分公司")
    ]


def test_enterprises_with_credit_codes_become_clients_once(crm: Crm) -> None:
    sheet = str(REAL / "cn" / "enterprises_uscc.csv")
    answer = crm("import", "client", sheet, "--json").json
    assert counts(answer) == (101, 101, 0, 0, 0)
    assert answer["ignored_columns"] == ["序号", "省份", "城市"]
    before = log_length(crm)
    assert counts(crm("import", "client", sheet, "--json").json) == (101, 0, 0, 101, 0)
    assert log_length(crm) == before


def test_accounts_with_parents_become_seven_trees_and_sixty_three_single_companies(crm: Crm) -> None:
    sheet = str(REAL / "crm" / "accounts.csv")
    answer = crm("import", "client", sheet, "--map", "account=name", "--since", "2017-01-01", "--json").json
    assert counts(answer) == (85, 85, 0, 0, 0)
    tops = rows(crm, "SELECT count(DISTINCT holder_id) FROM ownership WHERE holder_id NOT IN (SELECT owned_id FROM ownership)")
    tied = "SELECT holder_id FROM ownership UNION SELECT owned_id FROM ownership"
    alone = rows(crm, f"SELECT count(*) FROM client WHERE id NOT IN ({tied})")
    assert (tops, alone) == ([(7,)], [(63,)])
    again = crm("import", "client", sheet, "--map", "account=name", "--since", "2017-01-01", "--json").json
    assert counts(again) == (85, 0, 0, 85, 0)


def test_a_gbk_file_is_read_as_what_it_says(crm: Crm) -> None:
    sheet = str(REAL / "cn" / "guangzhou_districts_gbk.csv")
    answer = crm("import", "client", sheet, "--map", "DIST_NAME=name", "--map", "DIST_CODE=division_code", "--json").json
    assert answer["read"] > 5
    assert rows(crm, "SELECT name, division_code FROM client ORDER BY id LIMIT 1") == [("广东省", "440000")]


@pytest.mark.parametrize("name", ["hostile/xlsx-corrupted.xlsx", "sheets/cal_pass_protected.xlsx"])
def test_damaged_and_protected_workbooks_are_refused_in_one_sentence(crm: Crm, name: str) -> None:
    told = crm("import", "client", str(REAL / name), code=66)
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 2  # the sentence, and the remedy


@pytest.fixture(params=["blns.txt", "csv-injection-payloads.txt"])
def naughty(request: pytest.FixtureRequest) -> list[str]:
    """Strings that break programs."""
    text = (REAL / "hostile" / request.param).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip()]


def seen(text: str) -> str:
    """A text without what a terminal would act on."""
    from corecrm.names import clean

    return clean(text, lines=True)


def test_naughty_strings_survive_as_notes_and_do_no_harm(crm: Crm, naughty: list[str]) -> None:
    path = crm.folder / "notes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编码", "名称", "备注"])
        writer.writerows((f"N{number}", f"客户{number}", text) for number, text in enumerate(naughty))
    answer = crm("import", "client", str(path), "--json").json
    assert counts(answer) == (len(naughty), len(naughty), 0, 0, 0)
    kept = [note or "" for (note,) in rows(crm, "SELECT note FROM client ORDER BY id")]
    assert kept == [seen(text) for text in naughty]
    screen = crm("client", "list", "--columns", "code,note", "-f", "table").out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", screen)
    _no_formula(crm, kept)


def _no_formula(crm: Crm, kept: list[object]) -> None:
    from openpyxl import load_workbook

    crm("export", "client", "-o", "out.xlsx")
    cells = [cell for row in load_workbook(Path("out.xlsx")).worksheets[0].iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = {str(cell.value) for cell in cells}
    assert all(note in texts for note in kept if note)
