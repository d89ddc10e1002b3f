"""How the fields of a task are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice


class TaskState(Labelled):
    """Where a task stands."""

    draft = "draft", "待派", "Draft"
    issued = "issued", "待签收", "Issued"
    accepted = "accepted", "已签收", "Accepted"
    in_progress = "in_progress", "进行中", "In progress"
    submitted = "submitted", "待验收", "Submitted"
    returned = "returned", "退回重办", "Returned"
    closed = "closed", "办结", "Closed"
    cancelled = "cancelled", "取消", "Cancelled"


class Stage(Labelled):
    """The columns of the board."""

    to_assign = "to_assign", "待派", "To assign"
    to_accept = "to_accept", "待签收", "To accept"
    in_progress = "in_progress", "进行中", "In progress"
    submitted = "submitted", "待验收", "Submitted"
    done = "done", "本月完成", "Done this month"


class TaskSource(Labelled):
    """What a task came from."""

    meeting = "meeting", "会议", "Meeting"
    plan = "plan", "计划", "Plan"
    report = "report", "报告", "Report"
    signal = "signal", "预警", "Signal"
    instruction = "instruction", "批示", "Instruction"
    routine = "routine", "例行", "Routine"
    credit = "credit", "授信", "Credit"


code = Label("code", zh="任务编号", en="Task", aliases=("编号",))
title = Label("title", zh="事项", en="Title", aliases=("任务", "任务名称", "督办事项"))
source = choice("source", "来源", "Source", TaskSource)
group = Label("group", zh="集团", en="Group", aliases=("集团编号",))
group_name = Label("group_name", zh="集团名称", en="Group name")
client = Label("client", zh="客户", en="Client", aliases=("客户编号", "成员单位"))
client_name = Label("client_name", zh="客户名称", en="Client name")
owner = Label("owner", zh="责任人", en="Owner", aliases=("主办", "主办人", "负责人"))
owner_name = Label("owner_name", zh="责任人姓名", en="Owner name")
supervised = Label("supervised", zh="督办", en="Supervised", kind=Kind.flag)
issued_on = Label("issued_on", zh="下达日期", en="Issued on", kind=Kind.date, aliases=("下达日",), past=True)
due = Label("due", zh="期限", en="Due", kind=Kind.date, aliases=("办理时限", "完成期限", "到期日"))
original_due = Label("original_due", zh="原定期限", en="Original due", kind=Kind.date)
state = choice("state", "状态", "State", TaskState)
stage = choice("stage", "看板列", "Stage", Stage)
progress = Label("progress", zh="进度", en="Progress", kind=Kind.rate, aliases=("完成进度",))
requirement = Label("requirement", zh="办理要求", en="Requirement", aliases=("要求", "措施"))
result = Label("result", zh="办理结果", en="Result", aliases=("结果",))
started_on = Label("started_on", zh="开始日期", en="Started on", kind=Kind.date, past=True)
submitted_on = Label("submitted_on", zh="提交日期", en="Submitted on", kind=Kind.date, past=True)
closed_on = Label("closed_on", zh="办结日期", en="Closed on", kind=Kind.date, past=True)
days_left = Label("days_left", zh="剩余天数", en="Days left", kind=Kind.count)
standing = Label("standing", zh="时限", en="Standing")
on_time = Label("on_time", zh="按期", en="On time", kind=Kind.flag)
evidence = Label("evidence", zh="证据", en="Evidence")
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
