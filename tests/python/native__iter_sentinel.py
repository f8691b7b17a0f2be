items = iter([1, 2, 3, "stop", 4])

def fetch():
    value = next(items)
    print("fetched", value)
    return value

print(list(iter(fetch, "stop")), list(items))
it = iter(lambda: 1, 2)
print(next(it), next(it), iter(it) is it)

class E:
    def __eq__(self, other):
        print("compared with", other)
        return other == 2

counter = iter(range(5))
print(list(iter(lambda: next(counter), E())))
for bad in (lambda: iter(5), lambda: iter(5, 6), lambda: next([]), lambda: next(iter([]))):
    try:
        bad()
    except (TypeError, StopIteration) as e:
        print(type(e).__name__, e)
print(next(iter([]), "default"))
