# return, break and continue in finally swallow what was on its way.
def swallow():
    try:
        raise ValueError
    finally:
        return "swallowed"


def loops():
    for i in range(3):
        try:
            raise KeyError(i)
        finally:
            if i < 2:
                continue
            break
    return i


def order():
    try:
        print("body")
        return "value"
    finally:
        print("finally")


print(swallow(), loops(), order())
