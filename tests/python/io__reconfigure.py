# The text layer can be changed under way.
import io
b = io.BytesIO()
t = io.TextIOWrapper(b, encoding="ascii", newline="\n")
t.write("plain\n")
t.reconfigure(encoding="utf-8", newline="\r\n", line_buffering=True)
t.write("caf\u00e9\n")
print(b.getvalue(), t.encoding, t.errors, t.line_buffering, t.write_through)
t.reconfigure(errors="replace", write_through=True)
print(t.errors, t.write_through)
r = io.TextIOWrapper(io.BytesIO(b"abc\ndef"), encoding="ascii")
r.readline()
try:
    r.reconfigure(encoding="utf-8")
except io.UnsupportedOperation as e:
    print(e)
r.reconfigure(line_buffering=True)
print(r.line_buffering)
for bad in dict(encoding=3), dict(errors=3), dict(newline=3), dict(newline="x"):
    try:
        t.reconfigure(**bad)
    except (TypeError, ValueError) as e:
        print(e)
