class K:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 3

    def __eq__(self, other):
        print(self.name, "==", other.name)
        return self.name == other.name

    def __repr__(self):
        return self.name

s = {K("a"), K("b"), K("a")}
print(len(s))
print(K("b") in s)
s.add(K("c"))
s.discard(K("a"))
print(len(s))
print(len(s | {K("b")}), len(s & {K("b")}), len(s - {K("c")}), len(s ^ {K("d")}))
print(s == {K("b"), K("c")}, {K("b")} <= s)
try:
    s.remove(K("z"))
except KeyError as e:
    print("KeyError", e)
