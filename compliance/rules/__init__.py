"""The rules of ``dossier check``: one module a rule, its docstring is its manual page.

Before: the dossier. After: diagnostics, and how many things each rule examined.
"""

from compliance.rules import control_planned_without_date, unknown_reference
from compliance.rules.rule import AnyRule

RULES: tuple[AnyRule, ...] = (
    unknown_reference.RULE,
    control_planned_without_date.RULE,
)
