"""A throw-away certificate authority, known only to the process that makes it."""

from __future__ import annotations

import ipaddress
import shutil
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Signs hosts' certificates; ``file`` is what a client has to trust (SSL_CERT_FILE)."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="newsspider-authority-"))
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("newsspider throw-away authority")
        self.file = self._folder / "authority.pem"
        certificate = self._certificate(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context_for(self, host: str, valid_for: str | None = None) -> ssl.SSLContext:
        """Return a server context for a host, its certificate made out to another where asked to."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = valid_for or host
        try:
            alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            alternative = x509.DNSName(name)
        certificate = self._certificate(_named(name), key, x509.SubjectAlternativeName([alternative]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pem = self._folder / "host.pem"
        pem.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(pem)
        pem.unlink()
        return context

    def forget(self) -> None:
        """Remove the authority's file."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _certificate(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        )
        return builder.sign(self._key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
