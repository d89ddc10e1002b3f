import pytest

from conftest import Crm
from corecrm.render.width import width

from .work import furnish

DAY = """
task add 供应链方案提交 --group XH --due 2026-11-20 --code T-0001
task assign T-0001 --to W2 --on 2026-11-10
task add 走访星河 --due 2026-12-20 --code T-0002
task assign T-0002 --to W1
task add 报告 --due 2026-11-27 --supervised --code T-0003
task assign T-0003 --to W1
task submit T-0003
risk add HX-0002 F06 --owner W5 --code R-0001 --on 2026-11-06
actual add HX-0001 dep_adb 3亿 --from 2026-01-01 --to 2026-09-30
actual add HX-0001 dep_adb 3.2亿 --from 2026-01-01 --to 2026-10-31
actual add HX-0002 dep_adb 2亿 --from 2026-01-01 --to 2026-09-30
actual add HX-0002 dep_adb 1亿 --from 2026-01-01 --to 2026-10-31
goal set XH dep_adb 5亿 --year 2026
"""


def test_the_day_has_what_is_open_the_goals_and_what_moved(crm: Crm) -> None:
    furnish(crm, DAY)
    page = crm("today", "--json").json
    assert [(row["noun"], row["code"], row["days_left"]) for row in page["must_do"]] == [
        ("risk", "R-0001", -3), ("task", "T-0001", -3), ("task", "T-0002", 27),
    ]  # fmt: skip
    assert [(row["code"], row["done_rate"]) for row in page["goals"]] == [("G-2026-XH/dep_adb", "0.84")]
    assert [(row["client"], row["change"]) for row in page["changes"]] == [("HX-0002", "-100000000.00"), ("HX-0001", "20000000.00")]


def test_the_day_is_that_of_whoever_acts_or_of_the_owner_named(crm: Crm) -> None:
    furnish(crm, DAY)

    def codes(*words: str) -> list[str]:
        return [row["code"] for row in crm(*words, "--json").json["must_do"]]

    assert codes("--as", "W5", "today") == ["R-0001"]
    assert codes("--as", "W5", "today", "--owner", "李强") == ["T-0001"]
    assert crm("today", "--owner", "W2", "--json").json["goals"] == []
    assert [row["client"] for row in crm("today", "--owner", "W2", "--json").json["changes"]] == ["HX-0002"]
    assert len(crm("today", "--owner", "W1", "--json").json["goals"]) == 1
    assert "Good morning, 李强 · Monday" in crm("today", "--owner", "W2", "-f", "table").out


def test_the_week_ends_on_sunday(crm: Crm) -> None:
    furnish(crm, DAY)
    assert [row["code"] for row in crm("today", "--week", "--json").json["must_do"]] == ["R-0001", "T-0001"]


def test_an_empty_store_has_an_empty_day(crm: Crm) -> None:
    told = crm("today", "-f", "table")
    assert "groups 0 · clients 0 · to do 0 · overdue 0" in told.out
    assert crm("today", "--json").json == {
        "must_do": [],
        "goals": [],
        "changes": [],
        "store": {"store": "bank.db", "last_backup_at": None},
    }


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-23T15:00:00+00:00", {"en": "bank.db: backup today 18:02", "zh": "库 bank.db（今天 18:02 已备份）"}),
        ("2026-11-23T16:00:00+00:00", {"en": "bank.db: backup yesterday 18:02", "zh": "库 bank.db（昨日 18:02 已备份）"}),
        ("2026-12-01T16:00:00+00:00", {"en": "bank.db: backup 2026-11-23 18:02", "zh": "库 bank.db（2026-11-23 18:02 已备份）"}),
    ],
)
def test_the_head_line_says_when_the_store_was_backed_up(crm: Crm, now: str, said: dict[str, str]) -> None:
    assert "bank.db: not backed up yet" in crm("today", "-f", "table").out
    assert "库 bank.db（尚未备份）" in crm("today", "-f", "table", lang="zh").out
    crm.env(CORECRM_NOW="2026-11-23T10:02:03+00:00")
    crm("db", "backup")
    (crm.folder / "backups" / "bank-2-20270101T000000Z.db").touch()  # another store's
    crm.env(CORECRM_NOW=now)
    for lang, words in said.items():
        assert words in crm("today", "-f", "table", lang=lang).out
    assert crm("today", "--json").json["store"] == {"store": "bank.db", "last_backup_at": "2026-11-23T10:02:03Z"}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["60", "80", "96", "120"])
def test_the_day_fits_its_screen(crm: Crm, lang: str, columns: str) -> None:
    tasks = [f"task add 关于二〇二六年供应链金融专项服务方案的审议与报送之{n} --due 2026-12-0{n}" for n in range(1, 9)]
    goals = [f"goal set XH {metric} 500万 --year 2026" for metric in ("fee_inc", "loan_bal", "dep_bal", "loan_adb")]
    furnish(crm, DAY + "\n".join([*tasks, *goals]))
    crm.env(COLUMNS=columns)
    lines = crm("today", "-f", "table", lang=lang).out.splitlines()
    assert max(map(width, lines)) <= int(columns)
    if int(columns) >= 80:
        assert len(lines) <= 24
