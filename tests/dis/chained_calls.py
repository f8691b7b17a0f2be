result = (
    query
    .filter(a=1)
    .order_by("b")
    .first()
)
x = f(1)(2)(3)[4].g()
