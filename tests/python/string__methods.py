s = "Hello, World"
print(s.lower(), s.upper(), s.swapcase(), s.title(), s.capitalize(), s.casefold(), "ß".upper(), "ß".casefold())
print(s.find("o"), s.rfind("o"), s.index("l"), s.count("l"), s.find("z"), s.find("o", 5), s.count("", 0, 3))
print(s.replace("l", "L"), s.replace("l", "L", 2), s.replace("", "-"), "aaa".replace("aa", "b"))
print(s.split(", "), " a  b ".split(), "a,b,,c".split(","), "a b c".split(None, 1), "a,b,c".rsplit(",", 1), "a\nb\r\nc".splitlines(), "a\nb\n".splitlines(True))
print("  x ".strip() + "|", " x ".lstrip() + "|", " x ".rstrip() + "|", "xxaxx".strip("x"), "abcba".lstrip("ab"))
print(s.startswith("Hell"), s.endswith(("x", "d")), s.startswith("World", 7), "a" in s, s.partition(", "), s.rpartition("x"))
print("ab".center(6, "*"), "ab".ljust(4) + "|", "ab".rjust(4), "-5".zfill(5), "a\tb".expandtabs(4))
print("abc".isalpha(), "12".isdigit(), "½".isnumeric(), "a1".isalnum(), " ".isspace(), "Ab".istitle(), "ab".islower(), "a b".isidentifier(), "\n".isprintable(), "é".isascii())
print("a-b".join(["1", "2"]), "abc".translate({97: "A", 98: None}), str.maketrans("ab", "xy"), "prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"))
print("abc" * 2, "a" + "b", "abc"[1], "abc"[-1], "abc" < "abd", "a" < "B", max("abc"), "abc"[::-1], len("é😀"), ord("😀"), chr(233))
for bad in (lambda: "a".index("z"), lambda: "a" + 1, lambda: "a" * "b", lambda: "a".split(""), lambda: "a".join([1]), lambda: "abc".center(5, "xx"), lambda: ord("ab"), lambda: chr(-1), lambda: "a".replace(1, 2), lambda: "a".nope, lambda: "a".encode("ascii2")):
    try:
        print(bad())
    except (ValueError, TypeError, AttributeError, LookupError) as e:
        print(type(e).__name__, e)
