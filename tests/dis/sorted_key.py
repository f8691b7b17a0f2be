words = ["b", "a"]
def key(w): return len(w), w
print(sorted(words, key=key, reverse=True))
words.sort(key=lambda w: w[::-1])
