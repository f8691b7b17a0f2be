class P:
    __slots__ = ("x", "y")
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.x.z = 1
    def __eq__(self, other):
        return self.x == other.x
    __hash__ = None
