import _operator as op

pairs = [("add", 7, 2), ("sub", 7, 2), ("mul", 7, 2), ("floordiv", 7, 2), ("truediv", 7, 2), ("mod", 7, 2), ("pow", 7, 2)]
pairs += [("lshift", 7, 2), ("rshift", 7, 2), ("and_", 6, 3), ("or_", 6, 3), ("xor", 6, 3)]
for name, a, b in pairs:
    print(name, getattr(op, name)(a, b))
print(op.neg(3), op.pos(-3), op.abs(-3), op.inv(5), op.invert(6), op.not_([]), op.not_(1), op.truth(""), op.truth("x"))
print([f(1, 2) for f in (op.lt, op.le, op.eq, op.ne, op.gt, op.ge)])


class V:
    def __init__(self, n):
        self.n = n

    def __matmul__(self, other):
        return ("matmul", self.n, other.n)

    def __imatmul__(self, other):
        self.n += other.n
        return self

    def __iadd__(self, other):
        return ("iadd", other)

    def __bool__(self):
        print("bool of", self.n)
        return self.n > 1

    def __invert__(self):
        return "inverted"

    def __eq__(self, other):
        return "equal?"


v = V(1)
print(op.matmul(v, V(2)), op.imatmul(v, V(5)).n, op.iadd(v, 3), op.inv(v), op.eq(v, 1), op.ne(v, 1))
print(op.not_(v), op.truth(V(0)), op.not_(V(0)))
x = [1]
print(op.iadd(x, (2, 3)) is x, x, op.imul(x, 2), op.ior({1}, {2}), op.isub(5, 3), op.ipow(2, 5), op.iconcat(x, [9]) is x)
print(op.ifloordiv(7, 2), op.itruediv(7, 2), op.imod(7, 4), op.ilshift(1, 3), op.irshift(8, 2), op.iand(6, 3), op.ixor(6, 3))
op.add(1, "one")
