def numbers(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        out.append(seed)
    return out


def quick(items):
    if len(items) < 2:
        return items
    middle = items[len(items) // 2]
    less = [x for x in items if x < middle]
    same = [x for x in items if x == middle]
    more = [x for x in items if x > middle]
    return quick(less) + same + quick(more)


def insertion(items):
    items = list(items)
    for i in range(1, len(items)):
        x = items[i]
        j = i - 1
        while j >= 0 and items[j] > x:
            items[j + 1] = items[j]
            j -= 1
        items[j + 1] = x
    return items


data = numbers(12000, 42)
a = quick(data)
b = sorted(data)
c = sorted(data, key=lambda x: x % 1000)
d = sorted(a, reverse=True)
e = insertion(data[:300])
print(a == b, c[0] % 1000, d[0] == b[-1], e == sorted(data[:300]))
