def f(x):
    match x:
        case {}:
            return 0
        case {"k": v, "n": 1 | 2 as n}:
            return v, n
        case {"a": [x, y], **rest}:
            return rest
        case {Color.RED: z}:
            return z
