"""The hall's own certificate authority, and the broker's certificate under it.

Made once and kept in the broker's folder; a certificate near its end, or for another address, is made anew.
"""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lobby.folder import broker_folder
from lobby.identity import write_secret

CA_LIFE, BROKER_LIFE = timedelta(days=3650), timedelta(days=825)
RENEW_BEFORE = timedelta(days=60)
SKEW = timedelta(days=1)
"""A kiosk whose clock is a day behind must still trust a new certificate."""


def hall_ca(data: Path) -> str:
    """PEM text of the hall's CA certificate, made at the first call."""
    path = broker_folder(data) / "ca.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _ca_certificate(key, datetime.now(UTC))
        write_secret(broker_folder(data) / "ca.key", _key_pem(key))
        write_secret(path, certificate.public_bytes(serialization.Encoding.PEM))
    return path.read_text("ascii")


def broker_certificate(data: Path, host: str, now: datetime) -> tuple[Path, Path]:
    """Files of the broker's certificate and key, good for `host` (an address or a name) at `now` and a while after."""
    certificate, key = broker_folder(data) / "server.pem", broker_folder(data) / "server.key"
    if not (certificate.exists() and key.exists() and _still_good(certificate, host, now)):
        _make_broker_certificate(data, host, now)
    return certificate, key


def _make_broker_certificate(data: Path, host: str, now: datetime) -> None:
    issuer = x509.load_pem_x509_certificate(hall_ca(data).encode())
    issuer_key = serialization.load_pem_private_key((broker_folder(data) / "ca.key").read_bytes(), None)
    if not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the key of the hall's CA is not an elliptic curve key")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(host, issuer.subject, key, now, BROKER_LIFE)
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    write_secret(broker_folder(data) / "server.key", _key_pem(key))
    write_secret(broker_folder(data) / "server.pem", certificate.public_bytes(serialization.Encoding.PEM))


def _ca_certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        _builder("Kapok hall CA", _name("Kapok hall CA"), key, now, CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _builder(
    subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + life)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _still_good(path: Path, host: str, now: datetime) -> bool:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _alternative(host) in names and now + RENEW_BEFORE < certificate.not_valid_after_utc


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
