# The decoder of line ends.
import io
d = io.IncrementalNewlineDecoder(None, translate=True)
print(repr(d.decode("a\r\nb\rc\nd")), d.newlines)
print(repr(d.decode("x\r")), d.getstate(), repr(d.decode("\ny")), repr(d.decode("z\r", final=True)))
d.reset()
print(d.newlines, d.getstate())
d = io.IncrementalNewlineDecoder(None, translate=False)
print(repr(d.decode("a\r\nb\rc")), d.newlines)
d.setstate((b"", 1))
print(repr(d.decode("x")))
for bad in 3, None:
    try:
        d.decode(bad)
    except TypeError as e:
        print(e)
