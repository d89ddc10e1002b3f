"""How the fields of an approval are called: who asked for what, who decided it how."""

from corecrm.fields import Kind, Label, Labelled, choice


class ApprovalState(Labelled):
    """Where a request stands."""

    requested = "requested", "申请", "Requested"
    approved = "approved", "同意", "Approved"
    refused = "refused", "不同意", "Refused"
    withdrawn = "withdrawn", "撤回", "Withdrawn"


code = Label("code", zh="审批编号", en="Approval")
noun = Label("noun", zh="类别", en="Noun", kind=Kind.choice)
row_id = Label("row_id", zh="记录", en="Record", kind=Kind.count)
key = Label("key", zh="编号", en="Key")
act = Label("act", zh="事项", en="Act")
state = choice("state", "状态", "State", ApprovalState)
requested_by = Label("requested_by", zh="申请人", en="Requested by")
requested_on = Label("requested_on", zh="申请日期", en="Requested on", kind=Kind.date)
deciders = Label("deciders", zh="审批人（岗位）", en="Deciders (positions)")
decided_by = Label("decided_by", zh="审批人", en="Decided by")
decided_on = Label("decided_on", zh="审批日期", en="Decided on", kind=Kind.date)
position = Label("position", zh="岗位", en="Position")
opinion = Label("opinion", zh="意见", en="Opinion")
typed_by = Label("typed_by", zh="录入人", en="Typed by")
document = Label("document", zh="文号", en="Document")
step = Label("step", zh="顺序", en="Step", kind=Kind.count)
approval = Label("approval", zh="审批", en="Approval")
