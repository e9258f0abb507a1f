"""A formula as clauses for a SAT solver, with the encodings of docs/adr/0006.

Counts become sequential counters and totalizers. `same_count` is left out: it only keeps units
from counting gaps that are not there, which no question "at most k?" gains by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pysat.solvers import Cadical153

from duijie.engines.scheduling.formula import Literal
from duijie.engines.scheduling.solving import Answer, Outcome

PAIRWISE_SIZE = 8
"""Up to so many literals "at most one" is written pair by pair, above by a counter."""

TURN_CONFLICTS = 500
"""Conflicts between two looks at the clock: some tenths of a second. Proofs are as short with 2,000
(forum-13crafc, tic-13crafc, ticf-13crafb), but then nobody is heard for seconds."""


class CnfFormula:
    """Clauses over whole numbers; implements `formula.Formula` for models without `same_count`."""

    def __init__(self, *, is_linked: bool = False) -> None:
        """With `is_linked` meetings are counted beside people and the counts tied together.

        That shortens proofs and makes plans harder to come by (docs/adr/0006).
        """
        self.clauses: list[list[int]] = []
        self.variable_count = 0
        self.is_linked = is_linked

    def new(self) -> int:
        self.variable_count += 1
        return self.variable_count

    def clause(self, literals: Iterable[Literal]) -> None:
        kept: list[int] = []
        for literal in literals:
            if literal is True:
                return
            if literal is not False:
                kept.append(literal)
        self.clauses.append(kept)

    def exactly_one(self, literals: Sequence[int]) -> None:
        self.clauses.append(list(literals))
        self._at_most_one(literals)

    def _at_most_one(self, literals: Sequence[int]) -> None:
        if len(literals) > PAIRWISE_SIZE:
            self.count_at_most(literals, 1)
            return
        for n, left in enumerate(literals):
            for right in literals[n + 1 :]:
                self.clauses.append([-left, -right])

    def count_equal(self, literals: Sequence[int], count: int) -> None:
        """A counter in both directions, with what must have been reached by each place."""
        if count > len(literals):
            self.clauses.append([])
            return
        reached: list[Literal] = [True, *(False for _ in range(count + 1))]
        for n, literal in enumerate(literals):
            now: list[Literal] = [True]
            for k in range(1, count + 2):
                now.append(self._count_step(reached[k], reached[k - 1], literal))
            reached = now
            self.clause((_opposite(reached[count + 1]),))
            reached[count + 1] = False
            remaining = len(literals) - n - 1
            if count - remaining >= 1:
                self.clause((reached[count - remaining],))

    def _count_step(self, same: Literal, lower: Literal, literal: int) -> Literal:
        """A literal for `same or (lower and literal)`."""
        if lower is False:
            return same
        if same is False and lower is True:
            return literal
        found = self.new()
        self.clause((_opposite(same), found))
        self.clause((_opposite(lower), -literal, found))
        self.clause((-found, same, literal))
        self.clause((-found, same, lower))
        return found

    def count_at_most(self, literals: Sequence[int], count: int) -> None:
        if count >= len(literals):
            return
        if count < 0:
            self.clauses.append([])
            return
        if count == 0:
            self.clauses.extend([-literal] for literal in literals)
            return
        reached: list[Literal] = [False] * count
        for literal in literals:
            self.clause((-literal, _opposite(reached[-1])))
            now: list[Literal] = []
            for k in range(count):
                lower: Literal = True if k == 0 else reached[k - 1]
                if lower is False:
                    now.append(reached[k])
                    continue
                found = self.new()
                self.clause((_opposite(reached[k]), found))
                self.clause((-literal, _opposite(lower), found))
                now.append(found)
            reached = now

    def weigh_at_most(self, weighed: Sequence[tuple[int, int]], most: int) -> None:
        """The weights of those that hold make at most so much.

        A sequential counter of weights (Hölldobler, Manthey and Steinke, 2012).
        """
        if len({weight for _, weight in weighed}) == 1:
            self.count_at_most([literal for literal, _ in weighed], most // weighed[0][1])
            return
        reached: list[Literal] = [True, *(False for _ in range(most))]
        for literal, weight in weighed:
            if weight > most:
                self.clause((-literal,))
                continue
            self.clause((-literal, _opposite(reached[most - weight + 1])))
            now: list[Literal] = [True]
            for total in range(1, most + 1):
                lower = reached[max(total - weight, 0)]
                if lower is False:
                    now.append(reached[total])
                    continue
                found = self.new()
                self.clause((_opposite(reached[total]), found))
                self.clause((-literal, _opposite(lower), found))
                now.append(found)
            reached = now

    def same_count(self, left: Sequence[int], right: Sequence[int]) -> None:
        """Nothing: see above."""

    def pair_count(self, meetings: Sequence[int], people: Sequence[int], most: int) -> None:
        """At most twice `most` people and an even number; meetings follow from people."""
        outputs = self._totalizer(people, 2 * most + 2)
        for k, output in enumerate(outputs, start=1):
            if k > 2 * most:
                self.clauses.append([-output])
            elif k % 2 == 1:
                self.clauses.append([-output, *outputs[k : k + 1]])
        if self.is_linked:
            self._link(self._totalizer(meetings, most + 2), outputs, most)

    def _link(self, meetings: Sequence[int], people: Sequence[int], most: int) -> None:
        """At least k meetings just where there are at least 2k people, and 2k - 1."""
        for k, output in enumerate(meetings, start=1):
            if k > most:
                self.clauses.append([-output])
                continue
            if 2 * k <= len(people):
                self.clauses.append([-output, people[2 * k - 1]])
            if 2 * k - 1 <= len(people):
                self.clauses.append([-people[2 * k - 2], output])

    def _totalizer(self, literals: Sequence[int], most: int) -> list[int]:
        """Literals "at least 1, 2, ..." in both directions, no more than `most` of them."""
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        left = self._totalizer(literals[:half], most)
        right = self._totalizer(literals[half:], most)
        size = min(len(left) + len(right), most)
        outputs = [self.new() for _ in range(size)]
        for i in range(len(left) + 1):
            for j in range(len(right) + 1):
                self._merge(left, right, i, j, outputs)
        return outputs

    def _merge(self, left: list[int], right: list[int], i: int, j: int, outputs: list[int]) -> None:
        """i on the left and j on the right make at least i + j; without more there, no more."""
        if i + j >= 1:
            reached = outputs[min(i + j, len(outputs)) - 1]
            self.clauses.append(
                [*([-left[i - 1]] if i else []), *([-right[j - 1]] if j else []), reached]
            )
        if i + j < len(outputs):
            self.clauses.append([*left[i : i + 1], *right[j : j + 1], -outputs[i + j]])


def _opposite(literal: Literal) -> Literal:
    return (not literal) if isinstance(literal, bool) else -literal


class SatQuestion:
    """One question to CaDiCaL that can be asked in turns: what was learned is kept between them."""

    def __init__(self, formula: CnfFormula) -> None:
        self._is_trivial = any(not clause for clause in formula.clauses)
        self._solver = Cadical153(bootstrap_with=[] if self._is_trivial else formula.clauses)

    def ask(self, *, conflicts: int, is_over: Callable[[], bool]) -> Outcome:
        """Search on for about so many conflicts. Always the same answer for the same turns."""
        if self._is_trivial:
            return Outcome(Answer.NO)
        while conflicts > 0 and not is_over():
            turn = min(conflicts, TURN_CONFLICTS)
            conflicts -= turn
            self._solver.conf_budget(turn)
            answer = self._solver.solve_limited()
            if answer is not None:
                return self._outcome(answer)
        return Outcome(Answer.UNKNOWN)

    def _outcome(self, answer: bool) -> Outcome:
        if not answer:
            return Outcome(Answer.NO)
        model = self._solver.get_model() or []
        return Outcome(Answer.YES, frozenset(literal for literal in model if literal > 0))

    def close(self) -> None:
        """Give back the solver's memory."""
        self._solver.delete()
