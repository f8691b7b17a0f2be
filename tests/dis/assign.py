a = 1
a = b = c = []
x, y = 1, 2
x, y = y, x
(p, q), [r, s] = (1, 2), (3, 4)
a: int = 5
b: "str"
