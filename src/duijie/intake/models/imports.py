"""Spreadsheets on their way into the record: the file, its columns, a verdict for each row."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.intake.enums import Choice, ImportState, RowState, Verdict


class ColumnMapping(models.Model):
    """What the columns of one layout hold, as somebody last confirmed it; shared by all.

    A layout is the set of headers of a table, whatever their order (`validators.layouts`).
    """

    layout = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    columns = models.JSONField(default=dict)
    """Header as compared -> field name, `-` for a column left out, empty for one kept as it is."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.layout[:8]}"


class ImportSource(models.Model):
    """Whose sheets of one layout belong together: their number column means the same records."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    layout = models.CharField(max_length=64)
    constants = models.JSONField(default=dict)
    """What was last chosen for all rows."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "layout"], name="import_source_once"),
        )

    def __str__(self) -> str:
        return f"{self.owner_id} {self.layout[:8]}"


class ImportBatch(models.Model):
    """One file on its way into the record, in one undoable act."""

    name = models.TextField()
    file = models.TextField()
    """Path of the original below the media folder."""
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    zone_path = models.CharField(max_length=200, blank=True)
    """Of the owner's zone when the file came in."""
    state = models.CharField(
        max_length=20, choices=ImportState.choices, default=ImportState.READING
    )
    tables = models.JSONField(default=list)
    """How each table is read: `services.imports.tables.TableChoice` as JSON."""
    constants = models.JSONField(default=dict)
    """What holds for all rows: `{"state", "disclosure", "zone_id"?, "organisation"?}`."""
    findings = models.JSONField(default=list)
    """`[{"message", "severity", "place"}]`: what is told about the file, and rows left out."""
    mapped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    """Whose remembered columns were applied by themselves; None: confirmed here, or guessed."""
    generation = models.PositiveIntegerField(default=0)
    """Counts the checks: a check that was overtaken by another writes nothing more."""
    job_id = models.UUIDField(null=True)
    """The work at hand, or the last."""
    row_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(null=True)
    """When its first row was written; counts for the days in which it can be undone."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_known"
            ),
        )
        indexes = (models.Index(fields=["owner", "-created_at"], name="import_owner_idx"),)

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of a batch with its verdict and what became of it.

    What became of it is written in the transaction that writes the record, so that a run that was
    killed goes on with the rows that are still open.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    """Order of reading, from 0."""
    table = models.PositiveSmallIntegerField(default=0)
    """Index in `ImportBatch.tables`."""
    place = models.JSONField(default=dict)
    """`{"sheet"?, "page"?, "row"?}`."""
    cells = models.JSONField(default=list)
    """Texts as found, in the order of the table's columns: what comes back when refused."""
    kind = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    organisation_name = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    """Field -> value, as `catalogue.validators` left it (dates as text)."""
    unplaced = models.JSONField(default=dict)
    """Header -> text of what has no field."""
    zone_id = models.PositiveBigIntegerField(null=True)
    zone_path = models.CharField(max_length=200, blank=True)
    identity_key = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    problems = models.JSONField(default=list)
    """`[{"column"?, "field"?, "message", "is_note"}]`; `column` as the user counts."""
    target_id = models.PositiveBigIntegerField(null=True)
    """The record that it changes, repeats or resembles."""
    target_revision = models.PositiveIntegerField(null=True)
    """Of that record when the row was checked."""
    reason = models.JSONField(null=True)
    """Why it is taken for that record: a message."""
    differences = models.JSONField(default=dict)
    """Field -> [stored, in the row]; once written [before, after]."""
    choice = models.CharField(max_length=20, choices=Choice.choices, blank=True)
    """Empty: not chosen, so left out."""
    state = models.CharField(max_length=20, choices=RowState.choices, default=RowState.OPEN)
    record_id = models.PositiveBigIntegerField(null=True)
    """What was written."""
    revision = models.PositiveIntegerField(null=True)
    """Of the record after it was written: undone only while it is still this one."""
    made_organisation_id = models.PositiveBigIntegerField(null=True)
    """An organisation that had to be made for this row."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "position"], name="import_row_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="import_row_verdict_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RowState.values), name="import_row_state_known"
            ),
        )
        indexes = (
            models.Index(fields=["batch", "verdict", "position"], name="import_row_verdict_idx"),
            models.Index(fields=["batch", "state", "position"], name="import_row_state_idx"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.position} {self.verdict}"
