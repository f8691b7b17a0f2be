# list[int]: equality, hash, call, star, and what its origin answers.
alias = list[int]
print(alias, alias.__origin__, alias.__args__, alias.__parameters__, alias.__unpacked__)
print(alias == list[int], alias != list[str], hash(alias) == hash(list[int]))
print(alias(), alias("ab"), dict[str, int](a=1))
print(alias.append, alias.__mro_entries__(()), alias.__class__)
print([*alias], tuple[*tuple[int, str]], next(iter(alias)).__unpacked__)
print(list[None], tuple[()], dict[str, ...], tuple[[int, str], 3])
for code in ["alias[str]", "isinstance([], alias)", "issubclass(list, alias)", "alias.nothing", "alias < alias", "alias.__args__ = 1"]:
    try:
        eval(code)
    except (TypeError, AttributeError, SyntaxError) as e:
        print(type(e).__name__, e)


class Box:
    def __init__(self, value):
        self.value = value
    __class_getitem__ = classmethod(type(alias))


class Slim(Box):
    __slots__ = ()


print(Box[int], Box[int](3).__orig_class__, Box[int] == Box[int])


class Closed:
    __slots__ = ("x",)
    __class_getitem__ = classmethod(type(alias))

print(hasattr(Closed[int](), "__orig_class__"))
