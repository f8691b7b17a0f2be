# Text in memory.
import io
s = io.StringIO()
print(s.write("hello\n"), s.write("world"), s.tell(), repr(s.getvalue()))
print(s.seek(0), s.read(2), s.readline(), s.read(), repr(s.read()))
s.seek(2)
print(s.write("LL"), s.getvalue())
print(s.truncate(4), s.getvalue(), s.tell())
s.seek(8)
s.write("x")
print(repr(s.getvalue()))
t = io.StringIO("one\ntwo\nthree")
print(t.read(1), list(t), t.tell(), t.readline(), t.seek(0, 2))
print(io.StringIO("a\nb\n").readlines(), io.StringIO(None).getvalue(), io.StringIO("x").read(-1))
print(s.readable(), s.writable(), s.seekable(), s.isatty(), s.closed, s.line_buffering, s.encoding, s.errors, s.newlines)
print(t.readlines(), next(iter(io.StringIO("z"))))
with t as same:
    print(same is t)
print(t.closed)
