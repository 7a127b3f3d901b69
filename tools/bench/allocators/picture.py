"""picture.py <file>: writes a PNG of 1200 × 900 pixels, a gradient with grain, that no optimiser has seen."""

import struct, sys, zlib

width, height, seed = 1200, 900, 1
rows = bytearray()
for y in range(height):
    rows.append(0)
    for x in range(width):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        grain = (seed >> 16) % 8
        rows += bytes(((x * 255 // width) ^ grain, y * 255 // height, (x * y // 4096 + grain) & 255))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b""))
