"""Records and where they came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.catalogue.enums import RecordState


class CatalogueVersion(models.Model):
    """Counts the changes to published records, the made-up example's apart from the real ones.

    Whatever is derived from the records (an index, stored suggestions) keeps the number it was
    made from, and is old news once the number has moved.
    """

    is_example = models.BooleanField(unique=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{'example' if self.is_example else 'real'} {self.number}"


class Source(models.Model):
    """Where records came from: a file, told apart by its content."""

    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sha256", "is_example"], name="source_once"),
        )

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A company, university, institute …; one row per name as `validators.name_key` sees it.

    Two ways of writing one name that differ in more than form stay two rows: joining those is
    linkage, which is not done here.
    """

    name = models.TextField()
    normalised_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    profile = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["normalised_name", "is_example"], name="organisation_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CatalogueRecord(models.Model):
    """What needs, offers and experts have in common.

    `phone`, `email`, `address` and `unplaced` may hold contact details: they are read for one
    record's page only, never for lists, matches or exports.
    """

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=100, blank=True)
    """As the source numbers it."""
    title = models.TextField()
    text = models.TextField(blank=True)
    person = models.TextField(blank=True)
    position = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    region = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=200, blank=True)
    budget_wan = models.FloatField(null=True, blank=True)
    trl = models.PositiveSmallIntegerField(null=True, blank=True)
    keywords = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    """`[{"title", "text"}]`."""
    fields = models.JSONField(default=dict)
    """All other placed fields, `engines.extraction.Field` value -> text as found."""
    unplaced = models.JSONField(default=dict)
    """Columns that could not be placed, header -> text."""
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.JSONField(default=dict)
    """`{"file", "page"?, "sheet"?, "row"?, "column"?}` as `engines.documents.Place`."""
    place_key = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64)
    """Of organisation, title and text as `validators.fingerprint` sees them."""
    search_text = models.TextField(blank=True)
    """What the list's search looks through, normalised; no contact details."""
    state = models.CharField(
        max_length=20, choices=RecordState.choices, default=RecordState.PUBLISHED
    )
    is_example = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        indexes = (
            models.Index(fields=["-created_at", "-id"], name="%(class)s_newest_idx"),
            models.Index(fields=["region"], name="%(class)s_region_idx"),
            models.Index(fields=["industry"], name="%(class)s_industry_idx"),
            models.Index(fields=["source", "place_key"], name="%(class)s_place_idx"),
        )
        constraints = (
            models.UniqueConstraint(fields=["fingerprint", "is_example"], name="%(class)s_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=RecordState.values), name="%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(budget_wan__isnull=True) | models.Q(budget_wan__gte=0),
                name="%(class)s_budget_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Need(CatalogueRecord):
    """技术需求: a problem that an organisation wants solved."""


class Offer(CatalogueRecord):
    """科技成果: a result, product, service that somebody brings. `budget_wan` is its price."""


class Expert(CatalogueRecord):
    """专家: a person who can solve something. `person` is the name, `text` the field of work."""
