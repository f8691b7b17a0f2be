class A:
    n = 0

    @classmethod
    def make(cls, *args):
        cls.n += 1
        return cls.__name__, args

    @staticmethod
    def plain(*args):
        return args

    def inst(self, *args):
        return args

class B(A):
    pass

b = B()
print(A.make(1), B.make(2), b.make(3), A.n, B.n)
print(A.plain(1), b.plain(2), b.inst(4), B.inst(b, 5))
print(A.make.__self__ is A, b.inst.__self__ is b, b.inst.__func__ is A.inst, b.inst == b.inst, b.inst is b.inst)
s = staticmethod(lambda: "called")
print(s(), type(A.__dict__["plain"]).__name__, type(A.__dict__["make"]).__name__)
