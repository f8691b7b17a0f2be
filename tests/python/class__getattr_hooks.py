class A:
    real = 1

    def __getattribute__(self, name):
        print("getattribute", name)
        return super().__getattribute__(name)

    def __getattr__(self, name):
        print("getattr", name)
        if name.startswith("x"):
            return name * 2
        raise AttributeError(f"no {name}")

    def __setattr__(self, name, value):
        print("setattr", name, value)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        print("delattr", name)
        super().__delattr__(name)

    def __dir__(self):
        return ["b", "a"]

a = A()
a.v = 1
print(a.v, a.real, a.xy)
del a.v
try:
    a.v
except AttributeError as e:
    print(e)
print(dir(a), getattr(a, "q", "default"))
