"""What several capabilities stand on: jobs, the audit log, the data folder, paging, sentences.

Small on purpose: each module has two users. It knows nothing of needs, offers or documents.
Doors: `core.jobs`, `core.audit`, `core.home`, `core.errors`, `core.paging`, `core.messages`,
`core.sentences`.
"""
