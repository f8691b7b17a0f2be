# Type variables made by a call of their classes.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


from _typing import TypeVar, ParamSpec, TypeVarTuple, NoDefault, ParamSpecArgs
T = TypeVar("T", int, str, default=int)
print(T, T.__constraints__, T.__bound__, T.__default__, T.has_default(), T.__module__, T.__name__)
print(TypeVar("C", covariant=True), TypeVar("D", contravariant=True), TypeVar("E", infer_variance=True))
P = ParamSpec("P")
print(P, P.args, P.kwargs, P.args.__origin__ is P, P.args == P.args, P.args == P.kwargs, P.__default__ is NoDefault)
print(TypeVarTuple("Ts"), NoDefault, type(NoDefault)() is NoDefault)
for make in [TypeVar, ParamSpec, TypeVarTuple]:
    attempt(lambda: make())
    attempt(lambda: make(1))
    attempt(lambda: make("X", nothing=1))
    attempt(lambda: make("X", int))
attempt(lambda: TypeVar("X", covariant=True, contravariant=True))
attempt(lambda: TypeVar("X", covariant=True, infer_variance=True))
attempt(lambda: type(NoDefault)(1))
attempt(lambda: hash(ParamSpecArgs(1)))
attempt(lambda: ParamSpecArgs(1))
e = T.evaluate_constraints
print(e, e(1), e(4))
attempt(lambda: e())
attempt(lambda: e("x"))
attempt(lambda: e(1, x=2))
for base in [T, P, TypeVar]:
    attempt(lambda: __build_class__(lambda: None, "X", base))
