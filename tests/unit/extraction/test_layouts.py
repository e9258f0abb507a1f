"""Every planted record of every layout comes back with its fields."""

from __future__ import annotations

import pytest

from duijie.engines.extraction import Record, find_records
from tests.unit.extraction.layouts import LAYOUTS, Layout


def shown(record: Record, names: object) -> dict[str, object]:
    assert isinstance(names, dict)
    found: dict[str, object] = {}
    for name, wanted in names.items():
        value = getattr(record, name)
        if name == "fields":
            value = {key: value.get(key) for key in wanted}
        elif name == "unplaced":
            value = dict(value)
        elif name == "kind":
            value = value.value
        found[name] = value
    return found


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layout_gives_planted_records(layout: Layout) -> None:
    reading = find_records(layout.document)

    assert len(reading.records) == len(layout.records), [r.title for r in reading.records]
    for record, wanted in zip(reading.records, layout.records, strict=True):
        assert shown(record, dict(wanted)) == dict(wanted)
    assert layout.codes <= {finding.message.code for finding in reading.findings}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layout_gives_unique_ids_and_no_contacts_in_texts(layout: Layout) -> None:
    records = find_records(layout.document).records

    assert len({record.id for record in records}) == len(records)
    for record in records:
        for detail in filter(None, [*(record.phone or "").split("; "), record.email]):
            assert detail not in record.title + record.text
