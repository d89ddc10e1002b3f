"""The catalogue of products."""

from collections import Counter

from conftest import Crm


def test_the_catalogue_is_there_from_the_start(crm: Crm) -> None:
    products = crm("product", "list", "--json").json
    lines = Counter(product["line"] for product in products)
    assert dict(lines) == {"DEP": 7, "LN": 7, "SC": 7, "TF": 8, "CM": 6, "IB": 5, "FM": 4, "RX": 3}
    limits = {product["code"] for product in products if product["uses_limit"]}
    assert {"LN01", "SC04", "TF05", "FM02"} <= limits
    assert not limits & {"LN07", "TF07", "TF08", "DEP01", "IB01"}


def test_a_product_is_added_changed_removed_and_restored(crm: Crm) -> None:
    crm("product", "add", "SC08", "供应链快贷", "--line", "票据供应链", "--uses-limit", "--kpi", "loan_bal")
    crm("product", "edit", "SC08", "--name", "链快贷", "--clear", "kpi")
    shown = crm("product", "show", "SC08", "--json").json
    assert (shown["name"], shown["line"], shown["uses_limit"], shown["kpi"]) == ("链快贷", "SC", True, None)
    crm("product", "remove", "SC08")
    assert "SC08" not in crm("product", "list", "-q").out.split()
    crm("product", "restore", "SC08")
    assert crm("product", "list", "--where", "name ~ 链快", "-q").out == "SC08\n"


def test_a_code_belongs_to_one_product(crm: Crm) -> None:
    assert "票据池 (SC04)" in crm("product", "add", "SC04", "x", "--line", "SC", code=5).err
    assert "票据池 (SC04)" in crm("product", "edit", "SC05", "--code", "SC04", code=5).err
    assert "SC" in crm("product", "add", "X1", "x", "--line", "nothing", code=2).err
