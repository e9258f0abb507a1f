"""Facts of articles: events, organisations, people, needs, offers, agreements, figures.

Each with its span in the cleaned text, by patterns and word lists. Every name, number and phrase
stands in the text; which of them belong together may rest on a guess (docs/adr/0025): whose post a
post is, the day of an event, who `双方` are. Nothing is looked up outside the page. Records in
tables and forms are read elsewhere in this engine. Doors: `extract_facts`.
"""

from duijie.engines.extraction.facts.document import extract_facts
from duijie.engines.extraction.facts.types import DocumentFacts

__all__ = ["DocumentFacts", "extract_facts"]
