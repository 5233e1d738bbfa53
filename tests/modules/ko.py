"""Small module files: an ELF of three sections, perhaps signed as kernels want it. The signature is of nobody: it is
read, never verified."""

import struct

NAMES = b"\0.shstrtab\0.modinfo\0.note.gnu.build-id\0"
MAGIC = b"~Module signature appended~\n"


def der(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def object_id(text):
    numbers = [int(part) for part in text.split(".")]
    out = bytes([numbers[0] * 40 + numbers[1]])
    for number in numbers[2:]:
        part = [number & 0x7F]
        while number := number >> 7:
            part.insert(0, number & 0x7F | 0x80)
        out += bytes(part)
    return der(0x06, out)


def pkcs7(signer, serial, digest="2.16.840.1.101.3.4.2.1"):
    """SignedData of one signer, named by issuer and serial number."""
    name = der(0x31, der(0x30, object_id("2.5.4.3") + der(0x0C, signer.encode())))
    algorithm = der(0x30, object_id(digest))
    who = der(0x30, der(0x30, name) + der(0x02, serial))
    info = der(0x30, der(0x02, b"\1") + who + algorithm + der(0x30, object_id("1.2.840.113549.1.1.1")) + der(0x04, b"\5" * 64))
    data = der(0x30, der(0x02, b"\1") + der(0x31, algorithm) + der(0x30, object_id("1.2.840.113549.1.7.1")) + der(0x31, info))
    return der(0x30, object_id("1.2.840.113549.1.7.2") + der(0xA0, data))


def signed(module, blob):
    return module + blob + struct.pack(">BBBBBxxxI", 0, 0, 2, 0, 0, len(blob)) + MAGIC


def note(build_id):
    return struct.pack("<III", 4, len(build_id), 3) + b"GNU\0" + build_id


def module(build_id, **modinfo):
    """A 64-bit little-endian relocatable file."""
    info = b"".join(f"{key}={value}\0".encode() for key, value in modinfo.items())
    sections = [b"", NAMES, info, note(build_id)]
    offsets, body = [], b""
    for content in sections:
        offsets.append(64 + len(body))
        body += content + b"\0" * (-len(content) % 8)
    header = b"\x7fELF\2\1\1" + b"\0" * 9 + struct.pack("<HHIQQQIHHHHHH", 1, 62, 1, 0, 0, 64 + len(body), 0, 64, 0, 0, 64,
                                                      len(sections), 1)
    table = b""
    for content, offset, name in zip(sections, offsets, (b"", b".shstrtab", b".modinfo", b".note.gnu.build-id")):
        table += struct.pack("<IIQQQQIIQQ", NAMES.find(name + b"\0") if name else 0, 3 if name else 0, 0, 0,
                             offset if name else 0, len(content), 0, 0, 1, 0)
    return header + body + table


def signature_size(module):
    """Bytes of the blob of a signed one."""
    return struct.unpack(">I", module[-len(MAGIC) - 4:-len(MAGIC)])[0]
