# int | str: members once each, order kept for showing and ignored by == and hash.
print(int | str | int | None, (int | None) | (None | str))
print((int | str) == (str | int), hash(int | str) == hash(str | int), (int | str) != (int | bytes))
print((int | str).__args__, (int | None).__args__, int | int)
print(isinstance(3, int | str), isinstance(None, int | None), issubclass(bool, int | str), isinstance(3.5, int | str))
Union = type(int | str)
print(Union, Union[int, str], Union[int], Union.__name__, (int | str).__origin__, (int | str).__qualname__)
for code in ["int | 3", "'x' | int", "Union()", "Union[()]", "isinstance(1, list[int] | str)", "issubclass(1, int | str)",
             "(int | str)[int]", "(int | str).__args__.append", "hash(int | 3)"]:
    try:
        print(code, eval(code))
    except (TypeError, AttributeError) as e:
        print(code, type(e).__name__, e)


class Meta(type):
    def __or__(self, other):
        return "mine"

    def __ror__(self, other):
        return "reflected"


class M(metaclass=Meta): ...

print(M | int, int | M, M | M)
try:
    class Bad(int | str): ...
except TypeError as e:
    print(e)
