# A subclass says with derive how its parts are made.
class Numbered(ExceptionGroup):
    def __new__(cls, message, excs, code=0):
        self = super().__new__(cls, message, excs)
        self.code = code
        return self

    def derive(self, excs):
        return Numbered(self.message, excs, self.code)


n = Numbered("n", [ValueError(1), TypeError(2)], 7)
n.add_note("kept")
a, b = n.split(ValueError)
print(repr(a), a.code, a.__notes__, repr(b))


class Plain(ExceptionGroup):
    pass


p = Plain("p", [ValueError(1), TypeError(2)])
a, b = p.split(ValueError)
print(type(a).__name__, type(b).__name__)
raise n
