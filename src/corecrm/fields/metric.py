"""How a metric (an indicator with its unit and how it adds) is called."""

from corecrm.fields import Kind, Label, Labelled, choice
from corecrm.text import pick


class Measure(Labelled):
    """What a figure of the metric is, and so along which axes it adds."""

    stock = "stock", "余额", "Stock"
    average = "average", "日均", "Daily average"
    flow = "flow", "发生额", "Flow"
    count = "count", "数量", "Count"  # type: ignore[assignment]  # hides str.count
    ratio = "ratio", "比率", "Ratio"


UNITS = {"元": "CNY", "户": "accounts", "个": "items", "倍": "times", "百分点": "pp"}


def unit_word(unit: str) -> str:
    """A metric's unit in the language of the run; one that the bank made up stays as it is."""
    return pick(unit, UNITS.get(unit, unit))


code = Label("code", zh="指标编号", en="Metric code", aliases=("指标", "编号"))
name = Label("name", zh="指标名称", en="Metric name", aliases=("名称",))
name_en = Label("name_en", zh="英文名称", en="English name")
measure = choice("measure", "计量类型", "Measure type", Measure)
unit = Label("unit", zh="单位", en="Unit")
scale = Label("scale", zh="小数位", en="Decimals", kind=Kind.count)
lower_is_better = Label("lower_is_better", zh="越低越好", en="Lower is better", kind=Kind.flag)
formula = Label("formula", zh="公式", en="Formula")
note = Label("note", zh="说明", en="Note", aliases=("备注",))
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
