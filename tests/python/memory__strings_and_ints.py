# How the sizes of strings, bytes and ints grow with their contents.
import sys
size = sys.getsizeof
print([size("a" * n) - size("") for n in (1, 2, 10, 100)])
print([size("é" * n) - size("é") for n in (1, 2, 10)])
print([size("€" * n) - size("€") for n in (1, 2, 10)])
print([size("😀" * n) - size("😀") for n in (1, 2, 10)])
print([size(b"x" * n) - size(b"") for n in (1, 2, 10)])
print([size(2 ** n) - size(1) for n in (0, 29, 30, 59, 60, 90, 300)])
print(size(-1) == size(1), size(True) == size(1), size(0) == size(1))
print(size(1.0) == size(1e300))
