for args in [([1], [1, 2]), ([], [], [3]), ([1, 2], [1]), ([1], [2], [3, 4], []), ([], [1])]:
    try:
        print(list(zip(*args, strict=True)))
    except ValueError as e:
        print(e)
def g(n):
    for i in range(n):
        print('give', i)
        yield i
try:
    print(list(zip(g(1), g(1), g(2), strict=True)))
except ValueError as e:
    print(e)
try:
    print(list(map(lambda a, b: a + b, [1, 2], [3, 4, 5], strict=True)))
except ValueError as e:
    print(e)
print(list(map(lambda a, b: a + b, [1, 2], [3, 4], strict=True)))
