"""Privacy declarations of a Fides system, with the data of the datasets that they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.diagnostics import Diagnostic, Place
from compliance.frameworks import fides
from compliance.frameworks.taxonomy import Vocabulary, label
from compliance.imports.desk import left_out, line, says
from compliance.imports.fides.manifests import Resource

SAID = frozenset(
    {
        *("name", "data_categories", "data_use", "data_subjects", "dataset_references", "egress", "ingress"),
        *("legal_basis_for_processing", "special_category_legal_basis", "processes_special_category_data"),
        "flexible_legal_basis_for_processing",
    }
)
"""Fields of a declaration that registers say in words of their own."""
_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a system does with data for one use. ``rest`` are fields that no register has."""

    title: str
    use: str
    categories: tuple[str, ...]
    stored: tuple[str, ...]
    """Categories of the datasets that it refers to."""
    subjects: tuple[str, ...]
    basis: str
    condition: str
    egress: tuple[str, ...]
    ingress: tuple[str, ...]
    rest: dict[str, Any]
    place: Place

    @property
    def held(self) -> tuple[str, ...]:
        """Categories that it names or that its datasets store."""
        return tuple(dict.fromkeys((*self.categories, *self.stored)))


def declarations_of(r: Resource, datasets: Mapping[str, Resource], found: list[Diagnostic]) -> tuple[Declaration, ...]:
    """The declarations of a system; of a dataset that stands alone, one with what it stores."""
    if r.type == "dataset":
        subjects = tuple(keys_of("subject", r.raw.get("data_subjects"), r.place.at("data_subjects"), found))
        stored = tuple(dict.fromkeys(_stored(r, found)))
        return (Declaration("", "", (), stored, subjects, "", "", (), (), {}, r.place),)
    said = r.raw.get("privacy_declarations")
    if not isinstance(said, list):
        if said is not None:
            found.append(left_out(r.place.at("privacy_declarations"), "a list of declarations is expected here"))
        return ()
    made = []
    for index, raw in enumerate(said):
        at = r.place.at("privacy_declarations", index)
        if not isinstance(raw, dict):
            found.append(left_out(at, "a declaration is expected here"))
        elif declaration := _declaration(raw, at, r, datasets, found):
            made.append(declaration)
    return tuple(made)


def _declaration(
    raw: dict[str, Any], at: Place, r: Resource, datasets: Mapping[str, Resource], found: list[Diagnostic]
) -> Declaration | None:
    uses = keys_of("purpose", [raw.get("data_use")], at.at("data_use"), found) if raw.get("data_use") else []
    if not uses:
        found.append(left_out(at, f"a declaration of `{r.key}` has no `data_use`", "say what the data is used for"))
        return None
    stored: list[str] = []
    for key in (*_words(r.raw.get("dataset_references")), *_words(raw.get("dataset_references"))):
        if key in datasets:
            stored += _stored(datasets[key], found)
        else:
            help = "add it to the manifests, or what it stores to `data_categories`"
            found.append(left_out(at, f"`{r.key}` refers to the dataset `{key}`, which no manifest has", help))
    return Declaration(
        line(raw.get("name")) or label("purpose", uses[0]),
        uses[0],
        tuple(keys_of("category", raw.get("data_categories"), at.at("data_categories"), found)),
        tuple(dict.fromkeys(stored)),
        tuple(keys_of("subject", raw.get("data_subjects"), at.at("data_subjects"), found)),
        _word("bases", raw, "legal_basis_for_processing", at, found),
        _word("conditions", raw, "special_category_legal_basis", at, found),
        _words(raw.get("egress")),
        _words(raw.get("ingress")),
        {k: v for k, v in raw.items() if k not in SAID and says(v)},
        at,
    )


def _word(table: str, raw: dict[str, Any], field: str, at: Place, found: list[Diagnostic]) -> str:
    said = raw.get(field)
    if not said:
        return ""
    known = fides.word(table, str(said))
    if not known:
        found.append(left_out(at.at(field), f"`{said}` is no value of `{field}` in fideslang", "correct it"))
    return known


def _words(said: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in said) if isinstance(said, list) else ()


def _stored(dataset: Resource, found: list[Diagnostic]) -> Iterator[str]:
    """Categories of a dataset, of its collections and of their fields at any depth."""
    yield from keys_of("category", dataset.raw.get("data_categories"), dataset.place.at("data_categories"), found)
    yield from _below(dataset.raw.get("collections"), dataset.place.at("collections"), found)


def _below(many: Any, place: Place, found: list[Diagnostic]) -> Iterator[str]:
    for index, one in enumerate(many if isinstance(many, list) else ()):
        at = place.at(index)
        if isinstance(one, dict):
            yield from keys_of("category", one.get("data_categories"), at.at("data_categories"), found)
            yield from _below(one.get("fields"), at.at("fields"), found)


def keys_of(vocabulary: Vocabulary, said: Any, at: Place, found: list[Diagnostic]) -> list[str]:
    """Keys of the taxonomy under their names of today; data of systems, which is about nobody, is left out."""
    if said is None:
        return []
    if not isinstance(said, list):
        found.append(left_out(at, "a list of keys is expected here", "write it as `[key, key]`"))
        return []
    made: dict[str, None] = {}
    for index, one in enumerate(said):
        key = fides.renamed(vocabulary, str(one).strip().lower().replace("-", "_"))
        if not _KEY.fullmatch(key):
            found.append(left_out(at.at(index), f"`{one}` is no key of a taxonomy", "keys are words joined by dots"))
        elif vocabulary != "category" or key.partition(".")[0] != "system":
            made[key] = None
    return list(made)
