"""``dossier explain``."""

from __future__ import annotations

import click

from compliance.pipeline import UnknownRuleError
from compliance.rules import RULES
from compliance.rules.loading import LOADING


@click.command("explain", short_help="Explain a finding's code.")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Print a rule's manual page, or the list of all codes."""
    if code is None:
        width = max(len(c) for c in (*LOADING, *(r.code for r in RULES)))
        for rule in sorted(RULES, key=lambda r: r.code):
            click.echo(f"{rule.code.ljust(width)}  {rule.severity.word.ljust(7)}  {rule.title}")
        for name, page in sorted(LOADING.items()):
            click.echo(f"{name.ljust(width)}  {'error'.ljust(7)}  {page.splitlines()[0].rstrip('.')}")
        return
    by_code = {r.code: f"{r.code} ({r.severity.word})\n\n{r.page}" for r in RULES}
    by_code.update({name: f"{name}\n\n{page}" for name, page in LOADING.items()})
    if code not in by_code:
        raise UnknownRuleError(code)
    click.echo(by_code[code])
