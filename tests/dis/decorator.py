@d1
@d2(1, key=2)
def f(): pass
@a.b.c
class C:
    @property
    def x(self): return self._x
    @x.setter
    def x(self, value): self._x = value
    @staticmethod
    def s(): pass
