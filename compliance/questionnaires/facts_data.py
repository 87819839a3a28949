"""Facts about data: where it lies, who gets it, whose it is, how long it stays."""

from __future__ import annotations

from compliance.derive.transfers import transfers_to
from compliance.frameworks import countries, taxonomy
from compliance.graph.dossier import Dossier
from compliance.questionnaires.values import Value, listed, plural
from compliance.registers.records.flows import Activity, Retention, System
from compliance.registers.records.vendors import Vendor


def _clinical(dossier: Dossier) -> tuple[System, ...]:
    return tuple(s for s in dossier.all(System) if s.zone == "clinical" and s.kind != "data-subject")


def hosting_countries(dossier: Dossier, of: str) -> Value | None:
    """Countries in which the systems of the clinical zone run; unknown as soon as one of them is."""
    systems = [system for system in _clinical(dossier) if system.hosting]
    facts = [system.hosting.country for system in systems if system.hosting]
    if not facts or not all(fact and fact.known for fact in facts):
        return None
    codes = tuple(dict.fromkeys(str(fact.value) for fact in facts if fact))
    every = listed((countries.in_sentence(code) for code in codes), (fact.place for fact in facts if fact))
    if every is None:
        return None
    inside = all(countries.in_eea(code) for code in codes)
    return Value(words=every.words, items=every.items, number=len(codes), places=every.places, holds=inside)


def subprocessors(dossier: Dossier, of: str) -> Value | None:
    """Suppliers that process customers' data. No vendor at all says nothing."""
    if not dossier.all(Vendor):
        return None
    found = [v for v in dossier.all(Vendor) if v.customer_data]
    items = (f"{v.name} ({v.services[0]})" if v.services else v.name for v in found)
    return listed(items, (v.at("customer_data") for v in found), "none")


def subprocessor_countries(dossier: Dossier, of: str) -> Value | None:
    """Countries of storage; unknown as soon as one supplier's is not known."""
    found = [v for v in dossier.all(Vendor) if v.customer_data]
    facts = [region.country for v in found for region in v.storage]
    if not found or any(not v.storage for v in found) or not all(fact.known for fact in facts):
        return None
    return listed((countries.in_sentence(str(f.value)) for f in facts), (f.place for f in facts))


def suppliers(dossier: Dossier, of: str) -> Value | None:
    found = dossier.all(Vendor)
    if not found:
        return None
    words = plural(len(found), "supplier")
    return Value(words=words, number=len(found), unit="supplier", places=tuple(v.at("name") for v in found))


def supplier_certificate(dossier: Dossier, of: str) -> Value | None:
    vendor = dossier.get(Vendor, of)
    if vendor is None:
        return None
    firm = [c for c in vendor.certifications if c.status in ("attested", "primary")]
    held = [c for c in firm if c.expires is not None and c.expires >= dossier.today]
    items = (f"{c.scheme}:{c.edition}" if c.edition.isdigit() else f"{c.scheme} {c.edition}".strip() for c in held)
    return listed(items, (c.at("scheme") for c in held))


def transfers(dossier: Dossier, of: str) -> Value | None:
    """Suppliers of customers' data with a hop that leaves the EEA, or may."""
    if not dossier.all(Vendor):
        return None
    out = [v for v in dossier.all(Vendor) if v.customer_data and _leaves(v, dossier)]
    return listed((v.name for v in out), (v.at("name") for v in out), "none")


def _leaves(vendor: Vendor, dossier: Dossier) -> bool:
    return any(transfer.leaves for transfer in transfers_to(vendor, dossier))


def _processing(dossier: Dossier) -> tuple[Activity, ...]:
    return tuple(a for a in dossier.all(Activity) if a.role == "processor")


def processing_activities(dossier: Dossier, of: str) -> Value | None:
    found = dossier.all(Activity)
    if not found:
        return None
    words = plural(len(found), "processing activity")
    return Value(words=words, number=len(found), unit="activity", places=tuple(a.at("id") for a in found))


def data_categories(dossier: Dossier, of: str) -> Value | None:
    found = _processing(dossier)
    items = (taxonomy.label("category", key) for activity in found for key in activity.categories)
    return listed(items, (activity.at("categories") for activity in found))


def data_subjects(dossier: Dossier, of: str) -> Value | None:
    found = _processing(dossier)
    items = (taxonomy.label("subject", key) for activity in found for key in activity.subjects)
    return listed(items, (activity.at("subjects") for activity in found))


def health_data(dossier: Dossier, of: str) -> Value | None:
    if not _processing(dossier):
        return None
    found = [a for a in _processing(dossier) if any(taxonomy.special(key) for key in a.categories)]
    items = (taxonomy.label("category", k) for a in found for k in a.categories if taxonomy.special(k))
    return listed(items, (a.at("categories") for a in found), "none")


def vulnerable_people(dossier: Dossier, of: str) -> Value | None:
    if not _processing(dossier):
        return None
    found = [a for a in _processing(dossier) if a.dpia and "vulnerable-people" in a.dpia.criteria]
    return listed((a.name for a in found), (a.at("dpia") for a in found), "none")


def ai_in_products(dossier: Dossier, of: str) -> Value | None:
    """Systems of the products that the register tags as such with AI functions."""
    own = {id for product in dossier.project.products for id in product.systems}
    systems = [s for s in dossier.all(System) if s.id in own]
    if not systems or len(systems) < len(own):
        return None
    found = [s for s in systems if "ai" in s.tags]
    places = (s.at("id") for s in (found or systems))
    return listed((s.name for s in found), places, "none")


def retention(dossier: Dossier, of: str) -> Value | None:
    rule = dossier.get(Retention, of)
    if rule is None:
        return None
    words = f"{rule.period} from the {rule.starts_at}" if rule.starts_at else str(rule.period)
    if rule.backup_expiry:
        words += f"; copies in backups expire {rule.backup_expiry} later"
    return Value(words=words, number=rule.period.days, unit="day", places=(rule.at("period"),))
