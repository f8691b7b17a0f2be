# A list grows in steps: the lengths at which its size changes.
import sys
def steps(make, grow, n):
    x, last, lengths = make(), None, []
    for i in range(n):
        size = sys.getsizeof(x)
        if size != last:
            lengths.append(i)
        last = size
        grow(x, i)
    return lengths
print(steps(list, lambda l, i: l.append(i), 100))
print(steps(list, lambda l, i: l.insert(0, i), 40))
print(steps(list, lambda l, i: l.extend((i, i)), 30))
l = list(range(100))
sizes = []
while l:
    l.pop()
    if not sizes or sizes[-1][1] != sys.getsizeof(l):
        sizes.append((len(l), sys.getsizeof(l)))
print([n for n, _ in sizes])
same = sys.getsizeof
print(same([1, 2, 3]) == same(list((1, 2, 3))), same([0] * 10) == same([i for i in range(10)]))
