"""g7kg: what the G7 promised on digital policy, traced from meeting to meeting, with who says so and where."""

__version__ = "0.1.0"
