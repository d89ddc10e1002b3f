"""Which client uses which product, from when to when."""

from conftest import Crm


def test_a_holding_begins_and_ends(bank: Crm) -> None:
    bank(
        "holding", "add", "HX-0003", "SC04", "--balance", "5000万", "--institution", "TJ", "--since", "2026-03-01", "--note", "试点"
    )
    (held,) = bank("holding", "list", "--where", "client = HX-0003", "--json").json
    assert (held["product"], held["balance"], held["institution"], held["valid_from"]) == (
        "SC04",
        "50000000.00",
        "TJ",
        "2026-03-01",
    )
    bank("holding", "end", held["code"], "--on", "2026-07-01")
    assert bank("holding", "list", "--where", "client = HX-0003", "-q").out == ""
    assert bank("holding", "list", "--where", "client = HX-0003", "--as-of", "2026-06-30", "-q").out == f"{held['code']}\n"
    shown = bank("holding", "show", held["code"], "--json").json
    assert (shown["valid_to"], shown["client_name"], shown["product_name"]) == (
        "2026-07-01",
        "星河储能（天津）有限公司",
        "Bill pool",
    )
    assert bank("holding", "list", "--where", "client = HX-0003", "--history", "-q").out == f"{held['code']}\n"


def test_the_same_product_is_not_held_twice_at_once(bank: Crm) -> None:
    again = bank("holding", "add", "HX-0002", "LN01", "--since", "2026-05-01", code=5)
    assert "HD-0002" in again.err
    assert "holding end HD-0002" in again.err
    bank("holding", "add", "HX-0002", "LN01", "--institution", "TJ", "--since", "2026-05-01")
    bank("holding", "end", "HD-0002", "--on", "2026-06-01")
    bank("holding", "add", "HX-0002", "LN01", "--since", "2026-06-01")


def test_a_holding_ends_after_it_begins_and_once(bank: Crm) -> None:
    assert (
        "not after its beginning"
        in bank("holding", "add", "HX-0001", "LN01", "--since", "2026-06-01", "--until", "2026-06-01", code=5).err
    )
    assert "began on 2024-01-01" in bank("holding", "end", "1", "--on", "2023-01-01", code=5).err
    bank("holding", "end", "1", "--on", "2026-01-01")
    assert "ended on 2026-01-01 already" in bank("holding", "end", "1", code=5).err


def test_holdings_are_filtered_by_who_the_client_belongs_to(bank: Crm) -> None:
    bank("holding", "add", "HX-0006", "DEP01", "--since", "2026-01-01")
    assert bank("holding", "list", "--group", "XH", "-q").out == "HD-0001\nHD-0002\n"
    assert bank("holding", "list", "--under", "HX-0006", "-q").out == "HD-0003\n"
    assert bank("holding", "list", "--under", "HX-0001", "--self-only", "-q").out == ""
    assert bank("holding", "list", "--owner", "W0002", "-q").out == "HD-0001\nHD-0002\nHD-0003\n"
    assert bank("holding", "list", "--inst", "BJ", "-q").out == "HD-0001\nHD-0002\nHD-0003\n"
    assert bank("holding", "list", "--inst", "BJ", "--self-only", "-q").out == "HD-0003\n"
    assert bank("holding", "list", "--since", "2026-01-01", "-q").out == "HD-0003\n"
    assert bank("holding", "list", "--until", "2025-01-01", "-q").out == "HD-0001\nHD-0002\n"
