"""The command line: commands translate options and print; they do not work.

Nothing heavy is imported before a command is chosen, so that ``dossier --help`` and shell
completion answer at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import ClassVar

import click

from compliance import __version__
from compliance.diagnostics import DossierError

COMMANDS: dict[str, tuple[str, str]] = {
    "agreements": ("compliance.cli.agreements", "Who signed which paper in which version, and what old terms lack."),
    "answer": ("compliance.cli.answer", "Answer a customer's questionnaire in the customer's own file."),
    "build": ("compliance.cli.build", "Print documents from the registers."),
    "cache": ("compliance.cli.cache", "Show or clear the cache of typeset documents and parsed registers."),
    "check": ("compliance.cli.check", "Check the registers: exact findings, coverage, exit code."),
    "check-oscal": ("compliance.cli.check_oscal", "Check OSCAL files: schema, references, values."),
    "diff-terms": ("compliance.cli.diff_terms", "What a customer's paper says differently from the standard."),
    "evidence": ("compliance.cli.evidence", "File, draw, ask for and verify evidence."),
    "explain": ("compliance.cli.explain", "Explain a finding's code: what, why, how to fix."),
    "gaps": ("compliance.cli.gaps", "Which No would become Yes by what: control, date, owner."),
    "impact": ("compliance.cli.impact", "What a change of the registers does to documents and customers."),
    "flows": ("compliance.cli.flows", "Ask the graph of flows: what reaches what, transfers, erasure, breaches."),
    "import": ("compliance.cli.import_", "Make registers from what others wrote: Fides manifests, OSCAL catalogs."),
    "init": ("compliance.cli.init", "Start a project in an empty folder."),
    "keys": ("compliance.cli.keys", "Make keys for trials of sealed packs."),
    "lint-dpa": ("compliance.cli.lint_dpa", "Hold data processing agreements against the rules: ours, or a file."),
    "list": ("compliance.cli.list", "List the records of a kind."),
    "migrate": ("compliance.cli.migrate", "Bring registers of an older schema version forward."),
    "pack": ("compliance.cli.pack", "Make evidence packs for auditors, and compare them."),
    "promises": ("compliance.cli.promises", "Answers given to customers that are no longer true."),
    "redlines": ("compliance.cli.redlines", "Show what a returned Word file changes, clause by clause."),
    "schema": ("compliance.cli.schema", "Print the JSON Schema of a kind, or write all of them."),
    "templates": ("compliance.cli.templates", "List, copy and compare templates."),
    "verify": ("compliance.cli.verify", "Verify an evidence pack: every byte, every file, every signature."),
    "why": ("compliance.cli.why", "Say which register lines a printed text came from."),
}
"""Every command: the module that holds it, and its line in the help."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called."""

    table: ClassVar[dict[str, tuple[str, str]]] = COMMANDS
    function: ClassVar[str] = "command"
    """Name of the command in its module; empty where it is that of the command itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(self.table[cmd_name][0])
        command: click.Command = getattr(module, self.function or cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(self.table.items())])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Shell completion: see the README. Commands that read a project take --project and --today.",
)
@click.version_option(__version__, prog_name="dossier")
def cli() -> None:
    """Compliance registers in YAML: checked, linked, and printed as the documents people ask for."""


def main() -> None:
    """Entry point: faults of the set-up become two lines and exit code 2, never a traceback."""
    try:
        cli.main(prog_name="dossier", standalone_mode=True)
    except DossierError as error:
        click.echo(f"error: {error.message}", err=True)
        if error.help:
            click.echo(f"  help: {error.help}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a full disk, a folder without rights, a path that is not there
        click.echo(f"error: {error.filename or 'the machine'}: {error.strerror or error}", err=True)
        sys.exit(2)
