import struct
# A header of a file, written and read again.
HEADER = struct.Struct('>4sHIf')
data = HEADER.pack(b'PYVM', 3, 1000, 0.5)
print(data, len(data), HEADER.size)
magic, version, count, ratio = HEADER.unpack(data)
print(magic, version, count, ratio)
points = [(1, 2), (3, -4)]
packed = b''.join([struct.pack('<hh', *p) for p in points])
print(packed.hex(' '), list(struct.iter_unpack('<hh', packed)))
print(struct.unpack('<I', struct.pack('<f', 1.0)), struct.error.__name__)
