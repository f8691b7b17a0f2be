# A proxy stands for its object: attributes, methods, str and class are the object's.
from _weakref import proxy, ProxyType

class Account:
    """Money."""
    def __init__(self):
        self.balance = 10
    def deposit(self, n):
        self.balance += n
        return self
    def __str__(self):
        return f"account of {self.balance}"

acc = Account()
p = proxy(acc)
print(p.balance, str(p), f"{p}", p.__doc__)
p.deposit(5)
p.owner = "Ann"
print(acc.balance, acc.owner, p.deposit(1) is acc)
del p.owner
print(hasattr(acc, "owner"), hasattr(p, "balance"))
print(p.__class__, type(p) is ProxyType, isinstance(p, Account))
try:
    p.missing
except AttributeError as e:
    print(e)
try:
    hash(p)
except TypeError as e:
    print(e)
