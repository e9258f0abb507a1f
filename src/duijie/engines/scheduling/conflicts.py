"""A smallest set of rules that cannot all hold, for a day whose musts do not fit.

A clash is cut down by leaving out one rule after another; then smaller ones are ruled out or
found by hitting sets (Ignatiev et al., "Smallest MUS extraction with minimal hitting set
dualization", 2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duijie.engines.scheduling.clash_model import QUESTION_EFFORT, ClashModel, RuleSet
from duijie.engines.scheduling.dropped_rules import holds_without
from duijie.engines.scheduling.formula import CpFormula
from duijie.engines.scheduling.problem import Problem
from duijie.engines.scheduling.rules import Rule, RuleKind, declare_rules
from duijie.engines.scheduling.solving import Answer, Runner


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that cannot all hold."""

    rules: tuple[Rule, ...]
    is_irreducible: bool
    """Proven that none of them can be left out."""
    is_smallest: bool
    """Proven that no fewer rules of the day clash."""


def find_clash(problem: Problem, runner: Runner, *, most_changes: int | None) -> Clash | None:
    """A smallest clash among the rules of a day; None when the time was too short to find one.

    `most_changes` is the settled level of changes, a rule like the others here.
    """
    declared = list(declare_rules(problem.instance))
    if most_changes is not None and problem.previous:
        declared.append(Rule(RuleKind.KEEP_PREVIOUS, limit=most_changes))
    rules = RuleSet(problem, tuple(declared))
    clash = _find_any(rules, runner)
    if clash is None:
        return None
    clash, is_irreducible = _shrink(rules, clash, runner)
    is_smallest = False
    if is_irreducible:
        needed = _list_needed(rules, clash, runner, most_changes)
        is_smallest = needed == clash
        if not is_smallest:
            clash, is_smallest = _find_smaller(rules, clash, needed, runner)
    chosen = tuple(rules.rules[r] for r in sorted(clash))
    return Clash(chosen, is_irreducible, is_smallest)


def _find_any(rules: RuleSet, runner: Runner) -> set[int] | None:
    """Some clash: within a few meetings by counting or by order, else over the whole day."""
    for meetings in _parts(rules.problem):
        chosen = rules.about(meetings)
        if rules.is_overfull(chosen):
            return chosen
    everything = set(range(len(rules.rules)))
    if rules.is_overfull(everything):
        return everything
    for m in sorted(rules.problem.musts & rules.problem.predecessors.keys()):
        chosen = rules.about(_obliged(rules.problem, m))
        if rules.is_clash(chosen, runner) is Answer.YES:
            return chosen
    return ClashModel(rules, everything, has_switches=True).find_core(runner)


def _parts(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Each must alone, then the musts of each party."""
    for m in sorted(problem.musts):
        yield (m,)
    for meetings in problem.party_meetings:
        yield tuple(m for m in meetings if m in problem.musts)


def _obliged(problem: Problem, m: int) -> set[int]:
    """A meeting and all that must come before it."""
    found = {m}
    waiting = [m]
    while waiting:
        for before in problem.predecessors.get(waiting.pop(), ()):
            if before not in found:
                found.add(before)
                waiting.append(before)
    return found


def _shrink(rules: RuleSet, clash: set[int], runner: Runner) -> tuple[set[int], bool]:
    """Leave out rules while the rest still clashes; False when that was not settled for each.

    Halves, quarters and so on first, then one by one: a clash is mostly a few rules of many.
    """
    kept = set(clash)
    size = len(kept) // 2
    while size >= 1:
        for start in range(0, len(clash), size):
            part = set(sorted(clash)[start : start + size]) & kept
            if part and len(part) < len(kept) and _still_clashes(rules, kept - part, runner):
                kept -= part
        size //= 2
    is_irreducible = all(rules.is_clash(kept - {r}, runner) is Answer.NO for r in sorted(kept))
    return kept, is_irreducible


def _still_clashes(rules: RuleSet, chosen: set[int], runner: Runner) -> bool:
    return rules.is_clash(chosen, runner) is Answer.YES


def _list_needed(
    rules: RuleSet, clash: set[int], runner: Runner, most_changes: int | None
) -> set[int]:
    """Rules of a clash without which all others hold: they belong to every clash.

    Given up at the second one that is not: then the day has another clash, mostly.
    """
    needed: set[int] = set()
    for n, r in enumerate(sorted(clash)):
        is_needed = holds_without(
            rules.problem.instance,
            rules.rules[r],
            most_changes=most_changes,
            is_over=lambda: runner.clock.left <= 0,
        )
        if is_needed:
            needed.add(r)
        elif len(needed) < n:
            break
    return needed


def _find_smaller(
    rules: RuleSet, clash: set[int], needed: set[int], runner: Runner
) -> tuple[set[int], bool]:
    """The clash or a smaller one, and whether a smallest one is proven.

    Every clash shares a rule with every correction; so a smallest set that meets all corrections
    seen so far either clashes, and is smallest, or shows another correction.
    """
    whole = ClashModel(rules, range(len(rules.rules)), has_switches=True)
    corrections: list[set[int]] = [{r} for r in sorted(needed)]
    while True:
        candidate = _smallest_hitting(corrections, runner)
        if candidate is None:
            return clash, False
        if len(candidate) >= len(clash):
            return clash, True
        answer = rules.is_clash(candidate, runner)
        if answer is Answer.YES:
            return candidate, True
        correction = whole.find_correction(candidate, runner) if answer is Answer.NO else None
        if not correction:
            return clash, False
        corrections.append(correction)


def _smallest_hitting(sets: Sequence[set[int]], runner: Runner) -> set[int] | None:
    formula = CpFormula()
    literal: dict[int, int] = {}
    for members in sets:
        for r in sorted(members):
            if r not in literal:
                literal[r] = formula.new()
        formula.clause([literal[r] for r in sorted(members)])
    if not sets:
        return set()
    formula.model.minimize(formula.total(literal.values()))
    outcome = runner.run(formula, effort=QUESTION_EFFORT, is_linear=True)
    if outcome.answer is not Answer.YES or outcome.best != outcome.bound:
        return None
    return {r for r, number in literal.items() if number in outcome.true_literals}
