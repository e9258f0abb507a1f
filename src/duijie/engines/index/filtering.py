"""Filters as conditions of SQL, every value a parameter."""

from __future__ import annotations

from collections.abc import Sequence

from duijie.engines.index.types import Filters, Row

Condition = tuple[str, tuple[str | int, ...]]
_NOTHING: Condition = ("0", ())
_EVERYTHING: Condition = ("1", ())


def sql_condition(filters: Filters, visible: Sequence[Filters] | None) -> Condition:
    """What a row `r` of `records` must be: within `filters`, and within one of `visible`."""
    wanted = _all_of(filters)
    if visible is None:
        return wanted
    return _join(" AND ", [wanted, _join(" OR ", [_all_of(v) for v in visible], _NOTHING)])


def lets_through(filters: Filters, row: Row) -> bool:
    """The same for a row in hand."""
    return (
        _is_in(row.kind, filters.kinds)
        and _is_in_zone(row.zone_path, filters)
        and _is_in(row.owner_id, filters.owner_ids)
        and _is_in(row.organisation_id, filters.organisation_ids)
        and _is_in(row.state, filters.states)
        and _is_in(row.region, filters.regions)
        and _is_in(row.industry, filters.industries)
        and filters.is_example in (None, row.is_example)
        and (filters.updated_since is None or row.updated_at >= filters.updated_since)
    )


def subtree(zone_path: str) -> str:
    """A zone path with its closing stroke: `/1/4` is no ancestor of `/1/40`."""
    return zone_path if zone_path.endswith("/") else zone_path + "/"


def _all_of(filters: Filters) -> Condition:
    parts = [
        _in("r.kind", filters.kinds),
        _zones(filters),
        _in("r.owner_id", filters.owner_ids),
        _in("r.organisation_id", filters.organisation_ids),
        _in("r.state", filters.states),
        _in("r.region", filters.regions),
        _in("r.industry", filters.industries),
    ]
    if filters.is_example is not None:
        parts.append(("r.is_example = ?", (int(filters.is_example),)))
    if filters.updated_since is not None:
        parts.append(("r.updated_at >= ?", (filters.updated_since,)))
    return _join(" AND ", [p for p in parts if p != _EVERYTHING], _EVERYTHING)


def _in(column: str, values: Sequence[str | int] | None) -> Condition:
    if values is None:
        return _EVERYTHING
    if not values:
        return _NOTHING
    return f"{column} IN ({','.join('?' * len(values))})", tuple(values)


def _zones(filters: Filters) -> Condition:
    if filters.zone_paths is None:
        return _EVERYTHING
    parts: list[Condition] = []
    for path in map(subtree, filters.zone_paths):
        # not LIKE: % and _ in a path would stand for anything; 0 is the letter after the stroke
        parts.append(
            (
                "(r.zone_path = ? OR (r.zone_path >= ? AND r.zone_path < ?))",
                (path[:-1], path, path[:-1] + "0"),
            )
        )
    if filters.with_empty_zone:
        parts.append(("r.zone_path = ''", ()))
    return _join(" OR ", parts, _NOTHING)


def _join(word: str, parts: Sequence[Condition], empty: Condition = _NOTHING) -> Condition:
    if not parts:
        return empty
    return "(" + word.join(sql for sql, _ in parts) + ")", tuple(v for _, vs in parts for v in vs)


def _is_in(value: str | int | None, allowed: Sequence[str | int] | None) -> bool:
    return allowed is None or (value is not None and value in allowed)


def _is_in_zone(zone_path: str, filters: Filters) -> bool:
    if filters.zone_paths is None:
        return True
    if filters.with_empty_zone and zone_path == "":
        return True
    return any((zone_path + "/").startswith(subtree(p)) for p in filters.zone_paths)
