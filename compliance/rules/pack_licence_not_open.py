"""A questionnaire of the project holds text that may not be passed on.

Finds: packs in ``answers/packs`` with ``text_included: true`` whose licence is not on the list of licences that let
the text be kept and printed, and that name no permission. Such a pack is not printed.
Why: the texts of CAIQ, HECVAT, SIG and VSA belong to their publishers; a document with them is a copy of them (ISO/IEC
27001:2022 A.5.32).
Fix: keep fingerprints only (``dossier answer FILE --learn --known TITLE``), which hold no text; write the questions in
words of your own (``licence: own``); or state under ``permission`` who allowed it.
Wrong when: the licence is open and not on the list; name it under ``permission``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.questionnaire_licences import allowed
from compliance.graph.dossier import Dossier
from compliance.questionnaires.packs import passes
from compliance.registers.records.packs import QuestionnairePack
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[QuestionnairePack]:
    return iter(dossier.all(QuestionnairePack))


def check(pack: QuestionnairePack, dossier: Dossier) -> Iterator[Diagnostic]:
    if not passes(pack):
        yield RULE.found(
            f"the text of `{pack.id}` stands under `{pack.licence}`, which does not let it be passed on",
            pack.at("licence"),
            help=f"state a `permission`, or keep fingerprints only; licences that allow it: {', '.join(allowed())}",
            subject=pack.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
