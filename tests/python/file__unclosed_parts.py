# What warns of a file that dies open: the raw file, told by the layer that dies.
import _io
import warnings

for t in (_io.FileIO, _io.BufferedReader, _io.BufferedWriter, _io.BufferedRandom, _io.BufferedRWPair, _io.TextIOWrapper):
    print(t.__name__, [n for n in ("_dealloc_warn", "_finalizing") if n in vars(t)], vars(t).get("_finalizing"))

f = open("/tmp/x", "w")
print(f._finalizing, f.buffer._finalizing, f.buffer.raw._finalizing)
for value in 1, None, True:
    for stream in f, f.buffer:
        try:
            stream._finalizing = value
        except TypeError as e:
            print(e)
try:
    del f._finalizing
except TypeError as e:
    print(e)

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    f.buffer.raw._dealloc_warn("abc")
    f.buffer._dealloc_warn("abd")
    f.close()
    print([str(w.message) for w in seen])


class Stream(_io._IOBase):
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value)

    def close(self):
        print("closing", self.__dict__)
        super().close()
        print(self.__dict__)


Stream()


class Odd(_io.FileIO):
    def __repr__(self):
        raise ValueError("no repr")


warnings.simplefilter("always")
Odd("/tmp/x")
print("end")
