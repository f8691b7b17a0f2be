# A name that is an attribute of self is suggested with self in front.
class Account:
    def __init__(self):
        self.balance = 10

    def show(self):
        return balance


Account().show()
