# A bound method is a new object each time; the function behind it is not.
class A:
    def f(self): pass
    @staticmethod
    def s(): pass
    @classmethod
    def c(cls): pass
a = A()
print(a.f is a.f, a.f == a.f, id(a.f) == id(a.f))
print(A.f is A.f, a.s is a.s, a.c is a.c, a.c == A.c)
m = a.f
print(m is m, m.__func__ is A.f, m.__self__ is a)
print([].append is [].append, len is len)
l = []
print(l.append == l.append, l.append is l.append)
