# What exec, eval and compile refuse.
def attempt(f, *args):
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)


attempt(exec, "x = 1", 5)
attempt(eval, "x", {"x": 1}, 5)
attempt(eval, 5)
attempt(eval, "x = 1")
attempt(eval, "1 +")
attempt(compile, "1", "f", "bad")
attempt(compile, "1\0", "f", "exec")
attempt(exec, "def f(:")
attempt(vars, 5)


def closure():
    z = 5

    def k():
        return z

    return k


k = closure()
attempt(exec, k.__code__)
exec(k.__code__, closure=k.__closure__)
attempt(eval, k.__code__)
print(f"{closure.__code__.co_flags:#x} {k.__code__.co_flags:#x}")
