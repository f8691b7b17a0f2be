# Bounds, constraints and defaults are worked out when first asked for, and kept.
def loud(name, value):
    print("evaluating", name)
    return value


def f[A: loud("bound", int), B: (loud("one", str), bytes), C = loud("default", 5)](): ...

A, B, C = f.__type_params__
print("made", A, B, C)
print(A.__bound__, A.__bound__)
print(B.__constraints__, B.__bound__)
print(C.__default__, C.has_default(), A.__default__)
print(A.__constraints__, A.__covariant__, A.__contravariant__, A.__infer_variance__)
print(A.evaluate_bound.__name__, A.evaluate_constraints, B.evaluate_constraints.__qualname__)


def g[X: 1 / 0](): ...

X, = g.__type_params__
for attempt in range(2):
    try:
        X.__bound__
    except ZeroDivisionError as e:
        print("again", e)
