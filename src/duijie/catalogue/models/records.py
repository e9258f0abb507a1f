"""Records and where they came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import CloseReason, NeedKind, RecordState
from duijie.catalogue.models.organisations import Organisation
from duijie.catalogue.models.shared import Deletable, Zoned
from duijie.catalogue.models.unindexed import Beginning


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


class CatalogueRecord(Zoned, Deletable):
    """What needs, offers and experts have in common.

    Which of it somebody sees is the table of `catalogue.disclosure`. Values of code lists are kept
    as their codes (`models.codes`), which stay readable when a newer list retires them.
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
    """As stated; the administrative division is `division_code`."""
    division_code = models.CharField(max_length=12, blank=True)
    """GB/T 2260."""
    industry = models.CharField(max_length=200, blank=True)
    """As stated; the codes are below."""
    industry_code = models.CharField(max_length=12, blank=True)
    """GB/T 4754."""
    sei_code = models.CharField(max_length=12, blank=True)
    """Strategic emerging industries."""
    field_code = models.CharField(max_length=12, blank=True)
    """Technical field of the official forms."""
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
    identity_key = models.CharField(max_length=64, blank=True, db_index=True)
    """Of an imported row: tells a changed row from a new one (`validators.identity_key`)."""
    search_text = models.TextField(blank=True)
    """What the list's search looks through, normalised; no contact details."""
    state = models.CharField(
        max_length=20, choices=RecordState.choices, default=RecordState.PUBLISHED
    )
    disclosure = models.PositiveSmallIntegerField(
        choices=DisclosureLevel.choices, default=DisclosureLevel.REGISTERED
    )
    """The lowest level at which anything of the record is shown: TEASER to everybody (once a
    public summary is written), CONSENT and NDA to nobody but its own side and whom that agreed
    with."""
    teaser_title = models.TextField(blank=True)
    teaser_text = models.TextField(blank=True)
    """What strangers see, written so that it names nobody."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    return_note = models.TextField(blank=True)
    """Why the check sent it back; empty once it is submitted again."""
    published_at = models.DateTimeField(null=True, blank=True)
    expiry_date = models.DateField(null=True, blank=True)
    """The last day on which it is published; None: no end."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """Closed, expired or withdrawn."""
    close_reason = models.CharField(max_length=20, choices=CloseReason.choices, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Counts the changes: a form that was opened before the last change is refused."""
    is_example = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        indexes = (
            # holds all that decides who sees a row: counting and the newest page of a list never
            # touch the table, whose rows are fat with text
            models.Index(
                fields=[
                    "-created_at",
                    "-id",
                    "state",
                    "disclosure",
                    "zone_path",
                    "owner",
                    "organisation",
                    "is_example",
                    # else SQLite does not see that the table is not needed, and walks another
                    # index and the whole table
                    "deleted_at",
                ],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_newest_idx",
            ),
            models.Index(
                fields=["-budget_wan", "id"],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_budget_idx",
            ),
            models.Index(
                Beginning("title"),
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_title_idx",
            ),
            # with what decides whether everybody sees a row, so that the choices of a filter are
            # counted in the index alone
            models.Index(
                fields=["region", "state", "disclosure"],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_region_idx",
            ),
            models.Index(
                fields=["industry", "state", "disclosure"],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_industry_idx",
            ),
            models.Index(fields=["source", "place_key"], name="%(class)s_place_idx"),
            # the desk: what waits for a check, and what was published since yesterday
            models.Index(
                fields=["state", "submitted_at", "id", "zone_path", "owner", "deleted_at"],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_waiting_idx",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_fresh_idx",
            ),
            models.Index(fields=["state", "expiry_date"], name="%(class)s_expiry_idx"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["fingerprint", "is_example"],
                condition=models.Q(deleted_at__isnull=True),
                name="%(class)s_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RecordState.values), name="%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(disclosure__in=DisclosureLevel.values),
                name="%(class)s_disclosure_known",
            ),
            models.CheckConstraint(
                condition=models.Q(trl__isnull=True) | models.Q(trl__range=(1, 9)),
                name="%(class)s_trl_1_to_9",
            ),
            models.CheckConstraint(
                condition=models.Q(budget_wan__isnull=True) | models.Q(budget_wan__gte=0),
                name="%(class)s_budget_not_negative",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Need(CatalogueRecord):
    """技术需求: a problem that an organisation wants solved. Fields of the provincial form."""

    need_kind = models.CharField(
        max_length=20, choices=NeedKind.choices, default=NeedKind.TECHNOLOGY
    )
    key_technology = models.TextField(blank=True)
    """技术关键: the technologies and main indicators asked for."""
    expected_goal = models.TextField(blank=True)
    """预期目标."""
    current_basis = models.TextField(blank=True)
    """现有基础条件: what the organisation has and has tried."""
    start_date = models.DateField(null=True, blank=True)
    deadline_date = models.DateField(null=True, blank=True)
    """需求时限, from and to."""
    solution_mode_code = models.CharField(max_length=12, blank=True)
    """独立研发/委托研发/合作研发/其他."""
    activity_type_code = models.CharField(max_length=12, blank=True)
    """科技活动类型."""
    cooperation_intent = models.TextField(blank=True)
    """合作意向单位."""


class Offer(CatalogueRecord):
    """科技成果: a result, product, service that somebody brings. `budget_wan` is its price."""

    registration_number = models.CharField(max_length=40, blank=True)
    """成果登记号."""
    completing_organisations = models.TextField(blank=True)
    stage_code = models.CharField(max_length=12, blank=True)
    """成果所处阶段."""
    result_type_code = models.CharField(max_length=12, blank=True)
    result_form_code = models.CharField(max_length=12, blank=True)
    """成果体现形式."""
    result_attribute_code = models.CharField(max_length=12, blank=True)
    evaluation_form_code = models.CharField(max_length=12, blank=True)
    ip_form_code = models.CharField(max_length=12, blank=True)
    """知识产权形式."""
    intellectual_property = models.TextField(blank=True)
    """Patent numbers and who holds them."""
    transfer_mode_code = models.CharField(max_length=12, blank=True)
    """拟采取的转化方式."""
    transfer_note = models.TextField(blank=True)
    level_note = models.TextField(blank=True)
    """成果水平或创新程度, as an evaluation states it."""
    application_scope = models.TextField(blank=True)
    """应用行业 and cases."""
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)


class Expert(CatalogueRecord):
    """专家: a person who can solve something. `person` is the name, `text` the field of work."""

    expert_kind_code = models.CharField(max_length=12, blank=True)
    """技术/管理/财经/其他."""
    speciality = models.TextField(blank=True)
    """专业特长."""
    research_direction = models.TextField(blank=True)
    achievements = models.TextField(blank=True)
    """工作业绩 and related results."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="expert_records",
    )
    """Who signs in as this expert."""
