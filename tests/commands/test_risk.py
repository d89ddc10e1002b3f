import pytest

from conftest import Crm

from .work import furnish

SIGNAL = "risk add HX-0002 F06 --detail 周转121天 --exposure 5.8亿 --owner W5 --code R-0001 --on 2026-11-09\n"


def record(crm: Crm, key: str = "R-0001") -> dict[str, object]:
    found: dict[str, object] = crm("risk", "show", key, "--json").json
    return found


def test_a_signal_takes_its_level_and_due_date_from_its_kind(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    risk = record(crm)
    assert [risk[name] for name in ("level", "state", "found_on", "due", "exposure", "owner")] == [
        "yellow", "found", "2026-11-09", "2026-11-23", "580000000.00", "W5",
    ]  # fmt: skip
    assert "due today" in crm("risk", "show", "R-0001", "-f", "table").out


def test_a_kind_with_several_levels_needs_one_said(crm: Crm) -> None:
    furnish(crm)
    told = crm("risk", "add", "HX-0002", "F04", code=5)
    assert ("yellow Yellow, red Red" in told.err, "--level" in told.err) == (True, True)
    crm("risk", "add", "HX-0002", "F04", "--level", "red", "--on", "2026-11-19")
    assert (record(crm, "last")["level"], record(crm, "last")["due"]) == ("red", "2026-11-23")


def test_whoever_acts_has_found_the_signal_unless_somebody_else_is_named(crm: Crm) -> None:
    furnish(crm)
    crm("--as", "W2", "risk", "add", "HX-0002", "F06")
    assert record(crm, "last")["found_by"] == "W2"
    crm("--as", "W2", "risk", "add", "HX-0002", "F05", "--found-by", "W1", "--due", "2026-12-24")
    assert (record(crm, "last")["found_by"], record(crm, "last")["due"]) == ("W1", "2026-12-24")


def test_verifying_at_another_level_starts_the_clock_anew(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    crm("--as", "W2", "risk", "verify", "1", code=77)
    crm("--as", "W5", "risk", "verify", "1", "--level", "red")
    risk = record(crm)
    assert [risk[name] for name in ("state", "level", "verified_on", "due")] == ["verified", "red", "2026-11-23", "2026-11-25"]


def test_verifying_at_the_same_level_keeps_the_due_date(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    crm("risk", "verify", "1", "--level", "yellow")
    assert record(crm)["due"] == "2026-11-23"


def test_a_signal_is_released_with_a_reason_after_it_was_verified(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    assert "“release” does not apply" in crm("risk", "release", "1", "--reason", "x", code=5).err
    crm("risk", "verify", "1")
    assert "--reason is missing" in crm("risk", "release", "1", code=2).err
    crm("--as", "W1", "risk", "release", "1", "--reason", "已收回", code=77)
    crm("--as", "W5", "risk", "release", "1", "--reason", "已收回")
    risk = record(crm)
    assert [risk[name] for name in ("state", "closed_on", "conclusion")] == ["released", "2026-11-23", "已收回"]


def test_a_false_alarm_is_dismissed(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    assert "--reason is missing" in crm("risk", "dismiss", "1", code=2).err
    crm("risk", "dismiss", "1", "--reason", "重复推送")
    assert (record(crm)["state"], record(crm)["conclusion"]) == ("false_alarm", "重复推送")
    assert "cannot be changed any more" in crm("risk", "edit", "1", "--detail", "x", code=5).err


def test_what_is_known_of_a_signal_can_be_edited_and_emptied(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    crm("risk", "edit", "1", "--detail", "周转130天", "--exposure", "6亿", "--owner", "W1", "--due", "2026-12-01")
    risk = record(crm)
    assert [risk[name] for name in ("detail", "exposure", "owner", "due")] == ["周转130天", "600000000.00", "W1", "2026-12-01"]
    crm("risk", "edit", "1", "--clear", "owner")
    assert record(crm)["owner"] is None
    assert "nothing to change" in crm("risk", "edit", "1", code=2).err


def test_lists_are_narrowed_and_have_the_gravest_first(crm: Crm) -> None:
    furnish(
        crm,
        SIGNAL + "risk add HX-0001 A02 --code R-0002\nrisk add HX-0003 A01 --level red --code R-0003\n"
        "risk add HX-0003 A09 --code R-0004\nrisk dismiss 4 --reason x\n",
    )

    def keys(*words: str) -> str:
        return crm("risk", "list", "-q", *words).out.replace("\n", " ").strip()

    assert keys() == "R-0003 R-0002 R-0001 R-0004"
    assert keys("--active") == "R-0003 R-0002 R-0001"
    assert keys("--level", "red") == "R-0003"
    assert keys("--state", "false_alarm") == "R-0004"
    assert keys("--group", "XH") == "R-0002 R-0001"
    assert keys("--under", "HX-0001") == "R-0002 R-0001"
    assert keys("--under", "HX-0001", "--self-only") == "R-0002"
    assert keys("--inst", "BJ") == "R-0002 R-0001"
    assert keys("--inst", "BJ", "--self-only") == "R-0002 R-0001"
    assert keys("--owner", "W5") == "R-0001"
    assert keys("--since", "2026-11-20") == "R-0003 R-0002 R-0004"
    assert keys("--until", "2026-11-10") == "R-0001"


def test_a_signal_was_active_until_the_day_it_ended(crm: Crm) -> None:
    furnish(crm, SIGNAL + "risk verify 1 --on 2026-11-10\nrisk release 1 --reason x --on 2026-11-20\n")
    assert crm("risk", "list", "--active", "-q", "--as-of", "2026-11-19").out == "R-0001\n"
    assert crm("risk", "list", "--active", "-q", "--as-of", "2026-11-20").out == ""
    assert crm("risk", "list", "--active", "-q", "--as-of", "2026-11-08").out == ""


def test_removed_signals_leave_the_lists_and_come_back(crm: Crm) -> None:
    furnish(crm, SIGNAL)
    crm("risk", "remove", "1")
    assert crm("risk", "list", "-q").out == ""
    crm("risk", "restore", "1")
    assert crm("risk", "list", "-q").out == "R-0001\n"


def test_the_board_counts_the_active_signals_by_level(crm: Crm) -> None:
    furnish(crm, SIGNAL + "risk add HX-0001 A02 --code R-0002\nrisk add HX-0002 F05 --code R-0003\n")
    told = crm("risk", "board", "-f", "table").out
    assert "Orange 1 · Yellow 2 · clients with a signal: 2" in told
    assert [risk["code"] for risk in crm("risk", "board", "--json").json] == ["R-0002", "R-0001", "R-0003"]


@pytest.mark.parametrize(("lang", "name"), [("en", "Receivables turn more slowly"), ("zh", "应收账款周转天数延长")])
@pytest.mark.parametrize("columns", ["60", "80", "96", "120"])
def test_the_board_fits_its_screen_and_names_the_signals(crm: Crm, lang: str, name: str, columns: str) -> None:
    from corecrm.render.width import width

    furnish(crm, SIGNAL)
    crm.env(COLUMNS=columns)
    lines = crm("risk", "board", "-f", "table", lang=lang).out.splitlines()
    assert max(map(width, lines)) <= int(columns)
    assert crm("risk", "show", "1", "--json", lang=lang).json["signal_name"] == name


def test_the_level_of_clients_is_that_of_their_gravest_active_signal(crm: Crm) -> None:
    from corecrm.queries.risk import worst_level
    from corecrm.store.place import Place
    from corecrm.store.reader import reading

    furnish(crm, SIGNAL + "risk add HX-0002 A02 --code R-0002\nrisk add HX-0001 A08 --code R-0003\nrisk dismiss 3 --reason x\n")
    with reading(Place(path=crm.db)) as db:
        sql = f"SELECT c.code, {worst_level('c.id')}, {worst_level('SELECT id FROM client')} FROM client c ORDER BY c.code"
        found = db.rows(sql, as_of="2026-11-23")
    assert found == [("HX-0001", None, "orange"), ("HX-0002", "orange", "orange"), ("HX-0003", None, "orange")]


def test_what_happens_to_a_signal_has_happened(crm: Crm) -> None:
    furnish(crm)
    assert "--on 2026-11-24 is after today 2026-11-23" in crm("risk", "add", "HX-0002", "F06", "--on", "明天", code=5).err
    crm("risk", "add", "HX-0002", "F06", "--on", "今天", "--due", "2026-12-31")
    for verb in ("verify", "dismiss", "release"):
        words = [] if verb == "verify" else ["--reason", "x"]
        assert "is after today" in crm("risk", verb, "1", *words, "--on", "2026-11-24", code=5).err
    assert "is after today" in crm("risk", "remove", "1", "--on", "2026-11-24", code=5).err
