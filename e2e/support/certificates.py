"""Certificates for loopback TLS, made by openssl when a test needs them: our own authority and what it signs."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, leaf_key)
    return Authority(authority, leaf, leaf_key, context)


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
