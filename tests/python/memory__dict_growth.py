# A dict's table grows when it is two thirds full; the lengths at which its size changes.
import sys
d, last, lengths = {}, None, []
for i in range(200):
    if sys.getsizeof(d) != last:
        lengths.append(i)
    last = sys.getsizeof(d)
    d[i] = i
print(lengths)
d, last, lengths = {}, None, []
for i in range(100):
    if sys.getsizeof(d) != last:
        lengths.append(i)
    last = sys.getsizeof(d)
    d[str(i)] = i
print(lengths)
full = {i: i for i in range(50)}
size = sys.getsizeof(full)
for i in range(50):
    del full[i]
print(sys.getsizeof(full) == size)
full.clear()
print(sys.getsizeof(full) == sys.getsizeof({}))
print(sys.getsizeof({"a": 1}) < sys.getsizeof({1: 1}))
