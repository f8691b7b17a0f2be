# An object among the bases says which classes stand for it.
class Entry:
    def __init__(self, *classes):
        self.classes = classes

    def __mro_entries__(self, bases):
        print("asked with", len(bases))
        return self.classes


class A: ...
class B: ...


class C(Entry(A, B), object):
    pass

print(C.__bases__ == (A, B, object), len(C.__orig_bases__), "__orig_bases__" in C.__dict__)


class D(C, Entry()): ...
print(D.__bases__ == (C,), D.__orig_bases__[0] is C)


class E(list[int], dict[str, int] if False else Entry()): ...
print(E.__bases__, E.__orig_bases__[0])


class Wrong:
    def __mro_entries__(self, bases):
        return [A]


for make in [lambda: type("X", (Entry(A),), {}), lambda: __build_class__(lambda: None, "Y", Wrong())]:
    try:
        make()
    except TypeError as e:
        print(e)


class F(Wrong()): ...
