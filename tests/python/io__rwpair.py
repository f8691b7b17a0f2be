# A reader and a writer as one stream.
import io
r, w = io.BytesIO(b"line one\nrest"), io.BytesIO()
p = io.BufferedRWPair(r, w)
print(p.readable(), p.writable(), p.read(4), p.peek(2)[:2], p.write(b"out"))
print(w.getvalue())
p.flush()
print(w.getvalue(), p.read1(3), p.read(), p.closed, p.isatty())
p.close()
print(p.closed, r.closed, w.closed)
try:
    io.BufferedRWPair(open("x", "wb", 0), w)
except (io.UnsupportedOperation, ValueError) as e:
    print(e)
