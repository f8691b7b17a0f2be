# open() takes objects that name a path.
class Name:
    def __init__(self, path):
        self.path = path
    def __fspath__(self):
        return self.path
with open(Name("p.txt"), "w") as f:
    f.write("x")
    print(f.name)
print(open(Name(b"p.txt")).read())
for wrong in Name(3), Name(None), object():
    try:
        open(wrong)
    except TypeError as e:
        print(str(e).split(" object at")[0])
