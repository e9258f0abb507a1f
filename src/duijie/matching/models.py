"""Match runs and their suggestions; decisions about pairs, and introductions."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from duijie.catalogue.models import Expert, Need, Offer
from duijie.matching.enums import (
    Answer,
    ContactWay,
    DecisionState,
    GradeValue,
    IntroductionState,
    Outcome,
    RefusalReason,
    Side,
)

_ONE_TARGET: Final = models.Q(offer__isnull=True) ^ models.Q(expert__isnull=True)


class MatchRun(models.Model):
    """One run over the needs of one side (real or example), with all it takes to repeat it."""

    variant = models.CharField(max_length=50)
    """`hybrid.v1`: the version of the ranking."""
    model_version = models.CharField(max_length=100)
    """Of the embedding."""
    catalogue_version = models.PositiveBigIntegerField()
    is_example = models.BooleanField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.variant} on version {self.catalogue_version}"


class NeedMatch(models.Model):
    """The newest answer for one need, also when it is that nothing fits."""

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="match")
    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="need_matches")
    nothing_fits = models.BooleanField()
    """Among the offers."""
    no_expert_fits = models.BooleanField(default=False)
    matched_at = models.DateTimeField(auto_now=True)
    opinion_of = models.CharField(max_length=200, blank=True)
    """The model elsewhere that was asked for its order; empty: none was."""
    opinion_key = models.CharField(max_length=64, blank=True)
    """Of the texts that it read: as long as they stay the same it is not asked again."""
    opinion = models.JSONField(default=dict)
    """`{"offer": [[id, [[need quote, its quote], …]], …], "expert": […]}`, best first."""

    def __str__(self) -> str:
        return f"match of need {self.need_id}"


class Suggestion(models.Model):
    """匹配推荐: one offer or expert suggested for one need."""

    match = models.ForeignKey(NeedMatch, on_delete=models.CASCADE, related_name="suggestions")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(Expert, null=True, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    """From 1, offers and experts each: where it is shown."""
    own_position = models.PositiveIntegerField(null=True)
    """Its place by our own ranking where a model elsewhere has put them into another order."""
    remarks = models.JSONField(default=list)
    """`[[need quote, its quote], …]` that such a model put side by side."""
    fit = models.FloatField()
    is_calibrated = models.BooleanField(default=False)
    is_call = models.BooleanField(default=False)
    """Worth a call: at or above the line, and the match found that something fits."""
    since = models.DateTimeField(null=True)
    """Since when the pair is above the line, whichever run made this row; None below it."""
    score = models.FloatField()
    contributions = models.JSONField(default=list)
    """`[{"name", "value", …}]`: what the score is the sum of."""
    reasons = models.JSONField(default=list)
    """`[{"kind", "weight", "terms", "need_span", "offer_span", "need_quote", "offer_quote"}]`."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=_ONE_TARGET,
                name="suggestion_one_target",
            ),
            models.CheckConstraint(
                condition=models.Q(fit__gte=0, fit__lte=1), name="suggestion_fit_is_share"
            ),
            models.UniqueConstraint(fields=["match", "offer"], name="suggestion_offer_once"),
            models.UniqueConstraint(fields=["match", "expert"], name="suggestion_expert_once"),
        )
        indexes = (
            # what is new, for whoever works on all needs
            models.Index(
                fields=["-since", "-id"],
                condition=models.Q(is_call=True),
                name="suggestion_since_idx",
            ),
        )

    def __str__(self) -> str:
        return f"suggestion {self.position} of {self.match_id}"


class SimilarNeed(models.Model):
    """Another need that asks for the same or for something near, found by the match of a need.
    Made anew with the suggestions."""

    match = models.ForeignKey(NeedMatch, on_delete=models.CASCADE, related_name="similar")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    """The other one; published, or closed."""
    likeness = models.FloatField()
    """0..1; see `engines.ranking.similar`."""
    reasons = models.JSONField(default=list)
    """As those of a suggestion; `offer_quote` is the other need's."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["match", "need"], name="similar_need_once"),)
        indexes = (models.Index(fields=["-likeness", "-id"], name="similar_need_likest_idx"),)

    def __str__(self) -> str:
        return f"need {self.need_id} like that of {self.match_id}"


class Trial(models.Model):
    """试配: a pasted text held against what is there, without making a need of it. Nobody but its
    owner sees it; it is gone after some days."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    is_example = models.BooleanField()
    """Held against the example records, because there are no others."""
    created_at = models.DateTimeField()
    job_id = models.UUIDField(null=True)
    variant = models.CharField(max_length=50, blank=True)
    """Of the ranking; empty before there is a result."""
    nothing_fits = models.BooleanField(default=False)
    no_expert_fits = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    """`{"offers": […], "experts": […], "similar": […]}`, in the fields of `Suggestion` and
    `SimilarNeed`, with `offer_id`, `expert_id`, `need_id`."""

    class Meta:
        indexes = (models.Index(fields=["owner", "-id"], name="trial_owner_idx"),)

    def __str__(self) -> str:
        return f"trial {self.pk}"


class AboutPair(models.Model):
    """Hangs on a need with one offer or expert, not on a suggestion: match runs make those anew."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(Expert, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Sighting(AboutPair):
    """A pair that a match run has put above the line of what is worth a call: since when, and
    whether the need's owner has been told. Outlives the suggestion: nobody is told twice."""

    first_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    is_wake = models.BooleanField(default=False)
    """The need had been matched before without it: its owner is told."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_TARGET, name="sighting_one_target"),
            models.UniqueConstraint(fields=["need", "offer"], name="sighting_offer_once"),
            models.UniqueConstraint(fields=["need", "expert"], name="sighting_expert_once"),
        )
        indexes = (
            models.Index(
                fields=["need"],
                condition=models.Q(is_wake=True, told_at__isnull=True),
                name="sighting_untold_idx",
            ),
        )

    def __str__(self) -> str:
        return f"need {self.need_id} at {self.first_at:%Y-%m-%d}"


class Decision(AboutPair):
    """处理意见: what a broker did with a pair, as it stands now."""

    state = models.CharField(
        max_length=20, choices=DecisionState.choices, default=DecisionState.OPEN
    )
    reason = models.CharField(max_length=20, choices=RefusalReason.choices, blank=True)
    words = models.TextField(blank=True)
    hold_date = models.DateField(null=True, blank=True)
    """On which a held pair comes back."""
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    variant = models.CharField(max_length=300, blank=True)
    """Of the ranking whose suggestion it was made on, `+` the model that had reordered it; empty
    where there was none."""
    fit = models.FloatField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)
    """Where it was shown, from 1; None where it was not suggested, or is older than this field."""
    revision = models.PositiveIntegerField(default=1)
    """Counts the steps: an undo of an older one is refused."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_TARGET, name="decision_one_target"),
            models.UniqueConstraint(fields=["need", "offer"], name="decision_offer_once"),
            models.UniqueConstraint(fields=["need", "expert"], name="decision_expert_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DecisionState.values), name="decision_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DecisionState.HELD) | models.Q(hold_date__isnull=False),
                name="decision_hold_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DecisionState.REFUSED) | ~models.Q(reason=""),
                name="decision_refusal_has_reason",
            ),
        )
        indexes = (
            models.Index(fields=["state", "-decided_at", "-id"], name="decision_newest_idx"),
        )

    def __str__(self) -> str:
        return f"{self.state} for need {self.need_id}"


class DecisionEntry(models.Model):
    """One step of a decision. Never changed, never removed while its pair is there."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    move = models.CharField(max_length=20)
    """A `policies.DecisionMove`."""
    reason = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    hold_date = models.DateField(null=True, blank=True)
    variant = models.CharField(max_length=300, blank=True)
    fit = models.FloatField(null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.move


class Introduction(AboutPair):
    """对接: both sides are asked whether they want to talk; what became of it."""

    state = models.CharField(
        max_length=20, choices=IntroductionState.choices, default=IntroductionState.ASKED
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    """When the state last changed: what waits too long is told by it."""
    contact_date = models.DateField(null=True, blank=True)
    contact_way = models.CharField(max_length=20, choices=ContactWay.choices, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    words = models.TextField(blank=True)
    """About the outcome."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_TARGET, name="introduction_one_target"),
            models.CheckConstraint(
                condition=models.Q(state__in=IntroductionState.values),
                name="introduction_state_known",
            ),
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=models.Q(ended_at__isnull=True),
                name="introduction_offer_once",
            ),
            models.UniqueConstraint(
                fields=["need", "expert"],
                condition=models.Q(ended_at__isnull=True),
                name="introduction_expert_once",
            ),
        )
        indexes = (
            models.Index(fields=["state", "-moved_at", "-id"], name="introduction_moved_idx"),
            models.Index(fields=["-moved_at", "-id"], name="introduction_newest_idx"),
        )

    def __str__(self) -> str:
        return f"introduction of need {self.need_id}"


class IntroductionSide(models.Model):
    """One of the two sides: who was asked when, and what they said."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="sides")
    side = models.CharField(max_length=10, choices=Side.choices)
    recipient_name = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    """When the link was last made; None: not yet."""
    asked_count = models.PositiveIntegerField(default=0)
    question = models.TextField(blank=True)
    question_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(max_length=20, choices=RefusalReason.choices, blank=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["introduction", "side"], name="side_once"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="side_known"),
        )

    def __str__(self) -> str:
        return f"{self.side} of {self.introduction_id}"


class IntroductionEntry(models.Model):
    """One thing that happened to an introduction. Never changed."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None: a side by its link, or the clock."""
    action = models.CharField(max_length=20)
    """A `policies.IntroductionMove`, or `start`, `ask`, `question`."""
    side = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=100, blank=True)
    """Of who was asked or answered by link."""
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.action


class JudgingRound(models.Model):
    """评测: a sample of needs whose pooled offers and experts people grade without knowing who
    ranked them where."""

    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_example = models.BooleanField()
    depth = models.PositiveIntegerField()
    """How many of the best of each method are pooled: what is measured goes no deeper."""
    wanted = models.PositiveIntegerField()
    """How many needs are drawn."""
    variant = models.CharField(max_length=50, blank=True)
    """Of the ranking; empty while the pairs are being drawn."""
    job_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"round {self.pk}"


class JudgedPair(AboutPair):
    """A pair of a round."""

    round = models.ForeignKey(JudgingRound, on_delete=models.CASCADE, related_name="pairs")
    places = models.JSONField(default=dict)
    """Method -> place from 1 among all that it may propose, as far as the depth reaches."""
    is_nothing = models.BooleanField(default=False)
    """The ranking said of its need that nothing of this kind fits."""
    draw = models.PositiveIntegerField()
    """By which the pairs of a need are shown: says nothing of their places."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_ONE_TARGET, name="judged_one_target"),
            models.UniqueConstraint(fields=["round", "need", "offer"], name="judged_offer_once"),
            models.UniqueConstraint(fields=["round", "need", "expert"], name="judged_expert_once"),
        )

    def __str__(self) -> str:
        return f"need {self.need_id} in round {self.round_id}"


class Grade(models.Model):
    """评分: what one person thinks of a pair."""

    pair = models.ForeignKey(JudgedPair, on_delete=models.CASCADE, related_name="grades")
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(choices=GradeValue.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["pair", "grader"], name="grade_once"),
            models.CheckConstraint(
                condition=models.Q(value__in=GradeValue.values), name="grade_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.value} for pair {self.pair_id}"


class Look(models.Model):
    """Until when somebody has seen what is new on the page of suggestions."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
