# Names of lambdas, nested functions and methods in a traceback.
def outer():
    class Inner:
        def method(self):
            return (lambda x: x.nothing)(5)

    def wrapped():
        return Inner().method()

    return wrapped()


outer()
