# Inside a key function list.sort holds the item in its own array.
import sys

class W:
    def __init__(self, n):
        self.n = n

def key(w):
    counts.append(sys.getrefcount(w))
    return w.n

counts = []
words = [W(3), W(1), W(2)]
print([w.n for w in sorted(words, key=key)], counts)
counts.clear()
words.sort(key=key)
print([w.n for w in words], counts)
counts.clear()
words.sort(key=key, reverse=True)
print([w.n for w in words], counts)
