def f():
    try:
        return 1
    finally:
        return 2
for i in x:
    try: pass
    finally: break
a is 1
a is not "x"
a == () is ()
"\d"
b"\q"
f"\d{a}"
(1)(2)
[1][1, 2]
"abc"["x"]
assert (a, "x")
1if a else 2
0x1for x in y
x = 5in z
None()
f"{1}"()
{}()
(1,)[1.5]
"\400"
