"""`extract_facts`: the body of a document, cleaned once, and the facts with spans into it."""

from __future__ import annotations

import re
from datetime import date

from duijie.engines.documents.types import Block, BlockKind, Document, Table, TextBlock
from duijie.engines.extraction.facts.agreements import find_agreements
from duijie.engines.extraction.facts.body import blank_furniture, is_furniture
from duijie.engines.extraction.facts.events import find_events
from duijie.engines.extraction.facts.figures import find_figures
from duijie.engines.extraction.facts.organisations import find_mentions, organisations_of
from duijie.engines.extraction.facts.people import find_people
from duijie.engines.extraction.facts.statements import find_needs, find_offers
from duijie.engines.extraction.facts.tokens import Tokens
from duijie.engines.extraction.facts.types import DocumentFacts
from duijie.engines.extraction.facts.wide_marks import widen, with_own_marks

_LINK_DAY = re.compile(r"https?://\S*?/(20\d\d)[-/]?([01]\d)[-/]?([0-3]\d)/")
"""The day in the address of a news page."""
_HEAD = 400
"""Characters in which a byline stands."""


def body_parts(document: Document) -> list[str]:
    """All text of a document in reading order, a block a line; table rows with tabs.

    An empty line of the file stays, and there is one behind a heading: what follows is no rest of
    a broken line. Lines that are no part of an article (`发布时间：…`) are parts of their own, so
    that nothing is joined to them (`召开` and `发布时间` hold a word).
    """
    made: list[list[str]] = [[]]
    before: Block | None = None
    for block in document.blocks:
        if isinstance(block, Table):
            rows = ("\t".join(cell for cell in row if cell) for row in block.rows)
            text = "\n".join(row for row in rows if row)
        else:
            text = block.text
        if text.strip():
            if is_furniture(text):
                made += [[text], []]
                before = None
                continue
            if before:
                made[-1].append("\n\n" if _is_apart(before, block) else "\n")
            made[-1].append(text)
            before = block
    return ["".join(part) for part in made if part]


def _is_apart(before: Block, block: Block) -> bool:
    if isinstance(before, TextBlock) and before.kind is BlockKind.HEADING:
        return True
    rows = before.place.row, block.place.row
    return rows[0] is not None and rows[1] is not None and rows[1] - rows[0] > 1


def _dateline(document: Document, text: str) -> date | None:
    """The day of the page: as the file tells it, else the first whole date in it."""
    from duijie.engines.text import find_dates

    told = document.meta.get("date", "")
    linked = _LINK_DAY.search(text)
    if linked and not told:
        told = "-".join(linked.groups())
    for source in (told, text[:_HEAD], text):
        for mention in find_dates(source):
            if mention.precision == "day" and mention.start_date[:1].isdigit():
                return date.fromisoformat(mention.start_date)
    return None


def extract_facts(document: Document) -> DocumentFacts:
    """Facts found by grammar and word lists; every text is verbatim in `clean_text`.

    Organisations by the endings of their names, their brands and short forms; people by posts;
    events, agreements, figures, needs and offers by the words that announce them.
    """
    from duijie.engines.text import clean, is_wrapped, sentences

    parts = body_parts(document)
    wrapped = is_wrapped("\n".join(parts))
    text = "\n".join(clean(part, wrapped=wrapped).text for part in parts)
    article = widen(blank_furniture(text))
    spans = sentences(article)
    mentions = find_mentions(article, Tokens(article))
    people = find_people(article, mentions)
    agreements = find_agreements(article, mentions, spans)
    found = DocumentFacts(
        id=document.id,
        title=clean(document.title).text,
        clean_text=text,
        events=find_events(article, mentions, spans, _dateline(document, text)),
        organizations=organisations_of(mentions),
        people=people,
        needs=find_needs(article, mentions, spans),
        offers=find_offers(article, mentions, [(p.name, p.span) for p in people], spans),
        agreements=agreements,
        figures=find_figures(article, spans, agreements),
    )
    return with_own_marks(found)
