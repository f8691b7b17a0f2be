def f(x):
    match x:
        case []:
            return 0
        case [a]:
            return a
        case [a, b, *rest] if rest:
            return rest
        case (1, *_, 2):
            return 2
        case [[a, b], (c, d)] as whole:
            return whole
