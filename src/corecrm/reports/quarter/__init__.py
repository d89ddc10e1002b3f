"""The quarterly core client management report, a module a chapter."""
