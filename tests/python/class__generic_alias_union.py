def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class Meta(type):
    def __instancecheck__(cls, o): print("check", o); return o == 5
class A(metaclass=Meta): pass
u = int | str
for f in (lambda: u, lambda: type(u), lambda: int | None, lambda: None | int, lambda: u | float, lambda: int | int, lambda: u == (str|int), lambda: hash(u) == hash(str|int), lambda: u.__args__, lambda: isinstance(5, u), lambda: isinstance(2.0, u), lambda: isinstance(None, int|None), lambda: issubclass(bool, u), lambda: issubclass(type(None), int|None), lambda: isinstance(5, (str, u)), lambda: isinstance(5, (str, (bytes, A))), lambda: isinstance(6, (A, int)), lambda: isinstance(1, (int, 5)), lambda: isinstance("a", (int, 5)), lambda: int | 5, lambda: 5 | int, lambda: int | "x", lambda: u.__origin__, lambda: isinstance(5, A|str), lambda: list[int], lambda: dict[str, list[int]], lambda: tuple[int, ...], lambda: list[int]([1]), lambda: list[int].__origin__, lambda: list[int].__args__, lambda: list[int] == list[int], lambda: hash(list[int]) == hash(list[int]), lambda: isinstance([], list[int]), lambda: list[int] | None, lambda: type(list[int]), lambda: list[int].append, lambda: list[int].__class__, lambda: list[int].__parameters__, lambda: list[int][str], lambda: issubclass(list, list[int]), lambda: set[int], lambda: type[int], lambda: list[()], lambda: tuple[()], lambda: dict[int], lambda: list["x"], lambda: isinstance(u, type(u)), lambda: int[str], lambda: (int|list[int]), lambda: frozenset[A], lambda: list[A.__mro__[0]], lambda: u.__parameters__, lambda: list[int].x, lambda: type(list[int]).__mro__, lambda: list[None], lambda: list[...], lambda: list[int].__unpacked__):
    t(f)
