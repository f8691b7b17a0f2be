s = {1, True, 1.0}
print(s, len(s))

d = {True: "yes", 1: "no"}
print(d)
d[1.0] = "maybe"
print(d)

print(1 == True == 1.0, hash(1) == hash(True) == hash(1.0))
print([type(key).__name__ for key in d])
print({0, False}, {False, 0})
