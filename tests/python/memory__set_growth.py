# A set's table grows when it is three fifths full, four times while small.
import sys
s, last, lengths = set(), None, []
for i in range(400):
    if sys.getsizeof(s) != last:
        lengths.append(i)
    last = sys.getsizeof(s)
    s.add(i)
print(lengths)
print(sys.getsizeof(frozenset()) == sys.getsizeof(set()))
print(sys.getsizeof({1, 2, 3}) == sys.getsizeof(frozenset([1, 2, 3])))
t = set(range(100))
before = sys.getsizeof(t)
for i in range(100):
    t.discard(i)
print(sys.getsizeof(t) == before)
t.clear()
print(sys.getsizeof(t) == sys.getsizeof(set()))
