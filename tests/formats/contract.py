"""A whole contract as the templates print one: clauses of four levels, definitions, references, annexes, signatures.

The text is written here in a short notation and numbered on its own way, so that writers are held against numbers
that no code of the product made. ``PAGE`` is the page; ``CLAUSES`` has each clause with the number that is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from compliance.render.tree import Node, parse

TERMS = """
# definitions | Definitions and interpretation
## . | In this Agreement, these words have these meanings:
### agreement | *Agreement* means these terms, the Agreement Details and the Annexes.
### data | *Personal Data* means any information about an identified or identifiable person that the Processor
  handles for the Controller under the Main Contract, as @annex:processing describes it.
### breach | *Personal Data Breach* means a breach of security that leads to the accidental or unlawful destruction,
  loss, alteration, unauthorised disclosure of, or access to, Personal Data.
### subprocessor | *Sub-processor* means another processor that the Processor engages, at any depth of the chain.
### clauses | *Standard Contractual Clauses* means the clauses annexed to Implementing Decision (EU) 2021/914.
## order | Where this Agreement and the Main Contract differ about Personal Data, this Agreement prevails; where it
  differs from the Standard Contractual Clauses, these prevail (see clause @transfers.clauses).
# subject | Subject matter and duration
## scope | The Processor processes Personal Data only for the service that the Main Contract describes. Subject matter,
  nature, purpose, types of data and categories of people are in @annex:processing.
## term | This Agreement starts with the last signature and lasts as long as the Processor holds Personal Data,
  whatever else has ended.
# instructions | Instructions of the Controller
## only | The Processor processes Personal Data only on documented instructions of the Controller, also for transfers
  to a third country, unless the law of the Union or of a Member State demands otherwise.
## law | Where the law demands otherwise, the Processor says so before it processes, unless that law forbids this on
  important grounds of public interest.
## infringe | The Processor tells the Controller at once if it believes that an instruction infringes data protection
  law:
### which | with the provision that it has in mind;
### hold | and may hold the instruction back until the Controller has:
#### confirmed | confirmed it in writing, or
#### changed | changed it.
>>> infringe | What the Processor held back for this reason is no breach of the Main Contract.
# staff | Confidentiality of staff
## promise | Everyone who may process Personal Data has promised confidentiality in writing or is bound to it by law.
## lasts | The promise outlives the employment.
# security | Security of processing
## measures | The Processor keeps the measures of @annex:measures in place. It may replace a measure by one that
  protects at least as well.
## review | It reviews the measures at least once in 12 months and after each Personal Data Breach.
# subprocessors | Sub-processors
## general | The Controller gives a general authorisation to engage Sub-processors. Those engaged today are in
  @annex:subprocessors.
## notice | ! Notice of a change
>> notice | The Processor gives notice of each new Sub-processor 30 days before it gets Personal Data.
### content | The notice names:
#### who | the Sub-processor, its address and its contact for data protection;
#### what | what it does and which Personal Data it gets;
#### where | the countries, and the ground of each transfer under clause @transfers.ground.
### object | The Controller may object within 14 days of the notice, on reasonable grounds of data protection.
## flow-down | The Processor imposes on each Sub-processor, by contract, the same obligations as in this Agreement, and
  stays fully liable for what it does.
# breach | Personal Data Breaches
## notice | The Processor notifies the Controller of a Personal Data Breach without undue delay, and no later than 24
  hours after it became aware of it.
### nature | The notice describes the nature of the breach, with categories and approximate numbers;
### contact | names a contact;
### consequences | describes the likely consequences, and
### taken | says what was done and is proposed.
>>> notice | What is not yet known follows without further delay; clause @breach.notice.taken applies to it too.
## help | It helps the Controller to meet its duties under Articles 33 and 34 GDPR.
# rights | Rights of people
## forward | Requests of people that reach the Processor are passed on within 5 days, unanswered.
## help | The Processor helps, with suitable technical and organisational measures, to answer them.
# assistance | Assistance with assessments
## dpia | The Processor helps with data protection impact assessments and prior consultation.
# audits | Audits and information
## information | The Processor makes available all information that is needed to show that Article 28 GDPR is met.
## inspect | ! Inspections
>> inspect | The Controller, or an auditor whom it mandates and who is bound to confidentiality, may inspect.
### notice | An inspection is announced 30 days ahead;
### cause | after a Personal Data Breach, or where an authority asks for it, 5 days are enough.
# deletion | Return and deletion
## choice | At the end, the Processor deletes or returns all Personal Data, as the Controller chooses.
## backups | Copies in backups are overwritten within 60 days. Until then clause @security goes on to apply.
## proof | The Processor confirms the deletion in writing on request.
# transfers | Transfers to third countries
## ground | Personal Data goes to a third country only on a ground of Chapter V GDPR, as @annex:transfers
  states for each.
## clauses | Where the ground is the Standard Contractual Clauses, these are part of this Agreement by reference, with
  the options of @annex:transfers.
# liability | Liability
## external | Towards people whose data is concerned, Article 82 GDPR applies.
## internal | Between the parties the limits of the Main Contract apply, as far as the law permits.
# changes | Changes
## form | Changes of this Agreement are made in writing, which includes electronic form.
# law | Law and courts
## law | Norwegian law governs this Agreement; clause @transfers.clauses stays as it is.
## courts | The courts of Bergen, Norway, decide.
"""
"""``#`` to ``####`` are levels; then the id, ``|`` and the text. ``!`` before a text of level 2 makes it a title.
``>>`` adds a paragraph to the clause before its items, ``>>>`` after them. ``@id`` is a reference,
``*…*`` a defined term."""

MEASURES = (
    (
        "Encryption in transit",
        "TLS 1.2 or newer for every connection from outside, 1.3 where the other side offers it.",
    ),
    ("Encryption at rest", "AES-256 for databases, files and backups; keys are held apart and change once a year."),
    ("Access", "By role, with a second factor, reviewed four times a year. Leavers lose access on their last day."),
    ("Backups", "Each night, kept for 35 days in a second place. A restore is tried twice a year."),
    ("Logging", "Access to Personal Data is logged and the logs are kept for 12 months."),
    ("Training", "Every employee at hiring and once a year; 97 % took part in the last 12 months."),
)
SUPPLIERS = tuple(
    (
        f"Supplier {letter} {form}",
        f"{number} Long Quay, {city}",
        f"privacy@supplier-{letter.lower()}.example",
        country,
        what,
        ground,
        f"2025-0{number}-01",
    )
    for number, (letter, form, city, country, what, ground) in enumerate(
        (
            (
                "A",
                "Ltd",
                "Dublin",
                "Ireland",
                "Hosting of the application and its databases",
                "None needed: in the EEA",
            ),
            ("B", "Inc.", "Boston", "United States", "Delivery of e-mail", "Adequacy: Data Privacy Framework"),
            ("C", "GmbH", "Berlin", "Germany", "Monitoring and logs", "None needed: in the EEA"),
            ("D", "Inc.", "Austin", "United States", "Support desk", "Standard Contractual Clauses, module 3"),
            ("E", "AB", "Malmö", "Sweden", "Payment of invoices", "None needed: in the EEA"),
            ("F", "Ltd", "Leeds", "United Kingdom", "Text messages", "Adequacy: United Kingdom"),
        ),
        1,
    )
)


@dataclass
class Clause:
    """A clause: full id, level from 1, its number as printed, its own texts, and those inside it."""

    id: str
    level: int
    number: str
    text: str
    titled: bool = False
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    inner: list[Clause] = field(default_factory=list)

    def walk(self) -> Iterator[Clause]:
        yield self
        for clause in self.inner:
            yield from clause.walk()


def roman(number: int) -> str:
    found = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        found += sign * (number // value)
        number %= value
    return found


def letters(number: int) -> str:
    """As Word counts: a to z, then aa, bb."""
    return chr(96 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1)


def label(level: int, above: str, count: int) -> str:
    forms = {1: f"{count}.", 2: f"{above.rstrip('.')}.{count}", 3: f"({letters(count)})", 4: f"({roman(count)})"}
    return forms[level]


def read(text: str) -> list[Clause]:
    """The notation as clauses with their numbers."""
    lines = re.sub(r"\n  +", " ", text.strip()).splitlines()
    top: list[Clause] = []
    open_: list[Clause] = []
    for line in lines:
        mark, _, rest = line.partition(" ")
        id, _, words = (part.strip() for part in rest.partition("|"))
        if mark in (">>", ">>>"):
            target = next(c for c in reversed(open_) if c.id.rpartition(".")[2] == id)
            (target.before if mark == ">>" else target.after).append(words)
            del open_[target.level :]
            continue
        level = len(mark)
        del open_[level - 1 :]
        siblings = open_[-1].inner if open_ else top
        id = "meaning" if id == "." else id
        full = f"{open_[-1].id}.{id}" if open_ else id
        number = label(level, open_[-1].number if open_ else "", len(siblings) + 1)
        clause = Clause(full, level, number, words.lstrip("! "), words.startswith("!"))
        siblings.append(clause)
        open_.append(clause)
    return top


def full_number(clauses: dict[str, Clause], id: str) -> str:
    """``9.2(b)``: how a reference names a clause."""
    clause = clauses[id]
    if clause.level <= 2:
        return clause.number.rstrip(".")
    return full_number(clauses, id.rpartition(".")[0]) + clause.number


ANNEXES = {
    "processing": "Description of the processing",
    "measures": "Technical and organisational measures",
    "subprocessors": "Sub-processors",
    "transfers": "Transfers",
}


def annex_number(id: str) -> str:
    return f"Annex {roman(list(ANNEXES).index(id) + 1).upper()}"


def inline(text: str, clauses: dict[str, Clause]) -> str:
    """Terms and references as elements."""

    def reference(match: re.Match[str]) -> str:
        if match[2]:
            return f'<a data-ref="annex" href="#annex-{match[2]}">{annex_number(match[2])}</a>'
        words = f"{match[1] or ''}{full_number(clauses, match[3])}"
        return f'<a data-ref="clause" href="#clause-{match[3]}">{words}</a>'

    made = re.sub(r"(clause )?@(?:annex:([\w-]+)|([\w-]+(?:\.[\w-]+)*))", reference, escape(text, quote=False))
    return re.sub(r"\*(.+?)\*", r'<strong class="term">\1</strong>', made)


def html_of(clause: Clause, clauses: dict[str, Clause]) -> str:
    number = f'<span class="number">{clause.number}</span>'
    text = inline(clause.text, clauses)
    if clause.level == 1:
        head = f"<h2>{number} {text}</h2>"
    else:
        head = f"<h3>{number} {text}</h3>" if clause.titled else f"<p>{number} {text}</p>"
    parts = [f'<li class="clause" id="clause-{clause.id}">{head}']
    parts += [f"<p>{inline(words, clauses)}</p>" for words in clause.before]
    if clause.inner:
        parts += ["<ol>", *(html_of(inner, clauses) for inner in clause.inner), "</ol>"]
    parts += [f'<p class="after">{inline(words, clauses)}</p>' for words in clause.after]
    return "\n".join([*parts, "</li>"])


def terms(top: list[Clause]) -> str:
    known = {clause.id: clause for one in top for clause in one.walk()}
    return "\n".join(['<ol class="clauses">', *(html_of(one, known) for one in top), "</ol>"])


def table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], widths: tuple[int, ...]) -> str:
    def line(cells: tuple[str, ...], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in cells) + "</tr>"

    columns = "".join(f'<col style="width: {width}%">' for width in widths)
    body = "\n".join(line(row, "td") for row in rows)
    return (
        f'<table class="data"><colgroup>{columns}</colgroup><thead>{line(heads, "th")}</thead>\n'
        f"<tbody>{body}</tbody></table>"
    )


def annex(id: str, content: str, wide: bool = False) -> str:
    return (
        f'<section class="annex{" wide" if wide else ""}" id="annex-{id}" data-part="annex-{id}">'
        f'<h2><span class="number">{annex_number(id)}</span> {ANNEXES[id]}</h2>\n{content}</section>'
    )


def signature(party: str, name: str) -> str:
    blanks = "".join(
        f'<tr><th scope="row">{label}</th><td class="blank"></td></tr>'
        for label in ("Signature", "Name", "Title", "Date")
    )
    return (
        f'<table class="signature"><tbody><tr><th scope="row">{party}</th><td>{name}</td></tr>{blanks}</tbody></table>'
    )


def page(top: list[Clause], many: int = 5) -> str:
    """The contract as a page; annexes have ``many`` times their rows."""
    entries = [(one.number, one.text, f"clause-{one.id}") for one in top]
    entries += [(annex_number(id), title, f"annex-{id}") for id, title in ANNEXES.items()]
    toc = "".join(
        f'<li class="toc-1"><span class="toc-number">{number}</span> <a href="#{anchor}">{title}</a></li>'
        for number, title, anchor in entries
    )
    suppliers = tuple(row for _ in range(many) for row in SUPPLIERS)
    processing = (
        "<h3>People and data</h3>"
        + table(
            ("People", "Data"),
            (("Patients in studies", "Diary entries, pseudonym"), ("Site staff", "Name, e-mail")),
            (40, 60),
        )
        + "<h3>Purpose</h3><p>Running the service that the Main Contract describes.</p><ul><li>hosting</li>"
        "<li>support</li></ul>"
    )
    columns = ("Name", "Address", "Contact", "Country", "What it does", "Ground", "Since")
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Data processing agreement · Lillevik AS</title>
<meta name="author" content="Lillevik AS"></head><body class="dpa draft">
<header class="head" data-part="cover"><p class="head-company">Lillevik AS <span class="head-draft">Draft</span></p>
<h1>Data processing agreement</h1><p class="head-subtitle">with Bergland Pharma AS</p>
<table class="facts"><tbody>
<tr><th scope="row">Controller</th><td><p>Bergland Pharma AS</p><p>Fjordgata 9, 5003 Bergen</p></td></tr>
<tr><th scope="row">Processor</th><td><p>Lillevik AS</p><p>Kaiveien 2, 4006 Stavanger</p></td></tr>
<tr><th scope="row">Notice of a breach</th><td>24 hours from awareness</td></tr>
<tr><th scope="row">Governing law</th><td>Norway</td></tr></tbody></table></header>
<p class="running-title">Data processing agreement</p><p class="running-company">Lillevik AS</p>
<p class="running-class">Confidential · Draft</p><p class="running-version">as of 20 November 2026</p>
<main>
<section class="contents" data-part="contents"><h2 class="contents-title">Contents</h2>
<ol class="toc">{toc}</ol></section>
<section class="terms" data-part="terms">
<h2>Terms</h2>
<p>The parties agree on the following, in addition to the Main Contract.</p>
{terms(top)}
</section>
<section class="signatures" id="signatures" data-part="signatures"><h2>Signatures</h2>
<p class="lead-in">Signed for the parties by those who may bind them.</p>
{signature("The Controller", "Bergland Pharma AS")}
{signature("The Processor", "Lillevik AS")}
</section>
{annex("processing", processing)}
{annex("measures", table(("Measure", "What is done"), MEASURES * many, (30, 70)))}
{annex("subprocessors", table(columns, suppliers, (14, 16, 18, 10, 18, 16, 8)), wide=True)}
{annex("transfers", table(("Supplier", "Ground"), tuple((row[0], row[5]) for row in SUPPLIERS), (40, 60)))}
</main></body></html>
"""


TOP = read(TERMS)
CLAUSES = {clause.id: clause for one in TOP for clause in one.walk()}
PAGE = page(TOP)


def tree(html: str = PAGE) -> Node:
    return parse(html)
