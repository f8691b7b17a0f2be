class A(B, C, metaclass=M, flag=True):
    def f(self):
        return super().f()
    def g(self):
        return super(A, self).g(1)
    def h(self):
        return __class__
    @classmethod
    def make(cls):
        return super().make
class D(*bases, **kw): pass
