"""How the fields of a staff member and of a post are called, everywhere."""

from corecrm.fields import Kind, Label, Labelled, choice


class Position(Labelled):
    """What somebody is employed as, or does in a service team."""

    group_manager = "group_manager", "集团客户经理", "Group account manager"
    local_manager = "local_manager", "本地客户经理", "Local account manager"
    product_manager = "product_manager", "产品经理", "Product manager"
    industry_manager = "industry_manager", "行业经理", "Industry manager"
    risk_reviewer = "risk_reviewer", "专户风险审查经理", "Dedicated credit reviewer"
    risk_manager = "risk_manager", "专户风险管理经理", "Dedicated risk manager"
    chief = "chief", "首席客户经理", "Chief relationship officer"
    corporate_dept = "corporate_dept", "公司部", "Corporate banking department"
    operations = "operations", "业务经办", "Operations"
    approver = "approver", "有权审批人", "Authorised approver"
    supervisor = "supervisor", "上级主管", "Supervisor"
    support = "support", "支持", "Support"


code = Label("code", zh="员工编号", en="Staff code", aliases=("工号", "员工号", "编号"))
name = Label("name", zh="姓名", en="Name", aliases=("员工姓名", "名称"))
institution = Label("institution", zh="机构", en="Institution", aliases=("所属机构", "机构编号", "机构号"))
institution_name = Label("institution_name", zh="机构名称", en="Institution name")
position = choice("position", "岗位", "Position", Position, aliases=("职务", "角色"))
positions = Label("positions", zh="岗位", en="Positions")
reports_to = Label("reports_to", zh="汇报对象", en="Reports to", aliases=("上级", "直接上级", "主管"))
reports_to_name = Label("reports_to_name", zh="汇报对象姓名", en="Reports to name")
staff = Label("staff", zh="员工", en="Staff", aliases=("员工编号", "工号"))
joined_on = Label("joined_on", zh="入职日期", en="Joined on", kind=Kind.date)
left_on = Label("left_on", zh="离职日期", en="Left on", kind=Kind.date)
phone = Label("phone", zh="电话", en="Phone", aliases=("手机", "联系电话"))
email = Label("email", zh="邮箱", en="Email")
note = Label("note", zh="备注", en="Note", aliases=("说明",))
valid_from = Label("valid_from", zh="起始日", en="From", kind=Kind.date, aliases=("生效日期", "任职日期"))
valid_to = Label("valid_to", zh="终止日", en="To", kind=Kind.date, aliases=("失效日期",))
pinyin = Label("pinyin", zh="拼音", en="Pinyin")
initials = Label("initials", zh="拼音首字母", en="Initials")
groups_led = Label("groups_led", zh="牵头集团", en="Groups led", kind=Kind.count)
seats = Label("seats", zh="席位", en="Seats", kind=Kind.count)
clients_held = Label("clients_held", zh="管户", en="Clients", kind=Kind.count)
open_tasks = Label("open_tasks", zh="未完", en="Open", kind=Kind.count)
overdue_tasks = Label("overdue_tasks", zh="逾期", en="Overdue", kind=Kind.count)
open_risks = Label("open_risks", zh="信号", en="Signals", kind=Kind.count)
removed_on = Label("removed_on", zh="移除日期", en="Removed on", kind=Kind.date)
