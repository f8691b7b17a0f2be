a and b
a or b()
not a
a if b else c
a < b < c
[x for x in y]
