"""The catalogue of metrics."""

from conftest import Crm


def test_the_catalogue_is_there_from_the_start(crm: Crm) -> None:
    metrics = {metric["code"]: metric for metric in crm("metric", "list", "--json").json}
    assert len(metrics) == 38
    assert [metrics["dep_adb"][key] for key in ("name", "measure", "unit", "scale")] == ["存款日均", "average", "元", 2]
    assert [metrics["payroll_new"][key] for key in ("measure", "unit", "scale")] == ["count", "户", 0]
    assert metrics["npl_r"]["lower_is_better"] is True
    assert (metrics["npl_r"]["unit"], metrics["npl_r"]["scale"]) == ("%", 6)


def test_a_metric_is_found_by_code_and_name(crm: Crm) -> None:
    shown = crm("metric", "show", "中间业务收入", "--json").json
    assert (shown["code"], shown["measure"]) == ("fee_inc", "flow")
    assert "no metric nothing" in crm("metric", "show", "nothing", code=4).err


def test_a_new_metric_takes_the_usual_decimals_of_its_unit(crm: Crm) -> None:
    crm("metric", "add", "margin_dep", "保证金存款", "--measure", "余额", "--unit", "元", "--name-en", "Margin deposits")
    crm("metric", "add", "visits", "走访次数", "--measure", "count", "--unit", "次")
    shown = crm("metric", "show", "margin_dep", "--json").json
    assert (shown["measure"], shown["scale"], shown["name_en"]) == ("stock", 2, "Margin deposits")
    assert crm("metric", "show", "visits", "--json").json["name_en"] == "走访次数"
    assert "kept with 2 decimals" in crm("metric", "add", "x", "x", "--measure", "flow", "--unit", "元", "--scale", "3", code=5).err
    assert "already that of" in crm("metric", "add", "visits", "x", "--measure", "flow", "--unit", "元", code=5).err
    assert "letters" in crm("metric", "add", "Visits", "x", "--measure", "flow", "--unit", "元", code=2).err


def test_what_figures_mean_stays_once_there_are_some(bank: Crm) -> None:
    assert "has figures already" in bank("metric", "edit", "dep_adb", "--measure", "stock", code=5).err
    bank("metric", "edit", "dep_adb", "--name", "日均存款", "--note", "含保证金")
    bank("metric", "edit", "xsell", "--measure", "count", "--clear", "note")
    shown = bank("metric", "show", "xsell", "--json").json
    assert (shown["measure"], shown["note"]) == ("count", None)
    assert "nothing to change" in bank("metric", "edit", "xsell", code=2).err


def test_a_removed_metric_comes_back(crm: Crm) -> None:
    crm("metric", "remove", "wallet")
    assert "wallet" not in crm("metric", "list", "-q").out.split()
    assert crm("metric", "list", "--removed", "-q").out == "wallet\n"
    crm("metric", "restore", "wallet")
    assert crm("metric", "list", "--where", "code = wallet", "-q").out == "wallet\n"
