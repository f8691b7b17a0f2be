def key(word):
    print("key", word)
    return len(word)

words = ["kiwi", "fig", "banana", "nut"]
print(sorted(words, key=key))
print(sorted(words, key=key, reverse=True))
print(sorted([3, 1, 2], key=lambda n: -n), sorted("hello"), sorted({"b": 1, "a": 2}))
print(sorted([]), sorted([1], key=key) if False else sorted([(1, "b"), (1, "a")], key=lambda p: p[0]))
print(sorted(words, key=str.upper), sorted(words, key=None))
