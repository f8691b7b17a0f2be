if (n := len(a)) > 10:
    print(n)
while chunk := read():
    pass
x = [y := 1, y ** 2]
def f(data):
    return [last := v for v in data], last
