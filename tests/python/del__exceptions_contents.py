# What an exception holds, and the order in which it lets go of it.
class P:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")

e = ValueError(P("arg 1"), P("arg 2")); e.note = P("attribute"); e.__cause__ = KeyError(P("cause"))
del e; print("cause")
e = ValueError(P("arg")); e.__context__ = KeyError(P("context")); del e; print("context")
g = ExceptionGroup("g", [ValueError(P("first")), ValueError(P("second"))]); del g; print("group")
s = StopIteration(P("value")); del s; print("StopIteration")
x = SystemExit(P("code")); del x; print("SystemExit")
try:
    raise ValueError(P("raised"))
except ValueError as e:
    print("handling", end=" ")
print("after")
e = ValueError(P("old args"))
e.args = (P("new args"),); print("|", end=" "); e = None; print("args replaced")
