# A misspelt attribute of an object of one's own.
class Point:
    def __init__(self):
        self.position = (1, 2)
        self._hidden = 3


p = Point()
try:
    p.hidden
except AttributeError as e:
    print(e, e.name, e.obj is p)
p.postion
