"""Clauses say what the counts mean: every assignment of a few literals is tried."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from pysat.solvers import Cadical153

from duijie.engines.scheduling.cnf import CnfFormula

Post = Callable[[CnfFormula, list[int]], None]

WEIGHTS = (3, 1, 4, 1, 5, 2, 2, 7, 1)

CASES: list[tuple[str, Post, Callable[[list[bool]], bool]]] = [
    ("exactly_one", lambda f, x: f.exactly_one(x), lambda v: sum(v) == 1),
    *(
        (f"count_equal {n}", lambda f, x, n=n: f.count_equal(x, n), lambda v, n=n: sum(v) == n)
        for n in range(4)
    ),
    *(
        (f"count_at_most {n}", lambda f, x, n=n: f.count_at_most(x, n), lambda v, n=n: sum(v) <= n)
        for n in range(4)
    ),
    *(
        (
            f"pair_count {n}",
            lambda f, x, n=n: f.pair_count([], x, n),
            lambda v, n=n: sum(v) % 2 == 0 and sum(v) <= 2 * n,
        )
        for n in range(3)
    ),
    *(
        (
            f"weigh_at_most {n}",
            lambda f, x, n=n: f.weigh_at_most(list(zip(x, WEIGHTS, strict=False)), n),
            lambda v, n=n: sum(w for w, is_true in zip(WEIGHTS, v, strict=False) if is_true) <= n,
        )
        for n in (0, 2, 5, 11)
    ),
]


@pytest.mark.parametrize(("name", "post", "holds"), CASES, ids=[name for name, _, _ in CASES])
@pytest.mark.parametrize("size", [1, 4, 9])
def test_encoding_allows_exactly_what_it_says(
    name: str, post: Post, holds: Callable[[list[bool]], bool], size: int
) -> None:
    formula = CnfFormula()
    literals = [formula.new() for _ in range(size)]
    post(formula, literals)
    solver = Cadical153(bootstrap_with=formula.clauses)
    for values in product((False, True), repeat=size):
        assumed = [x if v else -x for x, v in zip(literals, values, strict=True)]
        is_empty = any(not clause for clause in formula.clauses)
        is_allowed = not is_empty and bool(solver.solve(assumptions=assumed))
        assert is_allowed == holds(list(values)), (name, values)
    solver.delete()
