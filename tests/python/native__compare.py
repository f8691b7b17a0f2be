class A:
    def __init__(self, n, answers=True):
        self.n, self.answers = n, answers

    def __eq__(self, other):
        print("A.eq", self.n)
        return NotImplemented if not self.answers else self.n == getattr(other, "n", other)

    def __lt__(self, other):
        print("A.lt", self.n)
        return NotImplemented if not self.answers else self.n < getattr(other, "n", other)

class B(A):
    def __gt__(self, other):
        print("B.gt", self.n)
        return self.n > other.n

    def __eq__(self, other):
        print("B.eq", self.n)
        return super().__eq__(other)

print(A(1) == A(1), A(1) != A(2), A(1) < A(2), A(2) > A(1), A(1) < B(2), A(1) == B(1))
print(A(1, False) == A(1, False), A(1, False) == 1, 1 == A(1), 1 != A(2))
try:
    A(1, False) < A(2, False)
except TypeError as e:
    print(e)
try:
    A(1) <= A(2)
except TypeError as e:
    print(e)
print([A(1), A(2)] == [A(1), A(3)], (A(1),) < (A(2),), {"k": A(1)} == {"k": A(1)})
print(A(1) < A(2) < A(3), 0 < 1 < 0 < 1 / 1)
