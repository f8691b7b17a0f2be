# A codec of the program's own.
import codecs
def search(name):
    print("searched", name)
    if name == "shout":
        return codecs.CodecInfo(lambda text, errors="strict": (text.upper().encode(), len(text)),
                                lambda data, errors="strict": (bytes(data).decode().lower(), len(data)), name="shout")
codecs.register(search)
print("abc".encode("shout"), b"ABC".decode("Shout"), codecs.lookup("SHOUT").name)
try:
    "x".encode("whisper")
except LookupError as e:
    print(e)
codecs.unregister(search)
try:
    "x".encode("shout")
except LookupError as e:
    print(e)
codecs.register(lambda name: (1, 2) if name == "short" else None)
try:
    "x".encode("short")
except TypeError as e:
    print(e)
try:
    codecs.register(3)
except TypeError as e:
    print(e)
