"""How the fields of a risk signal and of a kind of signal are called."""

from corecrm.fields import Kind, Label, Labelled, choice


class SignalLevel(Labelled):
    """How grave a signal is."""

    blue = "blue", "蓝", "Blue"
    yellow = "yellow", "黄", "Yellow"
    orange = "orange", "橙", "Orange"
    red = "red", "红", "Red"

    @property
    def style(self) -> str:
        """How it is coloured."""
        return {"red": "bad", "blue": ""}.get(self.value, "warn")


class SignalState(Labelled):
    """Where a signal stands."""

    found = "found", "发现", "Found"
    verified = "verified", "核实", "Verified"
    effective = "effective", "生效", "Effective"
    disposing = "disposing", "处置中", "Disposing"
    release_applied = "release_applied", "申请解除", "Release applied for"
    released = "released", "解除", "Released"
    false_alarm = "false_alarm", "误报", "False alarm"


code = Label("code", zh="信号编号", en="Risk", aliases=("编号", "预警编号"))
signal = Label("signal", zh="信号代码", en="Signal kind", aliases=("信号", "信号类型"))
signal_name = Label("signal_name", zh="信号", en="Signal")
client = Label("client", zh="客户", en="Client", aliases=("客户编号", "客户名称"))
client_name = Label("client_name", zh="客户名称", en="Client name")
level = choice("level", "预警等级", "Level", SignalLevel, aliases=("等级", "级别"))
state = choice("state", "状态", "State", SignalState)
detail = Label("detail", zh="情况描述", en="Detail", aliases=("描述", "说明"))
exposure = Label("exposure", zh="敞口", en="Exposure", kind=Kind.money, unit="元", aliases=("风险敞口",))
found_on = Label("found_on", zh="发现日期", en="Found on", kind=Kind.date, aliases=("触发日期",), past=True)
found_by = Label("found_by", zh="发现人", en="Found by")
found_by_name = Label("found_by_name", zh="发现人姓名", en="Found by name")
owner = Label("owner", zh="处置责任人", en="Owner", aliases=("责任人",))
owner_name = Label("owner_name", zh="责任人姓名", en="Owner name")
due = Label("due", zh="处置期限", en="Due", kind=Kind.date, aliases=("时限", "处置时限"))
verified_on = Label("verified_on", zh="核实日期", en="Verified on", kind=Kind.date, past=True)
closed_on = Label("closed_on", zh="结束日期", en="Ended on", kind=Kind.date, past=True)
conclusion = Label("conclusion", zh="处理结论", en="Conclusion", aliases=("结论",))
days_left = Label("days_left", zh="剩余天数", en="Days left", kind=Kind.count)
standing = Label("standing", zh="时限", en="Standing")
name = Label("name", zh="信号名称", en="Signal name")
name_en = Label("name_en", zh="英文名称", en="English name")
family = Label("family", zh="类别", en="Family")
rule = Label("rule", zh="规则", en="Rule")
default_level = Label("default_level", zh="默认等级", en="Default level")
computable = Label("computable", zh="可计算", en="Computable", kind=Kind.flag)
origin = Label("origin", zh="来源", en="Source")
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
