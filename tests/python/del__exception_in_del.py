class Bad:
    def __del__(self):
        raise ValueError("in __del__")

def f():
    b = Bad()
    print("in f")

f()
print("goes on")
