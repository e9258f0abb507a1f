"""How records, fits and quotes read in results for people."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from duijie.cli.terminal import Terminal
from duijie.engines.extraction.types import Record, RecordKind
from duijie.engines.ranking import Misfit, Question
from duijie.engines.ranking.fit import CALL_FROM
from duijie.engines.ranking.types import Match, NeedRanking, Reason

QUOTE_LENGTH = 120
_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000


def record_line(record: Record) -> str:
    """Who and where, in the order of name, organisation, place: `张伟 云泽纺织 云泽市`.

    An expert's title is the name already.
    """
    person = None if record.person == record.title else record.person
    return " ".join(part for part in (person, record.org, record.region) if part)


def who(record: Record) -> str:
    """The person with the organisation, without what the title says already."""
    person = None if record.person == record.title else record.person
    return " ".join(part for part in (person, record.org) if part)


def worth_a_call(ranking: NeedRanking, most: int) -> tuple[Match, ...]:
    """The best matches of a need as far as they fit; none where nothing fits."""
    if ranking.nothing_fits:
        return ()
    return tuple(match for match in ranking.matches[:most] if match.fit >= CALL_FROM)


def shown_fit(fit: float) -> float:
    """A fit as it is shown to people: never as certain, in either direction."""
    return min(max(fit, 0.01), 0.99)


def fit_text(fit: float) -> str:
    return f"{shown_fit(fit):.2f}"


def budget_text(record: Record, terminal: Terminal) -> str:
    if record.budget_wan is None:
        return ""
    amount = f"{record.budget_wan:,.0f}" if record.budget_wan >= 1 else f"{record.budget_wan:g}"
    return terminal.gettext("{amount} ×10,000 yuan").format(amount=amount)


def money_text(yuan: float, terminal: Terminal) -> str:
    """`1.2 亿元`, `180 万元`, `8000 元`, as people write sums."""
    _ = terminal.gettext
    if yuan >= _HUNDRED_MILLION:
        return _("{amount} ×100,000,000 yuan").format(amount=f"{yuan / _HUNDRED_MILLION:,.10g}")
    if yuan >= _TEN_THOUSAND:
        return _("{amount} ×10,000 yuan").format(amount=f"{yuan / _TEN_THOUSAND:,.10g}")
    return _("{amount} yuan").format(amount=f"{yuan:,.10g}")


def kind_text(kind: RecordKind, terminal: Terminal) -> str:
    _ = terminal.gettext
    return {
        RecordKind.NEED: _("Need"),
        RecordKind.OFFER: _("Offer"),
        RecordKind.EXPERT: _("Expert"),
        RecordKind.ORGANISATION: _("Organisation"),
    }[kind]


def reason_text(match: Match, terminal: Terminal, *, most: int = 3) -> str:
    """The reasons of a match, one a line: both quotes with the words that they share."""
    return "\n".join(_reason_line(reason, terminal) for reason in match.reasons[:most])


def said(found: Sequence[Misfit | Question], terminal: Terminal) -> str:
    """What does not fit, or what to ask, one sentence a line."""
    return "\n".join(terminal.say(one.message) for one in found)


def _reason_line(reason: Reason, terminal: Terminal) -> str:
    _ = terminal.gettext
    need, offer = shorten(reason.need_quote), shorten(reason.offer_quote)
    if not reason.terms:
        return _("“{need}” means much the same as “{offer}”").format(need=need, offer=offer)
    words = "、".join(dict.fromkeys(str(term) for term in reason.terms))
    return _("“{need}” and “{offer}” share: {words}").format(need=need, offer=offer, words=words)


def shorten(quote: str) -> str:
    """A quote on one line, cut at the end where it is long. Verbatim up to the cut."""
    line = " ".join(quote.split())
    return line if len(line) <= QUOTE_LENGTH else line[:QUOTE_LENGTH] + "…"


def marked_quotes(reason: Reason) -> tuple[Markup, Markup]:
    """Both quotes as HTML with the shared words marked."""
    need_start, offer_start = reason.need_span.start, reason.offer_span.start
    need_spans = [
        (term.need_span.start - need_start, term.need_span.end - need_start)
        for term in reason.terms
    ]
    offer_spans = [
        (term.offer_span.start - offer_start, term.offer_span.end - offer_start)
        for term in reason.terms
    ]
    return _marked(reason.need_quote, need_spans), _marked(reason.offer_quote, offer_spans)


def _marked(quote: str, spans: Sequence[tuple[int, int]]) -> Markup:
    pieces, done = [], 0
    for start, end in sorted(spans):
        if start < done or end > len(quote):
            continue
        pieces += [escape(quote[done:start]), Markup("<mark>{}</mark>").format(quote[start:end])]
        done = end
    pieces.append(escape(quote[done:]))
    return Markup("").join(pieces)
