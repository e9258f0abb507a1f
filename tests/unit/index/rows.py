"""Rows for tests, from the little that a test is about."""

from __future__ import annotations

from duijie.engines.index import Hit, Row, SearchIndex


def organisation(number: int, name: str, text: str = "", updated_at: int = 0) -> Row:
    return Row(
        key=f"organisation:{number}",
        kind="organisation",
        record_id=number,
        title=name,
        text=text,
        names=(name,),
        updated_at=updated_at,
    )


def need(number: int, title: str, text: str = "", names: tuple[str, ...] = ()) -> Row:
    return Row(f"need:{number}", "need", number, title, text, names, updated_at=number)


def keys(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.key for hit in hits]


def found(index: SearchIndex, query: str) -> list[str]:
    return keys(index.search(["internal"], query))
