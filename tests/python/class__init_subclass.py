class Base:
    kinds = []

    def __init_subclass__(cls, /, kind=None, **kw):
        super().__init_subclass__(**kw)
        print("subclass", cls.__name__, kind)
        cls.kinds.append(kind)

class A(Base, kind="a"): pass
class B(A): pass
print(Base.kinds)
try:
    class C(Base, wrong=1): pass
except TypeError as e:
    print(e)
class G:
    def __class_getitem__(cls, item):
        return f"{cls.__name__}[{item}]"
print(G[int], G[1, 2], list[int], dict[str, int])
class Name:
    def __set_name__(self, owner, name):
        raise ValueError("in set_name")
try:
    class D:
        bad = Name()
except ValueError as e:
    print(e, e.__notes__)
