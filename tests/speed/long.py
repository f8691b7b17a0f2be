# Ten million steps with a heap that grows: objects in a dict and in a list, looked up and changed all over.
class Account:
    def __init__(self, number, owner):
        self.number = number
        self.owner = owner
        self.balance = 0
        self.history = []

    def add(self, amount):
        self.balance += amount
        self.history.append(amount)
        return self.balance


accounts = {}
order = []
seed = 12345
for turn in range(230000):
    seed = (seed * 1103515245 + 12345) % 2147483648
    number = seed % 20000
    account = accounts.get(number)
    if account is None:
        account = accounts[number] = Account(number, "owner" + str(number))
        order.append(account)
    total = account.add(seed % 100 - 50)
    if total < 0 and len(order) > 10:
        other = order[seed % len(order)]
        other.add(-total)
        account.add(total)
print(len(accounts), len(order), sum(a.balance for a in order))
