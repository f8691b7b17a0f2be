# Programs read back what they wrote, and files outlive their names.
import os
with open("one", "w") as f:
    f.write("content")
os.rename("one", "two")
r = open("two")
os.remove("two")
print(os.path.exists("two"), r.read())
r.close()
a = open("shared", "w")
b = open("shared")
a.write("abc")
print(repr(b.read()))
a.flush()
print(repr(b.read()))
a.write("def")
a.close()
print(repr(b.read()))
b.close()
