# Calls that have ways of their own, in all the shapes that they can be written in.
items = [1]
print(list.append(items, 2), items)
print(items.append(3), items)
add = items.append
print(add(4), items)
size = len
print(size(items), len("abc"), len(()), len({}), len(b"ab"))
print(isinstance(items, list), isinstance(items, (dict, list)), isinstance(True, int))


class Sized(list):
    def __len__(self):
        return 100

    def append(self, item):
        print("own append", item)


own = Sized()
print(own.append(1), len(own), list.append(own, 5), list(own))
print(isinstance(own, Sized), isinstance(own, list))

for call in [lambda: len(), lambda: len(1, 2), lambda: len(1), lambda: list.append(items), lambda: list.append(1, 2),
             lambda: items.append(), lambda: items.append(1, 2), lambda: isinstance(1), lambda: isinstance(1, 2),
             lambda: isinstance(1, int, 3), lambda: list.append(items, 1, 2)]:
    try:
        print(call())
    except TypeError as error:
        print(error)
print(items)
