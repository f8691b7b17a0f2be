import sys

a = "hello"
b = "hel" + "lo"
c = "".join(["hel", "lo"])
print(a is b, a is c, a == c, sys.intern(c) is a)
s = "hello"
t = s
s += "world"
print(s, t, s is t)
print("a" is "abc"[0], "ab"[1:] is "b")
x = "with space"
y = "with space"
print(x is y)
print("" is "x"[1:], str(5) is str(5), str(12) is str(12))
n = "na"
print(n + "me" is "name", sys.intern(n + "me") is "name")
