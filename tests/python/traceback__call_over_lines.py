# A call over several lines.
def f(a, b):
    return a + b


f(
    1,
    "two",
)
