"""Makes the samples of encrypted values with other people's code (Python's cryptography, which is OpenSSL): run it here.

The private key protects nothing but these samples.
"""

import base64
import json
import os
from datetime import datetime, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

SAMPLES = Path(__file__).parent / "samples"


def b64(data):
    return base64.b64encode(data).decode()


def certificate(key, name):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=subject, public_key=key.public_key())
    builder = builder.serial_number(7).not_valid_before(datetime(2026, 1, 1, tzinfo=timezone.utc))
    return builder.not_valid_after(datetime(2036, 1, 1, tzinfo=timezone.utc)).sign(key, hashes.SHA256())


def pem_of(key, form=serialization.PrivateFormat.PKCS8, hiding=serialization.NoEncryption()):
    return key.private_bytes(serialization.Encoding.PEM, form, hiding)


def oaep(key, data, algorithm=hashes.SHA256()):
    return key.public_key().encrypt(data, padding.OAEP(padding.MGF1(algorithm), algorithm, None))


def seal(data_key, clear, associated):
    nonce = os.urandom(12)
    return nonce + AESGCM(data_key).encrypt(nonce, clear, associated.encode())


def main():
    SAMPLES.mkdir(exist_ok=True)
    key = rsa.generate_private_key(65537, 2048)
    cert = certificate(key, "sender.example")
    (SAMPLES / "certificate.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    (SAMPLES / "certificate.der").write_bytes(cert.public_bytes(serialization.Encoding.DER))
    (SAMPLES / "private-key.pem").write_bytes(pem_of(key))
    (SAMPLES / "private-key-pkcs1.pem").write_bytes(pem_of(key, serialization.PrivateFormat.TraditionalOpenSSL))
    hidden = serialization.BestAvailableEncryption(b"password")
    (SAMPLES / "private-key-hidden.pem").write_bytes(pem_of(key, hiding=hidden))
    weak = {"weak-1024": rsa.generate_private_key(65537, 1024), "weak-exponent": rsa.generate_private_key(3, 2048),
            "no-rsa": ec.generate_private_key(ec.SECP256R1())}
    for name, other in weak.items():
        made = certificate(other, name).public_bytes(serialization.Encoding.PEM)
        (SAMPLES / f"{name}.pem").write_bytes(made)
        (SAMPLES / f"{name}-key.pem").write_bytes(pem_of(other))
    data_key = os.urandom(32)
    wrapped = oaep(key, data_key)
    flipped = bytearray(wrapped)
    flipped[100] ^= 1
    text = "Zoë 😀".encode()
    value = seal(data_key, text, "15")
    bit, nonce = bytearray(value), bytearray(value)
    bit[14] ^= 1
    nonce[0] ^= 1
    public = key.public_key()
    values = {
        "read": (value, wrapped),
        "empty": (seal(data_key, b"", "15"), wrapped),
        "of column 16": (seal(data_key, text, "16"), wrapped),
        "bit flipped in the value": (bytes(bit), wrapped),
        "bit flipped in the nonce": (bytes(nonce), wrapped),
        "bit flipped in the wrapped key": (value, bytes(flipped)),
        "tag cut": (value[:-1], wrapped),
        "nothing but a nonce": (value[:12], wrapped),
        "no bytes": (b"", wrapped),
        "PKCS#1 v1.5": (value, public.encrypt(data_key, padding.PKCS1v15())),
        "OAEP with SHA-1": (value, oaep(key, data_key, hashes.SHA1())),
        "OAEP with SHA-512": (value, oaep(key, data_key, hashes.SHA512())),
        "key of 16 bytes": (seal(data_key[:16], text, "15"), oaep(key, data_key[:16])),
        "no UTF-8": (seal(data_key, b"\xff\xfe", "15"), wrapped),
    }
    told = {
        "sha1": cert.fingerprint(hashes.SHA1()).hex(),
        "sha256": cert.fingerprint(hashes.SHA256()).hex(),
        "values": {name: {"value": b64(sealed), "key": b64(around)} for name, (sealed, around) in values.items()},
        "file": {"name": "photo.png", "data": b64(seal(data_key, b"\x89PNG\r\n\x1a\n", "photo.png")), "key": b64(wrapped)},
    }
    (SAMPLES / "sealed.json").write_text(json.dumps(told, indent=1) + "\n")


main()
