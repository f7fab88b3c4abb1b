"""Certificates for loopback TLS, made by openssl when a test needs them: our own authority and what it signs."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

LEAF = """basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName={names}
"""


@dataclass
class Authority:
    """`certificate` is what a client must trust; `leaf` and its key are for a server at localhost or 127.0.0.1, and
    `server` is a context with both.
    """

    certificate: Path
    leaf: Path
    leaf_key: Path
    server: ssl.SSLContext


def make_authority(
    directory: Path, name: str, names: str = "DNS:localhost,IP:127.0.0.1", days: int = 2
) -> Authority:
    """`names` are those of the leaf, which is good for `days`; below zero it has expired."""
    directory.mkdir(parents=True, exist_ok=True)
    authority, authority_key = directory / "authority.pem", directory / "authority.key"
    request, leaf, leaf_key = directory / "leaf.csr", directory / "leaf.pem", directory / "leaf.key"
    extensions = directory / "leaf.ext"
    extensions.write_text(LEAF.format(names=names))
    new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl(
        "req", "-x509", *new_key, "-keyout", authority_key, "-out", authority, "-days", "2", "-subj", f"/CN={name}",
        "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
    )  # fmt: skip
    _openssl("req", "-new", *new_key, "-keyout", leaf_key, "-out", request, "-subj", "/CN=localhost")
    _openssl(
        "x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority_key, "-CAcreateserial",
        "-out", leaf, "-days", str(days), "-extfile", extensions,
    )  # fmt: skip
    if days < 0:
        _backdate(leaf, authority, authority_key, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, leaf_key)
    return Authority(authority, leaf, leaf_key, context)


def _backdate(leaf: Path, authority: Path, authority_key: Path, days: int) -> None:
    """What openssl makes with less than no days ends before it begins; this one was good for a month."""
    made, issuer = (x509.load_pem_x509_certificate(path.read_bytes()) for path in (leaf, authority))
    key = load_pem_private_key(authority_key.read_bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    end = datetime.now(UTC) + timedelta(days=days)
    builder = x509.CertificateBuilder(issuer.subject, made.subject, made.public_key(), made.serial_number)
    builder = builder.not_valid_before(end - timedelta(days=30)).not_valid_after(end)
    for extension in made.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    leaf.write_bytes(builder.sign(key, SHA256()).public_bytes(Encoding.PEM))


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
