# Equal strings: one object if the compiler or sys.intern made them so.
import sys
a, b = "identifier", "identifier"
print(a is b)
c = "".join(["ident", "ifier"])
print(c is a, c == a, sys.intern(c) is a)
d, e = "two words", "two words"
print(d is e)
x = "a b"; y = "".join(["a", " b"])
print(x is y, sys.intern(y) is sys.intern(x))
print("é" is "".join(["é"]), chr(97) is "a", "abc"[1] is "b", ""is "".join([]))
n = 256; m = int("256")
print(n is m, int("257") is int("257"))
t, u = (1, 2), (1, 2)
print(t is u, () is tuple([]))
class A: attr = 1

