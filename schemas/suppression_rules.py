"""Which clients are kept off the lists, and for how long: what a county may set."""

from enum import StrEnum
from typing import Annotated

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    field_serializer,
    field_validator,
)

from schemas.clients import Exclusion
from schemas.plans import PlanKind

Days = Annotated[int, Field(ge=1)]


class SuppressionRule(StrEnum):
    """Why a client is kept off the lists, in the order in which reasons are told."""

    DECEASED = "deceased"
    MINOR = "minor"
    OBJECTS = "objects"
    MOVED_AWAY = "moved_away"
    NO_CONTACT = "no_contact"
    INPATIENT = "inpatient"
    PALLIATIVE = "palliative"
    ALREADY_SUPPORTED = "already_supported"
    RECENTLY_ASSESSED = "recently_assessed"
    RECENTLY_PLANNED = "recently_planned"
    MEDICATION_REVIEWED = "medication_reviewed"


class SuppressionRules(BaseModel):
    """The rules that a county leaves out, and the days of the others.

    Windows end with the as-of day. The 90 and 365 days follow the defaults of the
    first triggers; that no stay is taken for longer than half a year is ours.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    without: frozenset[SuppressionRule] = Field(
        default=frozenset(), description="Rules that keep nobody off a list."
    )
    longest_stay: Days = Field(
        default=180, description="Days after which a ward stay without an end is over."
    )
    palliative_days: Days = Field(
        default=365, description="Days for which a palliative diagnosis counts."
    )
    assessed_days: Days = Field(
        default=90, description="Days for which a recorded segment is recent."
    )
    planned_days: Days = Field(
        default=90, description="Days for which a plan is recent."
    )
    plan_kinds: tuple[PlanKind, ...] = Field(
        default=(PlanKind.CARE, PlanKind.SERVICE, PlanKind.CLIENT),
        description="Plans that say what the client needs.",
    )
    medication_reviewed_days: Days = Field(
        default=365, description="Days for which a review of medicines is recent."
    )

    @field_serializer("without")
    def _in_one_order(
        self, without: frozenset[SuppressionRule]
    ) -> list[SuppressionRule]:
        return sorted(without)

    @field_validator("without")
    @classmethod
    def _the_population_is_not_an_option(
        cls, without: frozenset[SuppressionRule]
    ) -> frozenset[SuppressionRule]:
        fixed = sorted(without & {*Exclusion})
        if fixed:
            raise ValueError(
                f"{', '.join(fixed)} cannot be left out: who is not in the population "
                "is on no list"
            )
        return without
