from _collections import deque

d = deque(range(10), maxlen=3)
print(d, d.maxlen, d.append(10), d, d.appendleft(0), d)
d.extend("abcd")
print(d)
d.extendleft("xyz!")
print(d, d + deque("12"), d * 2, d.copy(), d.copy().maxlen)
d.rotate(1)
print(d)
try:
    d.insert(1, "no room")
except IndexError as e:
    print(e)
d.pop()
d.insert(1, "room")
print(d)
empty = deque("abc", maxlen=0)
print(empty, len(empty))
empty.append(1)


def loud():
    for i in range(3):
        print("give", i)
        yield i


empty.extend(loud())
print(empty, deque("abc", 2) * 3, deque([1], 3) * 5)
d.__init__("fresh", 4)
print(d)
d.__init__()
print(d, d.maxlen)


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("out", self.name)


last = deque(maxlen=2)
for name in "abc":
    last.append(Loud(name))
print("appended")
last.appendleft(Loud("d"))
print([x.name for x in last])
last.clear()
print("cleared")


class Mine(deque):
    def __init__(self, *args, **kwargs):
        print("init", len(args), kwargs)
        super().__init__(*args, **kwargs)


m = Mine("abc", maxlen=2)
m.note = "kept"
print(m, m.copy(), type(m.copy()).__name__, m + m, m * 2, m.__reduce__()[:3])
print(deque("ab").__reduce__()[:3], deque("ab", 3).__reduce__()[:3])
