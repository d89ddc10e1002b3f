from conftest import Crm

from .work import furnish

FACTS = """
actual add HX-0001 dep_adb 3亿 --from 2026-01-01 --to 2026-09-30
actual add HX-0001 dep_adb 3.2亿 --from 2026-01-01 --to 2026-10-31
actual add HX-0002 dep_adb 1亿 --from 2026-01-01 --to 2026-10-31
actual add HX-0003 dep_adb 9亿 --from 2026-01-01 --to 2026-10-31
actual add HX-0002 fee_inc 20万 --period 2026-09
actual add HX-0002 fee_inc 30万 --period 2026-10
goal set XH dep_adb 5亿 --year 2026
goal set XH fee_inc 100万 --year 2026
"""


def values(crm: Crm, *words: str) -> list[tuple[str, str]]:
    return [(fact["client"], fact["value"]) for fact in crm("explain", *words, "--json").json]


def test_a_goal_is_explained_by_the_facts_that_were_reached(crm: Crm) -> None:
    furnish(crm, FACTS)
    assert values(crm, "G-2026-XH/dep_adb") == [("HX-0001", "320000000.00"), ("HX-0002", "100000000.00")]
    assert values(crm, "G-2026-XH/fee_inc") == [("HX-0002", "200000.00"), ("HX-0002", "300000.00")]
    assert "facts: 2; together 42,000 CNY 10k" in crm("explain", "G-2026-XH/dep_adb", "-f", "table").out


def test_a_clients_and_a_groups_figure_are_explained_as_of_a_day(crm: Crm) -> None:
    furnish(crm, FACTS)
    assert values(crm, "HX-0001", "--field", "dep_adb") == [("HX-0001", "320000000.00")]
    assert values(crm, "HX-0001", "--field", "dep_adb", "--as-of", "2026-10-15") == [("HX-0001", "300000000.00")]
    assert values(crm, "XH", "--field", "dep_adb") == [("HX-0001", "320000000.00"), ("HX-0002", "100000000.00")]
    assert values(crm, "XH", "--field", "fee_inc", "--since", "2026-10-01") == [("HX-0002", "300000.00")]


def test_an_average_that_was_reckoned_shows_all_the_balances_behind_it(crm: Crm) -> None:
    balances = (("1亿", "2025-11-30"), ("2亿", "2025-12-31"), ("3亿", "2026-06-30"))
    furnish(crm, "".join(f"actual add HX-0002 dep_bal {value} --to {day}\n" for value, day in balances))
    assert values(crm, "HX-0002", "--field", "dep_adb") == [("HX-0002", "200000000.00"), ("HX-0002", "300000000.00")]


def test_a_corrected_fact_is_shown_with_what_it_corrected(crm: Crm) -> None:
    furnish(crm, FACTS + "actual add HX-0002 fee_inc 31万 --period 2026-10\n")
    code = crm("explain", "HX-0002", "--field", "fee_inc", "--json").json[-1]["code"]
    assert values(crm, code) == [("HX-0002", "300000.00"), ("HX-0002", "310000.00")]


def test_any_other_field_is_explained_by_who_set_it(crm: Crm) -> None:
    furnish(crm)
    crm("--as", "W1", "client", "edit", "HX-0002", "--tier", "a")
    (step,) = crm("explain", "HX-0002", "--field", "tier", "--json").json
    assert (step["actor"], step["after"]) == ("W1", "a")


def test_an_unknown_field_and_a_missing_one_are_told(crm: Crm) -> None:
    furnish(crm)
    assert "--field is missing" in crm("explain", "HX-0002", code=2).err
    told = crm("explain", "HX-0002", "--field", "colour", code=2)
    assert "client has neither a metric nor a field “colour”" in told.err
