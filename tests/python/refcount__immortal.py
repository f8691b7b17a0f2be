# Values that live for ever have one and the same count, whatever refers to them.
import sys
count = sys.getrefcount
before = count(None)
many = [None] * 1000
print(count(None) == before)
for x in (True, False, ..., NotImplemented, 0, 256, -5, "", "a", b"", (), int, str):
    n = count(x)
    more = [x] * 100
    print(repr(x), count(x) == n, n == before)
print(count(257) == before, count(10**9) == before)
