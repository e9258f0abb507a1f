"""Simple facts of articles: events, organisations, people, needs, offers, agreements, figures.

Each with its span in the cleaned text, by patterns and word lists; nothing is inferred or looked
up. Records in tables and forms are read elsewhere in this engine. Doors: `extract_facts`.
"""

from duijie.engines.extraction.facts.document import extract_facts
from duijie.engines.extraction.facts.types import DocumentFacts

__all__ = ["DocumentFacts", "extract_facts"]
