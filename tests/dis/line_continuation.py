x = 1 + \
    2 + y
z = (
    a
    .b(c,
       d)
    [0]
)
f(
    1,
    *args,
)
