x = 5
x + 1
"shown only when last"
def f():
    return [x, "é"]
f()
