"""A need with its matches, a batch with its documents, and what a page says in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from duijie.accounts.models import User
from duijie.catalogue.models import CatalogueRecord
from duijie.catalogue.queries import get_catalogue_version
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job
from duijie.engines.ranking.similar import SimilarNeed
from duijie.engines.ranking.types import (
    Contribution,
    Match,
    NeedRanking,
    Reason,
    SharedTerm,
    Span,
)
from duijie.matching.services import finish_run, start_run, store_need_match

NEED_TEXT = "磨削工序中套圈表面烧伤靠酸洗抽检，漏检率高。希望三秒内判定烧伤等级。"
OFFER_TEXT = "本装置用磁噪声判定烧伤等级，单件用时不到两秒。"
NEED_QUOTE = "希望三秒内判定烧伤等级"
OFFER_QUOTE = "本装置用磁噪声判定烧伤等级"
SHARED = "判定烧伤等级"


class Answer(Protocol):
    """What the test client gives back, as far as tests look at it."""

    @property
    def content(self) -> bytes: ...
    @property
    def status_code(self) -> int: ...
    def __getitem__(self, header: str) -> str: ...


def text_of(response: Answer) -> str:
    """What a reader sees, white space folded."""
    (body,) = find(response, "/html")
    return " ".join(body.text_content().split())


def find(response: Answer, path: str) -> list[html.HtmlElement]:
    found = html.fromstring(response.content.decode()).xpath(path)
    assert isinstance(found, list)
    return found


def texts(response: Answer, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in find(response, path)]


def list_titles(response: Answer) -> list[str]:
    """The titles of a list page, in order."""
    return texts(response, '//td[@class="main"]/a')


def store_match(
    need: CatalogueRecord,
    offers: Sequence[CatalogueRecord],
    *,
    by: User,
    experts: Sequence[CatalogueRecord] = (),
    similar: Sequence[CatalogueRecord] = (),
    nothing_fits: bool = False,
) -> None:
    """Suggest the offers for the need in their order, the first with a reason in both texts."""
    version = get_catalogue_version(is_example=need.is_example)
    run = start_run(
        variant="hybrid.v1",
        model_version="test",
        catalogue_version=version,
        is_example=need.is_example,
        by=by,
    )
    reason = Reason(
        kind="words",
        need_span=_span(NEED_TEXT, NEED_QUOTE),
        offer_span=_span(OFFER_TEXT, OFFER_QUOTE),
        need_quote=NEED_QUOTE,
        offer_quote=OFFER_QUOTE,
        terms=(SharedTerm(SHARED, _span(NEED_TEXT, SHARED), _span(OFFER_TEXT, SHARED), 2.0),),
        weight=2.0,
    )
    matches = tuple(
        _match(offer, place, (reason,) if place == 0 and need.text == NEED_TEXT else ())
        for place, offer in enumerate(offers)
    )
    people = tuple(_match(expert, place, ()) for place, expert in enumerate(experts))
    lengths = {"need": len(need.text)}
    lengths |= {f"offer:{offer.pk}": len(offer.text) for offer in offers}
    lengths |= {f"expert:{expert.pk}": len(expert.text) for expert in experts}
    store_need_match(
        run_id=run,
        offers=NeedRanking(str(need.pk), nothing_fits, matches),
        experts=NeedRanking(str(need.pk), not experts, people),
        similar=tuple(SimilarNeed(str(other.pk), 0.5, ()) for other in similar),
        text_lengths=lengths,
    )
    finish_run(run_id=run, by=by)


def _match(target: CatalogueRecord, place: int, reasons: tuple[Reason, ...]) -> Match:
    parts = (Contribution("words", 3.0 - place), Contribution("meaning", 6.0 - place))
    fit = max(0.05, 0.82 - 0.1 * place)
    return Match(str(target.pk), fit, 9.0 - 2 * place, False, parts, reasons)


def _span(text: str, quote: str) -> Span:
    start = text.index(quote)
    return Span("text", start, start + len(quote))


def upload(client: Client, *files: tuple[str, str]) -> Answer:
    """Send files as the upload form does; `files` are names and texts."""
    sent = [SimpleUploadedFile(name, text.encode()) for name, text in files]
    return client.post("/documents/upload/", {"documents": sent})


def read_newest_batch() -> Job:
    """Do the waiting reading job here and now."""
    job = Job.objects.filter(kind="intake.read_documents").latest("created_at")
    run_job.func(str(job.id))
    job.refresh_from_db()
    return job
