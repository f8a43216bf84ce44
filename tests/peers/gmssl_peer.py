#!/usr/bin/env python3
"""Two more implementations of SM2, for the tests to ask: gmssl, which is Python throughout, and
gmssl_pyx, which is the C library GmSSL.

    gmssl_peer.py gmssl|gmssl_pyx verify CERTIFICATE SIGNATURE FILE
    gmssl_peer.py gmssl|gmssl_pyx sign KEY FILE

CERTIFICATE and KEY are PEM (X.509, PKCS#8), SIGNATURE is the DER of GM/T 0009, as what sign writes to
standard output. The identity is each library's own default, 1234567812345678.
"""

import base64
import pathlib
import sys

# The curve (GM/T 0006), then a BIT STRING with an uncompressed point: an SM2 key in X.509.
CURVE = bytes.fromhex("06082a811ccf5501822d")
POINT = CURVE + bytes.fromhex("03420004")
# Version 1 and an OCTET STRING of 32 bytes: the number in an SM2 key of PKCS#8 (RFC 5915).
NUMBER = bytes.fromhex("0201010420")


def der(path):
    lines = pathlib.Path(path).read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("-----BEGIN"))
    end = next(n for n, line in enumerate(lines) if line.startswith("-----END"))
    return base64.b64decode("".join(lines[begin + 1 : end]))


def after(mark, length, data):
    at = data.index(mark) + len(mark)
    return data[at : at + length]


def verify(library, certificate, signature, file):
    key = after(POINT, 64, der(certificate))
    signed, content = pathlib.Path(signature).read_bytes(), pathlib.Path(file).read_bytes()
    if library == "gmssl":
        from gmssl import sm2

        crypt = sm2.CryptSM2(private_key="", public_key=key.hex(), asn1=True)
        return crypt.verify_with_sm3(signed.hex(), content)
    import gmssl_pyx

    return gmssl_pyx.sm2_verify(key, content, signed)


def sign(library, secret, file):
    secret, content = der(secret), pathlib.Path(file).read_bytes()
    number, key = after(NUMBER, 32, secret), secret[-64:]
    if library == "gmssl":
        from gmssl import sm2

        crypt = sm2.CryptSM2(private_key=number.hex(), public_key=key.hex(), asn1=True)
        return bytes.fromhex(crypt.sign_with_sm3(content))
    import gmssl_pyx

    return gmssl_pyx.sm2_sign(number, key, content)


def main(library, verb, *paths):
    if verb == "verify":
        sys.exit(0 if verify(library, *paths) else "the signature does not hold")
    sys.stdout.buffer.write(sign(library, *paths))


main(*sys.argv[1:])
