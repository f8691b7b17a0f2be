import sys

s = "hello"
t = s
s += "world"
print(s, t)
print(s is t)

print("ab" is "a" + "b")

a = "a"
joined = a + "b"
print(joined == "ab", joined is "ab")
print(sys.intern(joined) is "ab")

name = "some_name"
print(name is "some_name")
