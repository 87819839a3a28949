"""Public keys that seals may have, and the one form in which their signatures are written.

An ECDSA signature (r, s) says the same as (r, n - s): whoever holds the file and not the key could write the other and
change bytes that still verify. Seals use the lower s, and verifying takes no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto.keys import PublicKeyInfo

ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": int("f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
    "secp521r1": int("1" + "f" * 64 + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16),
}
"""Order n of the group of each curve (SEC 2, FIPS 186-5)."""

RSA_BITS = 2048


def usable(key: PublicKeyInfo) -> str:
    """Why a key may not seal; empty where it may."""
    if key.algorithm == "ec":
        kind, curve = key.curve
        return "" if kind == "named" and curve in ORDERS else f"curve {curve}"
    if key.algorithm == "rsa":
        return "" if key.bit_size >= RSA_BITS else f"RSA with {key.bit_size} bits"
    return f"algorithm {key.algorithm}"


def low_s(signature: bytes, key: PublicKeyInfo) -> bytes:
    """The signature with the lower of its two possible s; others than ECDSA as they are."""
    from asn1crypto.algos import DSASignature

    order = ORDERS.get(key.curve[1]) if key.algorithm == "ec" else None
    if order is None:
        return signature
    pair = DSASignature.load(signature).native
    made: bytes = DSASignature({"r": pair["r"], "s": min(pair["s"], order - pair["s"])}).dump()
    return made
