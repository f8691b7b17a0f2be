a = {k: v for k, v in items}
b = {x for x in y}
c = {k: {j for j in v} for k, v in d.items() if k}
def f(xs):
    return {x: len(x) for x in xs}
