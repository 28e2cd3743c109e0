# SPDX-License-Identifier: Apache-2.0
"""The image of an upgrade, as zigpy reads OTA files and cryptography checks signatures.

    pytest firmware_peer.py          METERBENCH names the program, else the debug build's is used
"""

import hashlib
import os
import subprocess

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from zigpy.ota.image import OTAImage

BENCH = os.environ.get("METERBENCH", ".build/debug/meterbench")
PROGRAM = bytes(range(256)) * 40 + b"end"
# Behind the header: tag and length of the program's element. From the signature's tag to the end:
# its element of 64 bytes, and the integrity code's of 16. Source: SPEC.md of Firmware.
HEADER, HEAD, TAIL = 56, 6, 92


def bench(*words):
    return subprocess.run([BENCH, "firmware", *words], check=True, capture_output=True,
                          text=True).stdout


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("firmware")
    (folder / "program").write_bytes(PROGRAM)
    key = bench("key", "--make", str(folder / "key")).strip()
    bench("sign", str(folder / "program"), "--key", str(folder / "key"), "--version", "1.2.3",
          "--output", str(folder / "image"))
    return (folder / "image").read_bytes(), bytes.fromhex(key)


def test_zigpy_reads_the_image(signed):
    image, _ = signed
    read, rest = OTAImage.deserialize(image)
    assert rest == b""
    assert read.header.manufacturer_id == 0x101E and read.header.image_type == 1
    assert read.header.file_version == 0x01020003 and read.header.image_size == len(image)
    assert [element.tag_id for element in read.subelements] == [0x0000, 0xF000, 0x0003]
    assert read.subelements[0].data == PROGRAM


def is_signed(image, key):
    digest = hashlib.sha256(image[:-TAIL]).digest()
    signature = image[-TAIL + HEAD:][:64]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(
            signature, b"LastMeter firmware image, version 1" + digest)
    except InvalidSignature:
        return False
    return True


def test_signature_is_of_header_and_program(signed):
    image, key = signed
    assert is_signed(image, key)
    for place in (12, HEADER + HEAD, len(image) - TAIL - 1):
        other = bytearray(image)
        other[place] ^= 1
        assert not is_signed(bytes(other), key)
