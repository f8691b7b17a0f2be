# else runs without an exception, finally always.
def run(x):
    out = []
    try:
        out.append("try")
        10 / x
    except ZeroDivisionError:
        out.append("except")
    else:
        out.append("else")
        if x == 3:
            raise ValueError(out)
    finally:
        out.append("finally")
        print(out)
    return x


run(1)
run(0)
run(3)
