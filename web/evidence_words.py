"""The rows behind a client's reasons in the words of a reader's language."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from babel.numbers import format_decimal

from night.evidence import Event, Medicine
from schemas.settings import SiteName
from web.words import Language, day_in_words, translations
from worklist.rows import Row

Gettext = Callable[[str], str]
SYSTEMS = {"icd10": "ICD-10", "icpc2": "ICPC-2", "snomed": "SNOMED CT", "spat": "SPAT"}


class EvidenceWords:
    """Says what the rows are, one line each; `sites`: names of service points."""

    def __init__(self, language: Language, sites: Mapping[str, SiteName]) -> None:
        self._language, self._sites = language, sites
        _ = self._gettext = translations(language).gettext
        self._families, self._modes = _families(_), _modes(_)
        self._statuses, self._analytes = _statuses(_), _analytes(_)
        self._plans, self._concerns = plans_in_words(_), concerns_in_words(_)

    def event(self, one: Event) -> str:
        """One row of any extract but medicines."""
        said = {
            "contacts": self._contact,
            "measurements": self._measurement,
            "diagnoses": self._diagnosis,
            "plans": self._plan,
            "concerns": self._concern,
        }
        return said[one.extract](one.row)

    def medicine(self, one: Medicine) -> str:
        """A substance and why it counted."""
        _ = self._gettext
        told = [self._day(_("last given on %(day)s"), one.supplied_on)]
        if one.lasts_until is not None:
            told.append(self._day(_("lasts until %(day)s"), one.lasts_until))
        if one.permanent:
            told.append(_("marked as permanent"))
        if one.renewed:
            told.append(_("renewed or asked for: %(count)s") % {"count": one.renewed})
        return f"{one.name}: {'; '.join(told)}"

    def _day(self, said: str, day: Any) -> str:
        return said % {"day": day_in_words(day, self._language)}

    def _contact(self, row: Mapping[str, Any]) -> str:
        _ = self._gettext
        urgent = {"urgent": _("urgent"), "emergency": _("acute")}
        told = [
            f"{self._families[row['service_family']]}, {self._modes[row['mode']]}",
            self._site(row["site"]),
            self._statuses.get(row["status"], ""),
            urgent.get(row["urgency"] or "", ""),
            _("by the plan") if row["in_plan"] else "",
        ]
        return " · ".join(filter(None, told))

    def _site(self, code: str | None) -> str:
        name = self._sites.get(code or "")
        if name is None:
            return code or ""
        return name.sv if self._language == "sv" else name.fi

    def _measurement(self, row: Mapping[str, Any]) -> str:
        said = self._analytes[row["analyte"]]
        if row["value"] is None:
            return said
        number = format_decimal(round(row["value"], 2), locale=self._language)
        return f"{said}: {number} {row['unit'] or ''}".rstrip()

    def _diagnosis(self, row: Mapping[str, Any]) -> str:
        code = {"code": row["code"], "system": SYSTEMS[row["system"]]}
        return self._gettext("Diagnosis %(code)s (%(system)s)") % code

    def _plan(self, row: Mapping[str, Any]) -> str:
        return self._plans[row["kind"]]

    def _concern(self, row: Mapping[str, Any]) -> str:
        about = self._concerns[row["kind"]]
        return self._gettext("Concern: %(about)s") % {"about": about}


def nobody_named(row: Row, _: Gettext) -> Iterator[str]:
    """That nobody is named to a client, as far as the team may know."""
    said = {
        (False, False): _("No contact person is named."),
        (False, None): _("No own worker is named."),
        (None, False): _("No care lead is named."),
    }
    named = (row.social_worker, row.care_lead)
    if named in said:
        yield said[named]


def not_counted_in_words(_: Gettext) -> dict[str, str]:
    """What a contact is that no reason counts."""
    return {
        "planned": _("visits by the plan"),
        "cancelled": _("appointments cancelled or moved in time"),
        "for_child": _("visits for a child"),
        "group": _("visits in a group"),
    }


def plans_in_words(_: Gettext) -> dict[str, str]:
    """The kinds of plans of which the page tells."""
    return {
        "care": _("Care plan"),
        "service": _("Service plan"),
        "client": _("Client plan"),
    }


def concerns_in_words(_: Gettext) -> dict[str, str]:
    """What a concern is about, in the lines of its form."""
    return {
        "situation": _("the client's or the family's situation"),
        "crisis_or_stuck": _("a situation that is hard or has got stuck"),
        "dependence_or_medicines": _(
            "prescriptions, medicines or another sensitive matter"
        ),
        "life_situation": _(
            "the life situation (work, money, relations, housing, studies or safety)"
        ),
        "contacts_or_appointments": _(
            "visits at different points or unused appointments"
        ),
        "mind_or_illness": _("mental health or illnesses"),
        "means_run_out": _("the professional's means have run out"),
    }


def _families(_: Gettext) -> dict[str, str]:
    return {
        "primary_care": _("Primary care"),
        "emergency": _("Emergency services"),
        "specialised": _("Specialised care"),
        "mental_health": _("Mental-health services"),
        "substance_use": _("Substance services"),
        "maternity_child": _("Maternity and child clinic"),
        "occupational": _("Occupational health care"),
        "home_care": _("Home care"),
        "home_hospital": _("Hospital at home"),
        "rehabilitation": _("Rehabilitation"),
        "dental": _("Dental care"),
        "laboratory": _("Laboratory"),
        "imaging": _("Imaging"),
        "pharmacy": _("Pharmacy"),
        "vaccination": _("Vaccination"),
        "screening": _("Screening"),
        "adult_social_work": _("Adult social work"),
        "family_social_work": _("Family social work"),
        "older_people": _("Services for older people"),
        "disability": _("Disability services"),
        "other": _("Other service"),
    }


def _modes(_: Gettext) -> dict[str, str]:
    return {
        "visit": _("visit"),
        "home": _("home visit"),
        "workplace": _("visit at the workplace"),
        "elsewhere": _("meeting elsewhere"),
        "remote": _("remote appointment"),
        "telephone": _("telephone call"),
        "digital": _("digital message"),
        "letter": _("letter"),
        "consultation": _("consultation of professionals"),
        "record_entry": _("entry without a meeting"),
        "negotiation": _("negotiation"),
        "handling": _("handling of a matter"),
        "ward": _("stay on a ward"),
        "other": _("other contact"),
    }


def _statuses(_: Gettext) -> dict[str, str]:
    return {
        "booked": _("booked"),
        "no_show": _("unused, uncancelled appointment"),
        "cancelled_by_client": _("cancelled by the client"),
        "cancelled_by_service": _("cancelled by the service"),
        "moved": _("moved"),
        "unknown": _("what became of it is not known"),
    }


def _analytes(_: Gettext) -> dict[str, str]:
    return {
        "hba1c": "HbA1c",
        "systolic": _("Systolic blood pressure"),
        "diastolic": _("Diastolic blood pressure"),
        "ldl": "LDL",
        "inr": "INR",
        "creatinine": _("Creatinine"),
        "gfr": "GFR",
        "potassium": _("Potassium"),
        "sodium": _("Sodium"),
        "lithium": _("Lithium"),
        "clozapine": _("Clozapine"),
        "neutrophils": _("Neutrophils"),
        "pro_bnp": "proBNP",
        "peak_flow": _("Peak flow"),
        "weight": _("Weight"),
        "phq9": "PHQ-9",
        "bdi": "BDI",
        "epds": "EPDS",
        "audit": "AUDIT",
        "audit_c": "AUDIT-C",
    }
