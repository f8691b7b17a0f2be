class A:
    """Doc."""
    n = 1
    def __init__(self, v):
        self.v = v
    def get(self):
        return self.v
a = A(2)
a.v += 1
del a.v
