# While a program runs, its syntax tree is there as well and holds each literal once more. Identifiers are immortal, other strings are not.
import sys

def count(v):
    n = sys.getrefcount(v) - 1
    return n if n < 1000000 else "immortal"

print(count("hello there"), count("hello_there"), count(1.5), count(b"bytes"), count(2j), count(12345))
x = "bound to a name"
print(count(x), count("x"), count("count"), count(""), count("é"), count("éé"))

def f(p="a default", *, q=b"another"):
    "A docstring."
    local = "a local's"
    return count(p), count(q), count(f.__doc__), count(local)

print(f(), f())
print([count(v) for v in (1.25, "zig zag", -1.25, 1.0 + 1.0, (2.5, "zig zag"))])
joined = "impli" "cit"
print(count(joined), count(f"{joined}!"), count("".join(["a", "b"])), count("%s" % joined))
d = {"key one": "value one", "key_two": "value_two"}
print([(count(k), count(v)) for k, v in d.items()])

class C:
    "A class's docstring."
    tag = "the tag"
    def m(self):
        return "from m"

print(count(C.__doc__), count(C.tag), count(C().m()), count(C.__name__), count(C.m.__qualname__))
s = sys.intern("made " + "now")
print(count(s), sys._is_interned(s), sys._is_interned("hello there"), sys._is_interned("hello_there"))
del s
match "case_one":
    case str() as w:
        print(count(w))
compiled = compile("'compiled literal'", "f", "eval")
print(count(eval(compiled)))

class Loud:
    def __del__(self):
        print("gone", count("said at the end"))

loud = Loud()
