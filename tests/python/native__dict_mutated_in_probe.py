class K:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 1

    def __eq__(self, other):
        print(self.name, "==", other.name)
        action = self.action
        if action:
            K.action = None
            action()
        return self.name == other.name

    action = None

d = {K("a"): 1, K("b"): 2}
K.action = d.clear
print(d.get(K("b")), len(d))
d = {K("a"): 1, K("b"): 2}
K.action = lambda self: d.update({i: i for i in range(20)})
print(d.get(K("b")), len(d))
d = {K("a"): 1, K("b"): 2}
K.action = lambda self: d.pop(next(iter(d)))
print(d.get(K("b")), len(d))
