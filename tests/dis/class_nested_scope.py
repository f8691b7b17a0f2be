x = 1
def f(y):
    class C:
        z = y
        x = x
        def g(self):
            return y, __class__
        w = [y for _ in range(2)]
        class D:
            v = y
    return C
class E:
    __private = 1
    def m(self):
        return self.__private
