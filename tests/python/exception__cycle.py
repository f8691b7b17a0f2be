# Exceptions that are each other's context are told once.
a = ValueError("a")
b = KeyError("b")
a.__context__ = b
b.__context__ = a
raise a
