"""Match runs and the suggestions they made."""

from __future__ import annotations

from django.db import models

from duijie.catalogue.models import Expert, Need, Offer


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

    def __str__(self) -> str:
        return f"match of need {self.need_id}"


class Suggestion(models.Model):
    """匹配推荐: one offer or expert suggested for one need."""

    match = models.ForeignKey(NeedMatch, on_delete=models.CASCADE, related_name="suggestions")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(Expert, null=True, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    """From 1, offers and experts each."""
    fit = models.FloatField()
    is_calibrated = models.BooleanField(default=False)
    score = models.FloatField()
    contributions = models.JSONField(default=list)
    """`[{"name", "value", …}]`: what the score is the sum of."""
    reasons = models.JSONField(default=list)
    """`[{"kind", "weight", "terms", "need_span", "offer_span", "need_quote", "offer_quote"}]`."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(offer__isnull=True) ^ models.Q(expert__isnull=True),
                name="suggestion_one_target",
            ),
            models.CheckConstraint(
                condition=models.Q(fit__gte=0, fit__lte=1), name="suggestion_fit_is_share"
            ),
            models.UniqueConstraint(fields=["match", "offer"], name="suggestion_offer_once"),
            models.UniqueConstraint(fields=["match", "expert"], name="suggestion_expert_once"),
        )

    def __str__(self) -> str:
        return f"suggestion {self.position} of {self.match_id}"
