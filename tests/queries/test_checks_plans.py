"""Each check of goals, facts and holdings finds what it looks for."""

from datetime import UTC, date, datetime

import pytest

from conftest import Crm
from corecrm.queries.checks_plans import PLANS
from corecrm.store.changes import Occasion, change_set
from corecrm.store.place import Place
from corecrm.store.reader import reading

CHECKS = {check.name: check for check in PLANS}


@pytest.fixture
def planned(crm: Crm) -> Crm:
    """A group with a goal in two parts, facts and holdings, all in order."""
    crm("client", "add", "星河控股")
    crm("institution", "add", "BJ", "北京分行")
    crm("institution", "add", "SH", "上海分行")
    crm("group", "add", "XH", "星河集团", "--parent", "HX-0001")
    crm("goal", "set", "XH", "fee_inc", "100万", "--year", "2026")
    crm("goal", "split", "G-2026-XH/fee_inc", "--by", "inst", "--weights", "BJ=1,SH=1")
    for month in ("2026-01", "2026-02"):
        crm("actual", "add", "HX-0001", "fee_inc", "1万", "--period", month)
    for since, until in (("2024-01-01", "2025-01-01"), ("2025-01-01", "2026-01-01")):
        crm("holding", "add", "HX-0001", "DEP01", "--since", since, "--until", until)
    return crm


@pytest.mark.parametrize(
    ("name", "fault", "found"),
    [
        ("goal_sums", "UPDATE goal SET target = target + 1 WHERE code LIKE '%/BJ'", {"G-2026-XH/fee_inc": "1,000,000.01"}),
        ("goal_trees", "UPDATE goal SET root_id = NULL WHERE parent_id IS NULL", None),
        ("goal_trees", "UPDATE goal SET year = 2027 WHERE code LIKE '%/BJ'", {"G-2026-XH/fee_inc/BJ": "year differ"}),
        ("goal_trees", "UPDATE goal SET period_to = '2027-01-01' WHERE code LIKE '%/BJ'", {"G-2026-XH/fee_inc/BJ": "outside"}),
        ("goal_trees", "UPDATE goal SET code = 'G-2026-XH/BJ' WHERE code LIKE '%/BJ'", {"G-2026-XH/BJ": "does not continue"}),
        ("facts_twice", "UPDATE actual SET period_to = '2026-02-10' WHERE code = 'F-0001'", {"F-0002": "F-0001"}),
        ("holdings_twice", "UPDATE holding SET valid_to = NULL WHERE code = 'HD-0001'", {"HD-0002": "HD-0001"}),
    ],
)
def test_a_fault_is_found_and_named(planned: Crm, name: str, fault: str, found: dict[str, str] | None) -> None:
    place = Place(path=planned.db)
    with reading(place) as db:
        assert [finding for check in PLANS for finding in check.find(db, date(2026, 11, 23))] == []
    with change_set(place, Occasion("test", "test", datetime(2026, 11, 23, tzinfo=UTC))) as work:
        work.db.execute(fault)
        work.db.execute("DELETE FROM in_doubt")  # else the store itself would refuse some of them
    with reading(place) as db:
        findings = dict(CHECKS[name].find(db, date(2026, 11, 23)))
    if found is None:
        assert set(findings) == {"G-2026-XH/fee_inc", "G-2026-XH/fee_inc/BJ", "G-2026-XH/fee_inc/SH"}
    else:
        assert set(findings) == set(found)
        assert all(part in findings[key] for key, part in found.items())
