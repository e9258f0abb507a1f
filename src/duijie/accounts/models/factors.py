"""Which roles sign in with a second factor only."""

from __future__ import annotations

from django.db import models

from duijie.accounts.enums import Role


class SecondFactorRule(models.Model):
    """A row: users of this role have to have a second factor."""

    role = models.CharField(max_length=20, choices=Role.choices, primary_key=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="second_factor_role_known"
            ),
        )

    def __str__(self) -> str:
        return self.role
