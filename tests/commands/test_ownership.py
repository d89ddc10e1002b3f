import pytest

from conftest import Crm


def edges(bank: Crm, *options: str) -> list[tuple[str, str, str, str | None]]:
    listed = bank("ownership", "list", *options, "--json").json
    return [(each["holder"], each["owned"], each["kind"], each["pct"]) for each in listed]


def test_edges_are_listed_as_they_hold_on_the_day(bank: Crm) -> None:
    assert ("HX-0002", "HX-0004", "control", "0.6") in edges(bank)
    assert ("HX-0002", "HX-0004", "control", "0.6") not in edges(bank, "--as-of", "2026-06-30")
    assert edges(bank, "--under", "HX-0003") == [("HX-0002", "HX-0003", "control", "1")]
    assert len(edges(bank, "--group", "XH")) == 4
    assert edges(bank, "--where", "pct < 50%") == [("HX-0001", "HX-0005", "control", "0.34")]


def test_an_edge_is_shown_and_corrected(bank: Crm) -> None:
    bank("ownership", "edit", "OW-0001", "--pct", "70.5%", "--note", "工商登记核对")
    shown = bank("ownership", "show", "1", "--json").json
    assert (shown["code"], shown["pct"], shown["note"], shown["owned_name"]) == (
        "OW-0001", "0.705", "工商登记核对", "华北星河新能源股份有限公司",
    )  # fmt: skip
    assert "Share held" in bank("ownership", "edit", "OW-0001", "--pct", "120%", code=2).err
    bank("ownership", "edit", "OW-0001", "--clear", "pct")
    assert bank("ownership", "show", "OW-0001", "--json").json["pct"] is None


def test_a_client_does_not_hold_itself(bank: Crm) -> None:
    assert "cannot hold itself" in bank("group", "link", "HX-0001", "HX-0001", code=5).err


def test_a_second_holder_in_control_is_refused_with_the_first_named(bank: Crm) -> None:
    refused = bank("group", "link", "HX-0006", "HX-0002", "--pct", "29%", code=5).err
    assert "HX-0002 is already controlled by 星河控股集团有限公司 (HX-0001) from 2020-01-01 on" in refused
    assert "corecrm group unlink HX-0001 HX-0002" in refused
    bank("group", "link", "HX-0006", "HX-0002", "--pct", "29%", "--kind", "参股")


def test_control_never_closes_a_circle(bank: Crm) -> None:
    bank("group", "unlink", "HX-0001", "HX-0002", "--on", "2026-10-01")
    bank("group", "link", "HX-0002", "HX-0001")
    refused = bank("group", "link", "HX-0003", "HX-0002", code=5).err
    assert "HX-0003 is itself controlled by HX-0002: HX-0002 → HX-0003" in refused


def test_a_circle_needs_all_its_edges_on_one_day(bank: Crm) -> None:
    bank("group", "link", "HX-0005", "HX-0006", "--since", "2026-01-01", "--until", "2026-06-30")
    bank("group", "unlink", "HX-0001", "HX-0005", "--on", "2026-03-31")
    refused = bank("group", "link", "HX-0006", "HX-0005", "--since", "2026-06-29", code=5)
    assert "HX-0006 is itself controlled by HX-0005" in refused.err
    bank("group", "link", "HX-0006", "HX-0005", "--since", "2026-06-30")


def test_the_same_tie_does_not_hold_twice_at_once(bank: Crm) -> None:
    again = bank("group", "link", "HX-0001", "HX-0002", "--since", "2026-01-01", code=5).err
    assert "HX-0001 already has a tie of the kind “Control” to HX-0002 from 2020-01-01 on" in again
    bank("group", "link", "HX-0001", "HX-0002", "--kind", "guarantee", "--note", "最高额保证")


def test_an_ended_tie_may_begin_anew(bank: Crm) -> None:
    bank("group", "unlink", "HX-0001", "HX-0002", "--on", "2026-10-01")
    assert "HX-0002" not in bank("group", "tree", "XH", "-q").out
    assert "HX-0002" in bank("group", "tree", "XH", "--as-of", "2026-09-30", "-q").out
    bank("group", "link", "HX-0001", "HX-0002", "--pct", "51%", "--since", "2026-10-01")
    assert bank("group", "tree", "XH", "--depth", "1", "--json").json[1]["pct"] == "0.51"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--on", "2019-12-31"), 4, "HX-0001 has no tie of the kind “Control” to HX-0002 on 2019-12-31"),
        (("--on", "2020-01-01"), 5, "it began on 2020-01-01, so it cannot end on 2020-01-01"),
        (("--kind", "guarantee"), 4, "no tie of the kind “Guarantee”"),
    ],
)
def test_only_what_holds_can_end(bank: Crm, options: tuple[str, ...], code: int, said: str) -> None:
    assert said in bank("group", "unlink", "HX-0001", "HX-0002", *options, code=code).err


def test_a_tie_must_not_end_before_it_begins(bank: Crm) -> None:
    refused = bank("group", "link", "HX-0001", "HX-0006", "--since", "2026-06-01", "--until", "2026-05-01", code=5)
    assert "it would end on 2026-05-01" in refused.err


def test_a_holder_is_never_guessed_from_a_part_of_its_name(bank: Crm) -> None:
    assert bank("group", "link", "储能", "HX-0006", code=4).out == ""
