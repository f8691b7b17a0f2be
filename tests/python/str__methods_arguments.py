# Methods of str with arguments that do not fit.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


s = "abcabc"
for call in ["s.replace()", "s.replace('a')", "s.replace('a', 'b', 'c')", "s.split(1)", "s.split('')", "s.join(1)", "s.join([1])", "s.startswith(1)", "s.find()",
             "s.index('z')", "s.center()", "s.center(9, 'ab')", "s.zfill('a')", "s.encode('nope')", "s.strip(1)", "s.partition('')", "s.expandtabs('a')",
             "s.count()", "s.upper(1)", "s.ljust(3, 4)", "s[1.0]", "s['a']", "s + 1", "s * 'a'", "1 in s", "s < 1", "s.removeprefix(1)", "s.translate()"]:
    attempt(lambda: eval(call))
print(s.replace("a", "x", count=1), s.split("b", maxsplit=1), s.partition("b"), s.rpartition("b"), s.center(10, "*"), s.count("a", 1))
