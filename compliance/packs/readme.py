"""README.txt of a pack: what it is, what each folder holds, and how to verify it by hand."""

from __future__ import annotations

from compliance.documents.text import long_date
from compliance.packs.levels import WORDS
from compliance.packs.scope import Scope
from compliance.packs.standalone import BINDER, MANIFEST, SIGNATURE, SUMS

HOLDS = f"""\
{BINDER}     everything on pages; the evidence index and the registers are attached to it
evidence/         files of evidence, in a folder of the control that each proves first
documents/        policies, statements and registers, as PDF and as workbooks
{SUMS}        the hash of every file but the last two
verify.py         checks the archive; needs Python 3.8 or later and nothing else
{MANIFEST}     what every file is: hash, size, record, controls, custody; also what is
                  kept elsewhere, what is withheld, and every exception"""

SEALED = f"""
{SIGNATURE}      the signature of {MANIFEST}

How to verify

1. Unpack the archive. In its folder:

       sha256sum -c {SUMS}

   Every line must say OK. (macOS: shasum -a 256 -c {SUMS})

2. Who signed. CA.pem is the certificate of the authority that you trust; get it from the sender on
   another way than this pack:

       openssl cms -verify -binary -inform DER -in {SIGNATURE} -content {MANIFEST} \\
           -CAfile CA.pem -purpose any -out /dev/null

   It must say that the verification was successful. Then compare the hash of {SUMS}
   with the one that {MANIFEST} states for it.

3. The archive itself, every byte of it, without unpacking:

       python3 verify.py PACK.zip

   A copy of verify.py that came inside a pack says what the sender wants it to say: take it from
   the product, or compare its hash with a copy that you trust.

4. All of this at once, with the product:

       dossier verify PACK.zip --trust CA.pem

The binder carries a signature of its own (PAdES); PDF readers show it.
"""

UNSEALED = f"""

This pack is NOT signed: nothing proves who made it. It can be checked for damage only.

How to verify

1. Unpack the archive. In its folder:

       sha256sum -c {SUMS}

   Every line must say OK. (macOS: shasum -a 256 -c {SUMS})

2. The archive itself, every byte of it, without unpacking:

       python3 verify.py PACK.zip
"""

DEMO = "\nDEMONSTRATION ONLY: this pack is signed with keys for trials. The signature proves nothing.\n"


def readme(scope: Scope, signed: bool) -> bytes:
    """The text, in UTF-8 with lines of at most 100 signs."""
    dossier = scope.dossier
    head = "\n".join(
        (
            scope.kind.title,
            dossier.company.legal_name,
            f"Period {long_date(scope.period.start)} to {long_date(scope.period.end)}; "
            f"made for {long_date(dossier.today)}",
            f"Level: {WORDS[scope.level]}",
            *((scope.kind.statement,) if scope.kind.statement else ()),
        )
    )
    demo = DEMO if scope.demo else ""
    return f"{head}\n{demo}\nWhat is in it\n\n{HOLDS}{SEALED if signed else UNSEALED}".encode()
