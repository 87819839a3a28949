"""``python -m compliance`` is ``dossier``."""

from compliance.cli import main

main()
