"""How the state of a store and of the machine it runs on is called."""

from corecrm.fields import Kind, Label, Labelled, choice


class Result(Labelled):
    """What a check came to."""

    ok = "ok", "正常", "OK"
    warn = "warn", "注意", "Note"
    fault = "fault", "故障", "Fault"

    @property
    def style(self) -> str:
        """How a screen colours it."""
        return {"ok": "good", "warn": "warn", "fault": "bad"}[self.value]


class Checked(Labelled):
    """What is looked at."""

    python = "python", "Python", "Python"
    sqlite = "sqlite", "SQLite", "SQLite"
    chinese_texts = "chinese_texts", "中文语言包", "Chinese texts"
    database = "database", "数据库", "Database"
    file_mode = "file_mode", "文件读取权限", "Who may read the file"
    folder = "folder", "数据库所在文件夹", "Folder of the database"
    last_backup = "last_backup", "最近备份", "Last backup"
    pages = "pages", "数据页", "Pages of the file"
    references = "references", "记录间的引用", "References between records"
    triggers = "triggers", "变更日志触发器", "Triggers that keep the log"
    seals = "seals", "变更日志校验码", "Seals of the log"
    terminal = "terminal", "终端", "Terminal"
    settings_file = "settings_file", "设置文件", "Settings file"
    settings = "settings", "设置", "Settings"
    working_days = "working_days", "工作日历", "Working days"
    completion = "completion", "命令补全", "Completion"


check = choice("check", "检查项", "Check", Checked)
result = choice("result", "结果", "Result", Result)
detail = Label("detail", zh="说明", en="Detail")
path = Label("path", zh="路径", en="Path")
size = Label("size", zh="大小（字节）", en="Size (bytes)", kind=Kind.count)
size_before = Label("size_before", zh="压缩前（字节）", en="Before (bytes)", kind=Kind.count)
size_after = Label("size_after", zh="压缩后（字节）", en="After (bytes)", kind=Kind.count)
schema = Label("schema", zh="库结构版本", en="Schema version", kind=Kind.count)
journal_mode = Label("journal_mode", zh="日志模式", en="Journal mode")
engine = Label("engine", zh="数据库引擎", en="Engine")
last_change_set = Label("last_change_set", zh="最近变更集", en="Last change set", kind=Kind.count)
last_change_at = Label("last_change_at", zh="最近变更时间", en="Last change at", kind=Kind.instant)
last_backup = Label("last_backup", zh="最近备份", en="Last backup")
noun = Label("noun", zh="类别", en="Noun", kind=Kind.choice)
records = Label("records", zh="记录数", en="Records", kind=Kind.count)
restored_from = Label("restored_from", zh="恢复自", en="Restored from")
saved = Label("saved", zh="原库备份", en="Backup of what was there")
change_sets = Label("change_sets", zh="变更集数", en="Change sets", kind=Kind.count)
