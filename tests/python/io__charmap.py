# Maps from characters to bytes.
import codecs
table = {ord("a"): 1, ord("b"): b"two", ord("c"): None}
print(codecs.charmap_encode("ab", "strict", table))
for text in "abc", "z", "a\u20ac":
    try:
        print(codecs.charmap_encode(text, "strict", table))
    except UnicodeEncodeError as e:
        print(e)
print(codecs.charmap_encode("abz", "ignore", table), codecs.charmap_encode("x", "strict"), codecs.charmap_decode(b"\x00\x01", "strict", "xy"))
for mapping in "x", {0: "zero", 1: 65}, {0: None}:
    try:
        print(codecs.charmap_decode(b"\x00\x01", "strict", mapping))
    except UnicodeDecodeError as e:
        print(e)
print(codecs.charmap_decode(b"\x00\x05", "replace", "x"), codecs.charmap_decode(b"\xe9"))
