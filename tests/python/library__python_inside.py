# Natives of the library that ask Python code: marshal, memoryview, structseq, time, weakref.
import marshal, sys, time, types, weakref, _weakref


class File:
    def __init__(self): self.data = b""
    def write(self, data):
        print("write", len(data))
        self.data += data


f = File()
marshal.dump([1, "a"], f)
print(marshal.loads(f.data))


class Seen:
    def __eq__(self, other):
        print("eq", other)
        return other == 98


m = memoryview(b"abc")
print(m.index(Seen()), m.count(Seen()))


class Fields:
    def __iter__(self):
        for i in range(9):
            print("field", i)
            yield i


print(time.struct_time(Fields())[:3])
print(sorted(vars(time.get_clock_info("time"))))



class Named:
    @property
    def __name__(self):
        print("asked for the name")
        return "computed"


n = Named()
print(repr(weakref.ref(n)).endswith("(computed)>"))


class Key:
    def __hash__(self):
        print("hash")
        return 1
    def __eq__(self, other):
        print("eq")
        return True


d = {Key(): weakref.ref(n)}
_weakref._remove_dead_weakref(d, Key())
print(len(d))
del n
_weakref._remove_dead_weakref(d, Key())
print(len(d))
