name, n = "world", 5
t = t"hello {name} and {n + 1:>{n}} {name!r}!"
print(type(t).__name__, t.strings, t.values)
for i in t.interpolations:
    print(i.value, i.expression, i.conversion, repr(i.format_spec))
for part in t:
    print(part if isinstance(part, str) else repr(part))
print((t"a" + t"{n}b").strings, t"".strings, len(list(t"{n}")))
def render(template):
    return "".join(p if isinstance(p, str) else format(p.value, p.format_spec) for p in template)
print(render(t"[{n:03}] {name}"), repr(t"{n}x"))
try:
    t"a" + "b"
except TypeError as e:
    print(e)
