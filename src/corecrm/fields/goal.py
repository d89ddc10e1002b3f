"""How the fields of a goal are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice
from corecrm.text import pick


class Axis(Labelled):
    """Along what a goal was split to give this part."""

    quarter = "quarter", "季度", "Quarter"
    month = "month", "月份", "Month"
    line = "line", "业务条线", "Business line"
    inst = "inst", "机构", "Institution"
    staff = "staff", "责任人", "Staff"
    client = "client", "成员单位", "Client"

    @property
    def heading(self) -> str:
        """What stands above the parts along it."""
        return {
            Axis.quarter: pick("按季度", "By quarter"),
            Axis.month: pick("按月", "By month"),
            Axis.line: pick("按条线", "By line"),
            Axis.inst: pick("按机构", "By institution"),
            Axis.staff: pick("按人员", "By staff"),
            Axis.client: pick("按客户", "By client"),
        }[self]


class GoalState(Labelled):
    """How completion stands against time."""

    done = "done", "完成", "Done"
    on_pace = "on_pace", "达速", "On pace"
    behind = "behind", "落后", "Behind"
    far_behind = "far_behind", "严重落后", "Far behind"

    @property
    def style(self) -> str:
        """How it is coloured."""
        return {"behind": "warn", "far_behind": "bad"}.get(self.value, "good")


code = Label("code", zh="目标编号", en="Goal", aliases=("编号",))
group = Label("group", zh="集团", en="Group", aliases=("集团编号",))
group_name = Label("group_name", zh="集团名称", en="Group name")
year = Label("year", zh="年度", en="Year", kind=Kind.count)
metric = Label("metric", zh="指标", en="Metric", aliases=("指标编号",))
metric_name = Label("metric_name", zh="指标名称", en="Metric name")
parent = Label("parent", zh="上级目标", en="Parent goal")
root = Label("root", zh="总目标", en="Root goal")
axis = choice("axis", "分解维度", "Split by", Axis, aliases=("维度",))
part = Label("part", zh="分解项", en="Part")
part_name = Label("part_name", zh="分解项名称", en="Part name")
period_from = Label("period_from", zh="起", en="From", kind=Kind.date)
period_to = Label("period_to", zh="止", en="To", kind=Kind.date)
line = Label("line", zh="业务条线", en="Business line")
institution = Label("institution", zh="机构", en="Institution")
staff = Label("staff", zh="人员", en="Staff", aliases=("人员编号",))
staff_name = Label("staff_name", zh="人员姓名", en="Staff name")
client = Label("client", zh="成员单位", en="Client")
owner = Label("owner", zh="责任人", en="Owner", aliases=("责任人编号",))
owner_name = Label("owner_name", zh="责任人姓名", en="Owner name")
baseline = Label("baseline", zh="基数", en="Baseline", kind=Kind.quantity, aliases=("年初数", "基期值"))
baseline_by_facts = Label("baseline_by_facts", zh="数据基数", en="Baseline by the facts", kind=Kind.quantity)
target = Label("target", zh="目标值", en="Target", kind=Kind.quantity, aliases=("目标", "计划值"))
stretch = Label("stretch", zh="奋斗目标", en="Stretch target", kind=Kind.quantity)
challenge = Label("challenge", zh="挑战目标", en="Challenge target", kind=Kind.quantity)
unit = Label("unit", zh="单位", en="Unit")
done = Label("done", zh="完成值", en="Done", kind=Kind.quantity, aliases=("完成",))
done_rate = Label("done_rate", zh="完成率", en="Done rate", kind=Kind.rate)
estimated = Label("estimated", zh="完成值含估算", en="Done is estimated", kind=Kind.flag)
baseline_estimated = Label("baseline_estimated", zh="基数含估算", en="Baseline is estimated", kind=Kind.flag)
by_others = Label("by_others", zh="其他人员完成", en="Done by others", kind=Kind.quantity)
by_nobody = Label("by_nobody", zh="无人管户期间完成", en="Done while nobody managed", kind=Kind.quantity)
done_on = Label("done_on", zh="数据截至", en="Figures up to", kind=Kind.date)
done_first_on = Label("done_first_on", zh="最早一户截至", en="The first of them ends on", kind=Kind.date)
days_known = Label("days_known", zh="已知天数", en="Days known", kind=Kind.count)
days_asked = Label("days_asked", zh="应有天数", en="Days asked", kind=Kind.count)
as_of = Label("as_of", zh="基准日", en="As of", kind=Kind.date)
time_rate = Label("time_rate", zh="时间进度", en="Time elapsed", kind=Kind.rate)
expected_rate = Label("expected_rate", zh="应达完成率", en="Expected by now", kind=Kind.rate)
due_rate = expected_rate._replace(zh="应达", en="Expected")  # as lists have it
gap = Label("gap", zh="缺口", en="Gap", kind=Kind.quantity)
gap_pp = Label("gap_pp", zh="序时差", en="Gap to time", kind=Kind.quantity)
pace = choice("pace", "进度", "Pace", GoalState)
pace_index = Label("pace_index", zh="进度指数", en="Pace index", kind=Kind.quantity)
reason = Label("reason", zh="不适用原因", en="Why there is no pace")
forecast = Label("forecast", zh="期末预计", en="Forecast", kind=Kind.quantity)
needed = Label("needed", zh="剩余期间所需日均", en="Average needed from here", kind=Kind.quantity)
unallocated = Label("unallocated", zh="未分解", en="Unallocated", kind=Kind.quantity)
note = Label("note", zh="备注", en="Note", aliases=("说明",))
