"""What is wrong with a file that cannot be read or written: the sentence, and the way out."""

from __future__ import annotations

from compliance.diagnostics import DossierError


class QuestionnaireError(DossierError):
    """A file that cannot be taken as a questionnaire, or an output that cannot be written."""


class UnsafeFileError(QuestionnaireError):
    """A file that is larger, stranger or more compressed than any questionnaire: nothing of it was used."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}", "open it in the program that it is for, save a copy under another name, and use that"
        )


class DamagedFileError(QuestionnaireError):
    """A file whose content does not hold together."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} is damaged: {what}", "open it in the program that it is for, let it repair the file, save it anew"
        )


class LockedFileError(QuestionnaireError):
    """A file that a password protects."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is protected by a password", "save a copy without one")
