"""A population does not have as many rows as its record says.

Finds: populations whose ``row_count`` is not the number of rows, below the header, of their CSV file; files that are
not readable as CSV; evidence of kind ``population`` that states no count.
Why: the count is how the completeness of a population is shown (SOC 2 examinations compare it with the source system;
ISO/IEC 27001:2022 9.1 asks for valid results).
Fix: export again, or correct the count after comparing it with the source.
Wrong when: the file is no CSV file or is kept elsewhere; then it is not looked at.
"""

from collections.abc import Iterator

from compliance.derive.evidence_files import is_table, path_of, table
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Evidence]:
    return (evidence for evidence in dossier.all(Evidence) if evidence.kind == "population" or evidence.population)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    population, path = evidence.population, path_of(evidence, dossier.root)
    if population is None:
        yield RULE.found(
            f"{evidence.id} is a population and does not say how many items it has",
            evidence.at("kind"),
            text="`population` is missing",
            help="add `population:` with `row_count`, `completeness_check` and `id_column`",
            subject=evidence.id,
        )
        return
    if path is None or not is_table(path):
        return
    rows = table(path)
    if rows is None:
        yield RULE.found(
            f"{evidence.file} cannot be read as CSV",
            evidence.at("file"),
            Label(population.at("row_count"), "so this count is not checked"),
            help="export it as CSV in UTF-8",
            subject=evidence.id,
        )
    elif len(rows.rows) != population.row_count:
        yield RULE.found(
            f"population {evidence.id} has {len(rows.rows)} rows, and its record says {population.row_count}",
            population.at("row_count"),
            text=f"{evidence.file} has {len(rows.rows)}",
            help="export it again, or correct the count after comparing it with the source",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
