"""Facts about the company itself: who it is, what it sells, what its procedures achieve."""

from __future__ import annotations

from compliance.dates import long_date
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.questionnaires.values import Read, Value, listed, plural, said
from compliance.registers.records.company import Plan, Procedures


def company(field: str) -> Read:
    def reader(dossier: Dossier, of: str) -> Value | None:
        return said(str(getattr(dossier.company, field) or ""), dossier.company.at(field))

    return reader


def country(dossier: Dossier, of: str) -> Value | None:
    return said(countries.name(dossier.company.country), dossier.company.at("country"))


def founded(dossier: Dossier, of: str) -> Value | None:
    year = dossier.company.founded
    return Value(words=str(year), number=year, places=(dossier.company.at("founded"),)) if year else None


def headcount(dossier: Dossier, of: str) -> Value | None:
    count = dossier.company.headcount
    if count is None:
        return None
    words = f"{count.value} on {long_date(count.as_of)}"
    return Value(words=words, number=count.value, unit="person", day=count.as_of, places=(count.at("value"),))


def locations(dossier: Dossier, of: str) -> Value | None:
    found = dossier.company.locations
    items = tuple(f"{place.name} ({place.address}, {countries.name(place.country)})" for place in found)
    return listed(items, (place.at("address") for place in found))


def products(dossier: Dossier, of: str) -> Value | None:
    found = dossier.project.products
    items = tuple(product.name for product in found)
    every = listed(items, (product.at("name") for product in found))
    if every is None:
        return None
    words = " ".join(f"{product.name}: {' '.join(product.description.split())}" for product in found)
    return Value(words=words, items=items, number=len(items), places=every.places)


def product(dossier: Dossier, of: str) -> Value | None:
    found = next((product for product in dossier.project.products if product.id == of), None)
    return said(found.description, found.at("description")) if found else None


def plans(dossier: Dossier, of: str) -> Value | None:
    found = dossier.project.plans
    return listed((plan.name for plan in found), (plan.at("name") for plan in found))


def _plan(id: str, dossier: Dossier) -> Plan | None:
    return next((plan for plan in dossier.project.plans if plan.id == id), None)


def support_hours(dossier: Dossier, of: str) -> Value | None:
    plan = _plan(of, dossier)
    return said(plan.support_hours, plan.at("support_hours")) if plan else None


def support_response(dossier: Dossier, of: str) -> Value | None:
    plan = _plan(of, dossier)
    if plan is None or plan.support_response is None:
        return None
    hours = plan.support_response.hours
    place = plan.at("support_response")
    return Value(words=str(plan.support_response), number=hours, unit="hour", places=(place,))


def availability(dossier: Dossier, of: str) -> Value | None:
    plan = _plan(of, dossier)
    if plan is None or plan.availability_percent is None:
        return None
    percent = plan.availability_percent
    place = plan.at("availability_percent")
    return Value(words=f"{percent:g} per cent", number=percent, unit="percent", places=(place,))


def contact(dossier: Dossier, of: str) -> Value | None:
    contacts = dossier.company.contacts
    return said(getattr(contacts, of, ""), contacts.at(of))


def dpo(dossier: Dossier, of: str) -> Value | None:
    officer = dossier.company.dpo
    if officer is None:
        return None
    return Value(words=f"{dossier.role(officer.role)}, {officer.contact}", places=(officer.at("contact"),))


def role(dossier: Dossier, of: str) -> Value | None:
    role = dossier.registers.roles.get(of)
    return said(role.title, role.at("title")) if role else None


def procedure(field: str, unit: str) -> Read:
    def reader(dossier: Dossier, of: str) -> Value | None:
        procedures: Procedures | None = dossier.project.procedures
        number = getattr(procedures, field) if procedures else None
        if procedures is None or number is None:
            return None
        return Value(words=plural(number, unit), number=number, unit=unit, places=(procedures.at(field),))

    return reader
