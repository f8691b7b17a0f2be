# Bytes that are no text, and what errors= makes of them.
with open("bad", "wb") as f:
    f.write(b"ok\xff\xc3(\xe2\x82")
for errors in "strict", "ignore", "replace", "backslashreplace", "surrogateescape", "nonsense":
    try:
        with open("bad", encoding="utf-8", errors=errors) as f:
            print(errors, ascii(f.read()))
    except (UnicodeDecodeError, LookupError) as e:
        print(errors, type(e).__name__, e)
with open("bad", encoding="utf-8", errors="surrogateescape") as f:
    text = f.read()
with open("copy", "w", encoding="utf-8", errors="surrogateescape") as f:
    f.write(text)
print(open("copy", "rb").read() == open("bad", "rb").read())
try:
    open("bad", encoding="ascii").readline()
except UnicodeDecodeError as e:
    print(e.encoding, e.start, e.end, e.reason, e.object)
