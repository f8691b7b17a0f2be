# Builtins that are a dict of a class of its own are asked each time, whoever has looked before.
import builtins


class Asked(dict):
    def __getitem__(self, key):
        if key != "__build_class__":
            print("asked", key)
        return super().__getitem__(key)


space = {"__builtins__": Asked(vars(builtins))}
exec("""
def size(x):
    return len(x)

for text in "ab", "abc":
    found = size(text)
""", space)
print(space["found"])

plain = {"__builtins__": dict(vars(builtins))}
exec("def size(x):\n    return len(x)\n", plain)
print(plain["size"]([1, 2]))
plain["len"] = lambda x: "mine"
print(plain["size"]([1, 2]))
del plain["len"]
print(plain["size"]([1, 2]))
plain["__builtins__"]["len"] = lambda x: "another"
print(plain["size"]([1, 2]))
del plain["__builtins__"]["len"]
try:
    plain["size"]([1, 2])
except NameError as error:
    print(error)
plain.clear()
for i in range(40):
    plain[f"name{i}"] = i
plain["len"] = lambda x: "after clearing"
