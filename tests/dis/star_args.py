a = [*x, 1, *y]
b = (*x, *y)
c = {*x, 2}
d = {**x, "k": 1, **y}
e = *x,
first, *middle, last = items
*all_but_last, _ = items
[*z] = items
