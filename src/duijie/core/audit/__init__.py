"""The audit log: who did what to which record, written in the transaction that does it.

Not a log file (those are `config.logs`) and not a history of values for display.
Door: `record` in `core.audit.services`.
"""
