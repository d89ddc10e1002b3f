"""How the fields of the quarterly report are called."""

from corecrm.fields import Kind, Label, choice
from corecrm.fields.risk import SignalLevel

bank = Label("bank", zh="银行", en="Bank")
subject = Label("subject", zh="报告对象", en="Subject")
period = Label("period", zh="报告期", en="Period", kind=Kind.choice)
as_of = Label("as_of", zh="基准日", en="As of", kind=Kind.date)
made_on = Label("made_on", zh="生成日期", en="Made on", kind=Kind.date)
unit = Label("unit", zh="金额单位", en="Amounts in", kind=Kind.choice)
filters = Label("filters", zh="筛选条件", en="Filters")
sections = Label("sections", zh="各表行数", en="Rows per sheet", kind=Kind.choice)
store = Label("store", zh="数据库", en="Store")
change_set = Label("change_set", zh="变更集编号", en="Change set", kind=Kind.count)
seal = Label("seal", zh="变更集校验值", en="Seal of the change set")

metric = Label("metric", zh="指标编号", en="Metric code")
metric_name = Label("metric_name", zh="指标", en="Metric")
unit_word = Label("unit", zh="单位", en="Unit")
value = Label("value", zh="本期", en="This period", kind=Kind.quantity)
before = Label("before", zh="上年同期", en="A year before", kind=Kind.quantity)
yoy = Label("yoy", zh="同比", en="Year on year", kind=Kind.rate)
year_start = Label("year_start", zh="年初", en="Start of year", kind=Kind.quantity)
increase = Label("increase", zh="较年初", en="Since then", kind=Kind.quantity)
target = Label("target", zh="年度计划", en="Plan of the year", kind=Kind.quantity)
done_rate = Label("done_rate", zh="计划完成率", en="Plan done", kind=Kind.rate)
expected_rate = Label("expected_rate", zh="应完成率", en="Expected", kind=Kind.rate)
difference = Label("difference", zh="序时差（百分点）", en="Gap (pp)", kind=Kind.rate)
remark = Label("remark", zh="说明", en="Remark")

goal_name = Label("goal_name", zh="目标", en="Goal and part")
deposits = Label("deposits", zh="存款日均", en="Average deposits", kind=Kind.money)
deposits_yoy = Label("deposits_yoy", zh="存款日均同比", en="Deposits, yoy", kind=Kind.rate)
loans = Label("loans", zh="贷款余额", en="Loans", kind=Kind.money)
fees = Label("fees", zh="中间业务收入", en="Fee income", kind=Kind.money)
member = Label("member", zh="现为成员", en="Still a member", kind=Kind.flag)
products = Label("products", zh="在用产品数", en="Products in use", kind=Kind.count)
worst = choice("worst", "预警等级", "Warning level", SignalLevel)
