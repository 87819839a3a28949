"""Keys in PKCS#11 tokens: smart cards, USB keys, hardware security modules.

Before: a URI (RFC 7512) that names module, token and key, and whoever knows the PIN. After: a signer that sends the
token hashes and gets signatures, with the certificate of the key and those of its issuers that lie beside it. The PIN
is asked for once the token is found, and tried once: tokens lock themselves after a few wrong ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

from compliance.packs.keys import KeyFaultError, TokenKey, low
from compliance.packs.standalone import shown

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.signers import Signer


@dataclass(frozen=True, slots=True)
class TokenAddress:
    """The parts of a PKCS#11 URI that choose a module, a token and a key."""

    module: str
    token: str = ""
    serial: str = ""
    object: str = ""
    id: bytes = b""

    @property
    def key(self) -> str:
        """What the URI says of the key, for people."""
        said = (f"the label `{self.object}`" if self.object else "", f"the id {self.id.hex()}" if self.id else "")
        return " and ".join(filter(None, said))

    @classmethod
    def parse(cls, uri: str) -> TokenAddress:
        """Read a URI; one that names a PIN is refused, because command lines and files are read by others."""
        help = "for example pkcs11:token=Seals;object=packs?module-path=/usr/lib/softhsm/libsofthsm2.so"
        scheme, _, rest = uri.partition(":")
        path, _, query = rest.partition("?")
        if scheme != "pkcs11":
            raise KeyFaultError(f"`{uri}` is no PKCS#11 URI", help)
        parts: dict[str, str] = {}
        for part in [*path.split(";"), *query.split("&")]:
            name, is_pair, value = part.partition("=")
            if not part:
                continue
            if name in ("pin-value", "pin-source"):
                raise KeyFaultError(
                    "a PKCS#11 URI with a PIN is not taken", "give the PIN with --passphrase-file or -env"
                )
            if not is_pair or name not in ("token", "serial", "object", "id", "type", "module-path"):
                raise KeyFaultError(f"`{part}` in the PKCS#11 URI is not known", help)
            parts[name] = value
        if not parts.get("module-path"):
            raise KeyFaultError("the PKCS#11 URI does not say which module to load", help)
        if not (parts.get("object") or parts.get("id")):
            raise KeyFaultError("the PKCS#11 URI does not say which key: object or id", help)
        text = {name: unquote(parts.get(name, "")) for name in ("token", "serial", "object")}
        return cls(unquote(parts["module-path"]), **text, id=unquote_to_bytes(parts.get("id", "")))


@contextmanager
def signer_of(key: TokenKey) -> Iterator[Signer]:
    """A signer for a key in a token, while its session is open."""
    address = TokenAddress.parse(key.uri)
    try:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.sign.pkcs11 import PKCS11Signer
    except ImportError:
        raise KeyFaultError(
            "keys in tokens need a library that is not installed", "pip install 'compliance-dossier[pkcs11]'"
        ) from None
    if not os.path.exists(address.module):
        raise KeyFaultError(f"there is no PKCS#11 module {address.module}", "name the library of the token's maker")
    try:
        token = _token(address)
        session = token.open(user_pin=key.pin())
    except (PKCS11Error, RuntimeError) as error:
        raise KeyFaultError(*_said(error, address)) from None
    try:
        try:
            held = _key(session, address)
            named, issuers = _certificates(session, held, address)
        except (PKCS11Error, RuntimeError, ValueError, TypeError) as error:  # the last two of a damaged certificate
            raise KeyFaultError(*_said(error, address)) from None
        yield low(PKCS11Signer)(
            session,
            **named,
            ca_chain=issuers,
            key_label=held.label or None,
            key_id=held.id or None,
            embed_roots=False,
            use_raw_mechanism=True,  # hashing is ours: many tokens know ECDSA and not ECDSA with SHA-256
        )
    finally:
        session.close()


def _token(address: TokenAddress) -> Any:
    """The one token that the URI names."""
    import pkcs11

    found = list(pkcs11.lib(address.module).get_tokens(token_flags=pkcs11.TokenFlag.TOKEN_INITIALIZED))
    fit = [token for token in found if address.token in ("", token.label) and address.serial in ("", _serial(token))]
    if len(fit) == 1:
        return fit[0]
    there = ", ".join(f"`{shown(token.label)}` (serial {shown(_serial(token))})" for token in found) or "none"
    if fit:
        raise KeyFaultError(f"more than one token fits; there are: {there}", "name one with `serial=`")
    asked = f"`{address.token}`" if address.token else f"with serial {address.serial}" if address.serial else "at all"
    raise KeyFaultError(f"there is no token {asked}; there are: {there}", "put it in, or name one that is there")


def _serial(token: Any) -> str:
    return str(token.serial.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class _Object:
    """A key or a certificate in a token, by what names it there."""

    label: str
    id: bytes


def _key(session: Any, address: TokenAddress) -> _Object:
    """The one private key that the URI names."""
    from pkcs11 import Attribute, ObjectClass

    wanted: dict[Any, Any] = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}
    if address.object:
        wanted[Attribute.LABEL] = address.object
    if address.id:
        wanted[Attribute.ID] = address.id
    found = [_Object(each[Attribute.LABEL], each[Attribute.ID]) for each in session.get_objects(wanted)]
    if not found:
        raise KeyFaultError(f"the token has no private key that signs with {address.key}", "check object and id")
    if len(found) > 1:
        ids = ", ".join(sorted(each.id.hex() or "none" for each in found))
        raise KeyFaultError(
            f"the token has {len(found)} private keys with {address.key}; their ids: {ids}",
            "name one with `id=`, each byte as %XX",
        )
    return found[0]


def _certificates(
    session: Any, key: _Object, address: TokenAddress
) -> tuple[dict[str, Any], tuple[x509.Certificate, ...]]:
    """What names the certificate of a key, and the certificates of its issuers as far as the token has them.

    By the key's id, as PKCS #11 recommends (CKA_ID of key and certificate are the same), else by its label.
    """
    from asn1crypto import x509
    from pkcs11 import Attribute, ObjectClass

    held = [
        (_Object(each[Attribute.LABEL], each[Attribute.ID]), x509.Certificate.load(each[Attribute.VALUE]))
        for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    ]
    named: dict[str, Any] = {"cert_id": key.id}
    own = [each for name, each in held if key.id and name.id == key.id]
    if not own:
        named = {"cert_label": key.label}
        own = [each for name, each in held if key.label and name.label == key.label]
    if len(own) != 1:
        what = f"{len(own)} certificates" if own else "no certificate"
        raise KeyFaultError(
            f"the token holds {what} for the key with {address.key}", "put in the one of the key, with the key's id"
        )
    return named, _issuers(own[0], tuple(each for _, each in held))


def _issuers(certificate: x509.Certificate, held: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    """The certificates above one, nearest first."""
    chain = [certificate]
    while above := [each for each in held if each.subject == chain[-1].issuer and each not in chain]:
        chain.append(above[0])
    return tuple(chain[1:])


_WORDS = {
    "PinIncorrect": "the PIN is wrong",
    "PinInvalid": "the PIN is wrong",
    "PinLenRange": "the PIN is wrong: it has another length",
    "PinLocked": "the PIN is locked after too many wrong ones",
    "PinExpired": "the PIN has to be set anew",
    "UserPinNotInitialized": "no PIN was ever set",
    "TokenNotPresent": "it was taken out",
    "DeviceRemoved": "it was taken out",
}


def _said(error: Exception, address: TokenAddress) -> tuple[str, str]:
    """What a library of tokens says, often only by the name of the exception, and the way out."""
    kind = type(error).__name__
    if kind in _WORDS:
        return f"the token does not open: {_WORDS[kind]}", "it was tried once; tokens lock after a few wrong PINs"
    if "while loading" in str(error):
        return f"{address.module} is no PKCS#11 module: {shown(str(error))}", "name the library of the token's maker"
    return f"the token cannot be used: {shown(f'{kind} {error}'.strip())}", "check its label, its PIN and the module"
