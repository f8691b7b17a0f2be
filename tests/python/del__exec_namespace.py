# The names of an exec'd namespace die with the dict, first to last.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

ns = {"A": A}
exec("a = A('a'); b = A('b')", ns)
exec("b = A('new b')", ns)
print(sorted(k for k in ns if not k.startswith("__")))
del ns["a"]
print("dropping")
ns = None
print("end")
