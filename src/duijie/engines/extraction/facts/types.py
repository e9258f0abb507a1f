"""The facts of one document, in the shape that `duijie extract` writes."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OrganisationFact:
    name: str
    type: str
    aliases: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PersonFact:
    name: str
    org: str | None
    title: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class EventFact:
    name: str
    dates: tuple[str, ...]
    place: str | None
    kind: str
    organizers: tuple[tuple[str, str], ...]
    """Organisation and role."""
    span: Span


@dataclass(frozen=True, slots=True)
class NeedFact:
    org: str | None
    text: str
    topic: str
    span: Span


@dataclass(frozen=True, slots=True)
class OfferFact:
    org: str | None
    person: str | None
    text: str
    topic: str
    span: Span


@dataclass(frozen=True, slots=True)
class AgreementFact:
    parties: tuple[str, ...]
    kind: str
    subject: str | None
    amount: float | None
    """In yuan."""
    signed: bool
    span: Span


@dataclass(frozen=True, slots=True)
class FigureFact:
    what: str
    value: float
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Every span is into `clean_text`, at the first mention."""

    id: str
    title: str
    clean_text: str
    events: tuple[EventFact, ...] = ()
    organizations: tuple[OrganisationFact, ...] = ()
    people: tuple[PersonFact, ...] = ()
    needs: tuple[NeedFact, ...] = ()
    offers: tuple[OfferFact, ...] = ()
    agreements: tuple[AgreementFact, ...] = ()
    figures: tuple[FigureFact, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The object that `duijie extract` writes for a document; all keys are always there."""
        return {
            "id": self.id,
            "title": self.title,
            "clean_text": self.clean_text,
            "events": [
                {
                    "name": e.name,
                    "dates": list(e.dates),
                    "place": e.place,
                    "kind": e.kind,
                    "organizers": [{"org": org, "role": role} for org, role in e.organizers],
                    "span": list(e.span),
                }
                for e in self.events
            ],
            "organizations": [
                {"name": o.name, "type": o.type, "aliases": list(o.aliases), "span": list(o.span)}
                for o in self.organizations
            ],
            "people": [
                {"name": p.name, "org": p.org, "title": p.title, "span": list(p.span)}
                for p in self.people
            ],
            "needs": [
                {"org": n.org, "text": n.text, "topic": n.topic, "span": list(n.span)}
                for n in self.needs
            ],
            "offers": [
                {
                    "org": o.org,
                    "person": o.person,
                    "text": o.text,
                    "topic": o.topic,
                    "span": list(o.span),
                }
                for o in self.offers
            ],
            "agreements": [
                {
                    "parties": list(a.parties),
                    "kind": a.kind,
                    "subject": a.subject,
                    "amount": _plain(a.amount),
                    "signed": a.signed,
                    "span": list(a.span),
                }
                for a in self.agreements
            ],
            "figures": [
                {"what": f.what, "value": _plain(f.value), "unit": f.unit, "span": list(f.span)}
                for f in self.figures
            ],
        }


def _plain(value: float | None) -> float | int | None:
    """Whole numbers without `.0`."""
    if value is None:
        return None
    return int(value) if value == int(value) else value
