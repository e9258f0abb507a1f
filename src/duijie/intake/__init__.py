"""From files to records: what was uploaded, how it was read, what came of it.

Not the reading itself (`engines.documents`, `engines.extraction`), nor the records (`catalogue`).
Doors: `services.upload_documents`, `services.load_example`, `queries.list_documents_for_user`.
"""
