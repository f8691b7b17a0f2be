a.b
a.b = 1
del a.b
a.b.c.d = a.e
a.b += 1
"".join(x)
(1).bit_length()
