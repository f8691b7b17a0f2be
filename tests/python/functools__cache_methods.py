from functools import lru_cache, cached_property, cache, partial, partialmethod


class Account:
    fee = 3

    def __init__(self, owner):
        self.owner = owner

    @lru_cache
    def limit(self, year):
        print("limit of", self.owner, year)
        return len(self.owner) * year

    @cached_property
    def report(self):
        "a long text"
        print("writing the report")
        return f"report on {self.owner}"

    @staticmethod
    @cache
    def rate(kind):
        print("rate of", kind)
        return {"a": 1}[kind]

    def pay(self, amount, *, note=""):
        return f"{self.owner} pays {amount} {note}".strip()

    pay_fee = partialmethod(pay, fee, note="(fee)")


a = Account("ann")
print(a.limit(2), a.limit(2), Account.limit.cache_info())
print(a.report, a.report, "report" in a.__dict__, Account.report.__doc__)
del a.report
print(a.report)
print(Account.rate("a"), Account.rate("a"), a.pay_fee(), a.pay(1, note="now"))
try:
    Account.rate("b")
except KeyError as e:
    print("no rate", e, Account.rate.cache_info())
print(partial(a.pay, 5)(note="soon"), partial(Account.pay, a)(6))


class Slotted:
    __slots__ = ()

    @cached_property
    def value(self):
        return 1


Slotted().value
