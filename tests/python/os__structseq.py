# Tuples whose items have names.
import posix

size = posix.terminal_size((80, 24))
print(size, size.columns, size[1], len(size), size == (80, 24), hash(size) == hash((80, 24)))
print(type(size).__name__, type(size).__module__, type(size).__bases__)
print(posix.terminal_size.n_fields, posix.terminal_size.n_sequence_fields, posix.terminal_size.n_unnamed_fields)
print(posix.terminal_size.__match_args__, size.__reduce__(), size.__replace__(lines=3))
match size:
    case posix.terminal_size(columns=c, lines=l):
        print("matched", c, l)
match size:
    case posix.terminal_size(c, l):
        print("in order", c, l)

class Loud:
    def __repr__(self):
        return "loud"

print(posix.terminal_size([Loud(), 2]), posix.terminal_size(iter("ab")))
st = posix.stat_result(range(10))
print(st, st.st_mode, st.st_mtime, st.st_mtime_ns, st[8])
print(posix.stat_result(range(10), {"st_mtime": 1.5}).st_mtime)
for wrong in [lambda: posix.terminal_size((80,)), lambda: posix.terminal_size(5), lambda: posix.stat_result(range(3)),
              lambda: posix.terminal_size((1, 2), 3), lambda: size.__replace__(depth=1), lambda: size.__replace__(3),
              lambda: st.__replace__(st_mode=1), lambda: posix.terminal_size((1, 2), {"depth": 1}),
              lambda: posix.terminal_size(), lambda: posix.stat_result(range(40))]:
    try:
        print(wrong())
    except TypeError as e:
        print(e)
try:
    size.columns = 3
except AttributeError as e:
    print(e)
