"""The made-up region goes through the readers: nothing that was planted is lost on the way."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest

from duijie.engines.documents import read_documents
from duijie.engines.documents.types import Document, Severity, Table
from duijie.engines.extraction import find_records
from duijie.engines.extraction.types import Record, RecordKind
from examples.build import HERE
from examples.made_up import FILES, NEWS_OF_NEED, load_region

REGION = load_region()
DRAWN = {FILES["photo"], FILES["scan"]}


def _squeezed(text: str) -> str:
    """Letters and digits only: readers may join lines and normalise widths and units."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if character.isalnum())


def _text_of(document: Document) -> str:
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts += [cell for row in block.rows for cell in row]
        else:
            parts.append(block.text)
    return _squeezed("".join(parts))


@pytest.fixture(scope="module")
def documents() -> Sequence[Document]:
    return tuple(read_documents(HERE / "region"))


@pytest.fixture(scope="module")
def texts(documents: Sequence[Document]) -> Mapping[str, str]:
    """File of `region/` -> all that was read from it, its attachments and members included."""
    joined: defaultdict[str, str] = defaultdict(str)
    for document in documents:
        joined[document.file.partition("!")[0]] += _text_of(document)
    return joined


@pytest.fixture(scope="module")
def records(documents: Sequence[Document]) -> Sequence[Record]:
    return tuple(record for document in documents for record in find_records(document).records)


def test_old_wps_file_is_the_only_one_refused_and_is_told_what_to_do(
    documents: Sequence[Document],
) -> None:
    refused = {
        document.file: [
            finding.message.code
            for finding in document.findings
            if finding.severity is Severity.REFUSED
        ]
        for document in documents
        if not document.is_read
    }
    assert set(refused) == {FILES["wps"]}
    assert refused[FILES["wps"]]


def test_every_planted_need_is_read_word_for_word(texts: Mapping[str, str]) -> None:
    told_in_other_words = set(NEWS_OF_NEED)
    lost = [
        need.key
        for need in REGION.needs
        if need.key not in told_in_other_words
        and need.file not in DRAWN
        and not all(_squeezed(part) in texts[need.file] for part in (need.text, need.indicators))
    ]
    assert lost == []


def test_every_planted_offer_with_a_text_layer_is_read_word_for_word(
    texts: Mapping[str, str],
) -> None:
    lost = [
        offer.key
        for offer in REGION.offers
        if offer.where != "scan" and _squeezed(offer.text) not in texts[FILES[offer.where]]
    ]
    assert lost == []


def test_drawn_pages_are_read_by_ocr_well_enough_to_be_found(texts: Mapping[str, str]) -> None:
    titles = [offer.title for offer in REGION.offers_of("scan")]
    assert [title for title in titles if _squeezed(title) not in texts[FILES["scan"]]] == []
    (need,) = REGION.needs_of("photo")
    assert _squeezed(need.org) in texts[FILES["photo"]]


def _of_kind(records: Sequence[Record], kind: RecordKind) -> list[Record]:
    return [record for record in records if record.kind is kind]


def _share_found(texts: Sequence[str], records: Sequence[Record]) -> float:
    """Share of planted texts whose beginning stands in a record's title or text."""
    found = [_squeezed(record.title + record.text) for record in records]
    starts = [_squeezed(text)[:16] for text in texts]
    return sum(any(start in text for text in found) for start in starts) / len(starts)


def test_offers_and_experts_come_out_as_records(records: Sequence[Record]) -> None:
    offers = _of_kind(records, RecordKind.OFFER)
    assert _share_found([offer.text for offer in REGION.offers], offers) == 1
    assert len(offers) == len(REGION.offers)
    experts = {record.person or record.title for record in _of_kind(records, RecordKind.EXPERT)}
    assert {expert.name for expert in REGION.experts} <= experts


def test_needs_come_out_as_records_for_the_most_part(records: Sequence[Record]) -> None:
    """Two news pages tell a need each in free speech, which is not asked for here."""
    needs = _of_kind(records, RecordKind.NEED)
    told_freely = set(NEWS_OF_NEED)
    planted = [need.text for need in REGION.needs if need.key not in told_freely]
    assert _share_found(planted, needs) == 1
    assert len(needs) == len(planted)


def test_needs_name_the_organisation_that_planted_them(records: Sequence[Record]) -> None:
    needs = _of_kind(records, RecordKind.NEED)
    orgs = {_squeezed(need.title + need.text): _squeezed(need.org or "") for need in needs}
    wrong = [
        planted.key
        for planted in REGION.needs
        for text, org in orgs.items()
        if _squeezed(planted.text)[:16] in text and org != _squeezed(planted.org)
    ]
    assert wrong == []


def test_whole_directory_comes_out_as_organisations(records: Sequence[Record]) -> None:
    organisations = {record.title for record in _of_kind(records, RecordKind.ORGANISATION)}
    assert organisations == set(REGION.organisations)


def test_no_record_shows_a_telephone_number_in_title_or_text(records: Sequence[Record]) -> None:
    assert [record.id for record in records if "1380000" in record.title + record.text] == []
