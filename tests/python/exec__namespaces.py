# exec and eval with namespaces of their own.
space = {}
exec("w = 2", space)
print(sorted(space))
print(eval("w + 1", space), eval("q", {}, {"q": 4}))


class Upper(dict):
    def __missing__(self, key):
        return key.upper()


print(eval("foo", {}, Upper()))
exec("print(bar)", {"__builtins__": {"print": print}}, Upper())


def local():
    x = 1
    exec("x = 5; y = 6")
    print(x, sorted(locals()))
    names = {}
    exec("z = x", globals(), names)
    print(names)


x = "global"
local()
eval("print", {"__builtins__": {}})
