# A namespace: attributes given by keywords or a mapping.
import _types
Namespace = _types.SimpleNamespace
a = Namespace(x=1, y=[2])
a.z = a
print(a, a.x, vars(a)["y"])
print(Namespace({"q": 1}, q=2, r=3), Namespace([("k", 1)]), Namespace())
print(Namespace(x=1) == Namespace(x=1), Namespace(x=1) != Namespace(x=2), Namespace() == 1)


class Sub(Namespace):
    def hello(self):
        return self.who


s = Sub(who="me")
print(s, s.hello(), s.__reduce__(), s == Namespace(who="me"))
print(Namespace(a=1, b=2).__replace__(b=3, c=4))
for bad in [lambda: Namespace({1: 2}), lambda: Namespace(1, 2), lambda: Namespace(1), lambda: hash(Namespace()),
            lambda: Namespace(x=1) < Namespace(x=2), lambda: Namespace().nothing, lambda: Namespace().__replace__(1)]:
    try:
        bad()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
del a.z
print(a)
