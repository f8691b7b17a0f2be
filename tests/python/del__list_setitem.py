class V:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __del__(self):
        print("del", self.name, "while", items)

items = [V("a"), V("b"), V("c")]
items[0] = 1
items[1:2] = [2, 3]
items[-1:] = []
print(items)
items = [V("d"), V("e")]
items.pop(0)
items.insert(0, V("f"))
items.remove(items[0])
items += [V("g")]
del items[-1]
print(items)
