# The same text in several encodings.
text = "h\u00e9llo \u20ac \U0001f40d\n"
for encoding in "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig":
    with open("e", "w", encoding=encoding) as f:
        f.write(text[:3])
        f.write(text[3:])
        print(f.encoding, f.errors)
    print(open("e", "rb").read())
    with open("e", encoding=encoding) as f:
        print(f.read() == text, f.readline())
for encoding in "latin-1", "ascii", "cp1252":
    try:
        with open("e", "w", encoding=encoding) as f:
            f.write(text)
    except UnicodeEncodeError as e:
        print(e)
with open("e", "w", encoding="ascii", errors="backslashreplace") as f:
    f.write(text)
print(open("e", "rb").read())
