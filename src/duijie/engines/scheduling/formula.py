"""One language for two solvers: literals are whole numbers, negative for "not" (DIMACS).

`CpFormula` hands the constraints to CP-SAT as they are; a model written against `Formula` can be
given to a SAT solver too. `True` and `False` may stand in place of a literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from ortools.sat.python import cp_model

Literal = int | bool


def negate(literal: Literal) -> Literal:
    """Not `literal`, for constants too."""
    return (not literal) if isinstance(literal, bool) else -literal


class Formula(Protocol):
    """What a model may ask for. Lists hold variables' literals only; clauses constants too."""

    def new(self) -> int:
        """A fresh Boolean variable."""

    def clause(self, literals: Iterable[Literal]) -> None:
        """At least one holds."""

    def exactly_one(self, literals: Sequence[int]) -> None:
        """One and only one holds."""

    def count_equal(self, literals: Sequence[int], count: int) -> None:
        """`count` of them hold."""

    def count_at_most(self, literals: Sequence[int], count: int) -> None:
        """No more than `count` hold."""

    def same_count(self, left: Sequence[int], right: Sequence[int]) -> None:
        """As many hold on the left as on the right."""

    def pair_count(self, meetings: Sequence[int], people: Sequence[int], most: int) -> None:
        """At most `most` meetings, and people in twice that number."""


def either(formula: Formula, left: Literal, right: Literal) -> Literal:
    """A literal for `left or right`; a new variable only where neither is a constant."""
    if left is True or right is True:
        return True
    if left is False:
        return right
    if right is False:
        return left
    found = formula.new()
    formula.clause((-found, left, right))
    formula.clause((found, negate(left)))
    formula.clause((found, negate(right)))
    return found


def all_of(formula: Formula, literals: Iterable[Literal]) -> Literal:
    """A literal for the conjunction; a new variable only where more than one is open."""
    kept = [literal for literal in literals if literal is not True]
    if any(literal is False for literal in kept):
        return False
    if not kept:
        return True
    if len(kept) == 1:
        return kept[0]
    found = formula.new()
    for literal in kept:
        formula.clause((-found, literal))
    formula.clause((found, *(negate(literal) for literal in kept)))
    return found


class CpFormula:
    """A formula in CP-SAT. Sums and objectives that only CP-SAT knows go through `model`."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._variables: list[cp_model.IntVar] = []
        self._by_index: dict[int, int] = {}

    def new(self) -> int:
        variable = self.model.new_bool_var("")
        self._variables.append(variable)
        self._by_index[variable.index] = len(self._variables)
        return len(self._variables)

    def at(self, literal: int) -> cp_model.LiteralT:
        """CP-SAT's own literal."""
        variable = self._variables[abs(literal) - 1]
        return variable if literal > 0 else ~variable

    def hint(self, hints: Mapping[int, bool]) -> None:
        """Start the search from these values of variables."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it untyped
        for number, is_true in hints.items():
            self.model.add_hint(self._variables[number - 1], is_true)

    def literal_of(self, index: int) -> int:
        """Our literal for an index that CP-SAT reports."""
        return self._by_index[index] if index >= 0 else -self._by_index[-index - 1]

    def total(self, literals: Iterable[int]) -> cp_model.LinearExprT:
        """The number of literals that hold, as an expression."""
        return cp_model.LinearExpr.sum([self.at(literal) for literal in literals])

    def minimise(self, literals_by_cost: Mapping[int, Sequence[int]]) -> None:
        """Make the total cost of the literals that hold as small as can be."""
        pairs = [(self.at(x), cost) for cost, xs in literals_by_cost.items() for x in xs]
        self.model.minimize(
            cp_model.LinearExpr.weighted_sum([x for x, _ in pairs], [cost for _, cost in pairs])
        )

    def true_literals(self, solver: cp_model.CpSolver) -> list[int]:
        """The variables that hold in a solver's solution."""
        return [
            number
            for number, variable in enumerate(self._variables, start=1)
            if solver.boolean_value(variable)
        ]

    def clause(self, literals: Iterable[Literal]) -> None:
        kept = [literal for literal in literals if literal is not False]
        if any(literal is True for literal in kept):
            return
        self.model.add_bool_or([self.at(literal) for literal in kept])

    def exactly_one(self, literals: Sequence[int]) -> None:
        self.model.add_exactly_one([self.at(literal) for literal in literals])

    def count_equal(self, literals: Sequence[int], count: int) -> None:
        self._require(self.total(literals) == count)

    def count_at_most(self, literals: Sequence[int], count: int) -> None:
        if count < len(literals):
            self._require(self.total(literals) <= count)

    def same_count(self, left: Sequence[int], right: Sequence[int]) -> None:
        self._require(self.total(left) == self.total(right))

    def pair_count(self, meetings: Sequence[int], people: Sequence[int], most: int) -> None:
        count = self.model.new_int_var(0, min(most, len(meetings)), "")
        self._require(self.total(meetings) == count)
        self._require(self.total(people) == 2 * count)

    def _require(self, condition: Any) -> None:
        """Sums of nothing make a plain bool of a condition, which CP-SAT takes as well."""
        self.model.add(condition)
