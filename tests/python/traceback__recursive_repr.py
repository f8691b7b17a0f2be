# An error inside __repr__ while an error is reported.
class Bad:
    def __repr__(self):
        return 5


try:
    print(Bad())
except TypeError as e:
    print(e)
raise KeyError(Bad())
