"""`extract_facts`: the body of a document, cleaned once, and the facts with spans into it."""

from __future__ import annotations

from datetime import date

from duijie.engines.documents.types import Document, Table
from duijie.engines.extraction.facts.agreements import find_agreements
from duijie.engines.extraction.facts.body import blank_furniture
from duijie.engines.extraction.facts.events import find_events
from duijie.engines.extraction.facts.figures import find_figures
from duijie.engines.extraction.facts.organisations import find_mentions, organisations_of
from duijie.engines.extraction.facts.people import find_people
from duijie.engines.extraction.facts.statements import find_needs, find_offers
from duijie.engines.extraction.facts.types import DocumentFacts

_HEAD = 400
"""Characters in which a byline stands."""


def joined_body(document: Document) -> str:
    """All text of a document in reading order, a block a line; table rows with tabs."""
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts += ["\t".join(cell for cell in row if cell) for row in block.rows if any(row)]
        else:
            parts.append(block.text)
    return "\n".join(part for part in parts if part.strip())


def _dateline(document: Document, text: str) -> date | None:
    """The day of the page: as the file tells it, else the first whole date in it."""
    from duijie.engines.text import find_dates

    told = document.meta.get("date", "")
    for source in (told, text[:_HEAD], text):
        for mention in find_dates(source):
            if mention.precision == "day" and mention.start_date[:1].isdigit():
                return date.fromisoformat(mention.start_date)
    return None


def extract_facts(document: Document) -> DocumentFacts:
    """Facts found by simple patterns; every text is verbatim in `clean_text`, nothing is inferred.

    This version knows organisations by the endings of their names, people by posts, events by the
    words their names end with; it joins few aliases and reads no relations across sentences.
    """
    from duijie.engines.text import clean, is_wrapped, sentences

    body = joined_body(document)
    text = clean(body, wrapped=is_wrapped(body)).text
    title = clean(document.title).text
    article = blank_furniture(text)
    spans = sentences(article)
    mentions = find_mentions(article)
    people = find_people(article, mentions)
    return DocumentFacts(
        id=document.id,
        title=title,
        clean_text=text,
        events=find_events(article, mentions, spans, _dateline(document, text)),
        organizations=organisations_of(mentions),
        people=people,
        needs=find_needs(article, mentions, spans),
        offers=find_offers(article, mentions, [(p.name, p.span) for p in people], spans),
        agreements=find_agreements(article, mentions, spans),
        figures=find_figures(article, spans),
    )
