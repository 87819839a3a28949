"""A sample does not come from its population.

Finds: samples whose ``of`` is no population; whose ``size`` is not the number of ``ids``; whose ids do not occur in the
``id_column`` of the population's CSV file; exceptions about items that were not drawn.
Why: a conclusion about a population holds only for items drawn from it (SOC 2 examinations draw again from the same
list; ISO/IEC 27001:2022 9.1 asks for comparable and reproducible results).
Fix: correct the ids or the size, or name the population that the sample was drawn from.
Wrong when: the population is kept elsewhere or is no CSV file; then its ids are not looked at.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.evidence_files import Table, is_table, path_of, table
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence, Population, Sample
from compliance.rules.rule import Rule


class Drawn(NamedTuple):
    """A sample, and the population that it is said to be drawn from."""

    evidence: Evidence
    sample: Sample
    source: Evidence
    population: Population


def subjects(dossier: Dossier) -> Iterator[Evidence]:
    return (evidence for evidence in dossier.all(Evidence) if evidence.kind == "sample" or evidence.sample)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    sample = evidence.sample
    if sample is None:
        yield RULE.found(
            f"{evidence.id} is a sample and does not say of what",
            evidence.at("kind"),
            text="`sample` is missing",
            help="add `sample:` with `of`, `method`, `size` and `ids`",
            subject=evidence.id,
        )
        return
    yield from _size(sample, evidence)
    yield from _exceptions(sample, evidence)
    population = dossier.get(Evidence, sample.of)
    if population is None:
        return  # an unknown reference, which has a rule of its own
    path, whole = path_of(population, dossier.root), population.population
    if population.kind != "population":
        yield _no_population(sample, evidence, population)
    elif whole and path and is_table(path):
        yield from _lookup(Drawn(evidence, sample, population, whole), table(path))


def _size(sample: Sample, evidence: Evidence) -> Iterator[Diagnostic]:
    if sample.size != len(sample.ids):
        yield RULE.found(
            f"the size of sample {evidence.id} is {sample.size}, and it names {len(sample.ids)} items",
            sample.at("size"),
            Label(sample.at("ids"), "these items"),
            help="list the ids of all items drawn, and count them",
            subject=evidence.id,
        )


def _exceptions(sample: Sample, evidence: Evidence) -> Iterator[Diagnostic]:
    """Items that did not pass and are none of those drawn: recorded after the draw, or under a wrong id."""
    for exception in sample.exceptions:
        if exception.id not in sample.ids:
            yield RULE.found(
                f"{exception.id} is an exception of sample {evidence.id} and was not drawn",
                exception.at("id"),
                Label(sample.at("ids"), "the items drawn"),
                help="correct the id; what is found outside a sample belongs in a finding of its own",
                subject=evidence.id,
            )


def _no_population(sample: Sample, evidence: Evidence, source: Evidence) -> Diagnostic:
    return RULE.found(
        f"{evidence.id} is a sample of {source.id}, which is no population",
        sample.at("of"),
        Label(source.at("kind"), "its kind"),
        help="name the evidence that lists all items",
        subject=evidence.id,
    )


def _lookup(drawn: Drawn, rows: Table | None) -> Iterator[Diagnostic]:
    """What is in the sample and not in the file of the population."""
    name = drawn.population.id_column
    known = rows.column(name) if rows else None
    if known is None:
        yield _no_column(drawn, rows)
        return
    for index, id in enumerate(drawn.sample.ids):
        if id.strip() not in known:
            yield RULE.found(
                f"{id} is in sample {drawn.evidence.id} and not in population {drawn.source.id}",
                drawn.sample.at("ids", index),
                Label(drawn.population.at("id_column"), f"not in this column of {drawn.source.file}"),
                help="correct the id, or name the population that it was drawn from",
                subject=drawn.evidence.id,
            )


def _no_column(drawn: Drawn, rows: Table | None) -> Diagnostic:
    name = drawn.population.id_column
    return RULE.found(
        f"the ids of sample {drawn.evidence.id} cannot be looked up in {drawn.source.file}",
        drawn.population.at("id_column") if name else drawn.source.at("population"),
        Label(drawn.sample.at("of"), "sampled here"),
        text=f"the file has no column {name!r}" if name else "`id_column` is missing",
        help=f"its columns are: {', '.join(rows.columns)}" if rows else "export it as CSV in UTF-8",
        subject=drawn.source.id,
        key=not name,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
