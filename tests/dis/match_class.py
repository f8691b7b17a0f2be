def f(p):
    match p:
        case Point(x=0, y=0):
            return "origin"
        case Point(x, y) if x == y:
            return "diagonal"
        case int() | str():
            return "simple"
        case Color.RED:
            return "red"
        case Line(Point(a, b), end=Point()) as line:
            return line
        case other:
            return other
