def key(word):
    print("key", word)
    return 1 / len(word)

words = ["b", "", "a"]
try:
    words.sort(key=key)
except ZeroDivisionError as e:
    print(e, words)

class Bad:
    def __lt__(self, other):
        raise ValueError("no order")

items = [Bad(), Bad()]
kept = list(items)
try:
    items.sort()
except ValueError as e:
    print(e, items == kept)
try:
    sorted([1, "a"])
except TypeError as e:
    print(e)
try:
    sorted([1, 2], lambda x: x)
except TypeError as e:
    print(e)
try:
    [].sort(1)
except TypeError as e:
    print(e)
print([3, 1].sort())
