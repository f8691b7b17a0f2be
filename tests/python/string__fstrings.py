x, y, w = 42, 3.14159, 10
s = "text"
print(f"{x} {x!r} {s!r} {s!s} {'é'!a} {x:5}|{x:<5}|{x:^5}|{x:05}|{x:+}|{x:,}|{x:x}|{x:#x}|{x:b}|{x:o}|{x:e}|{x:c}")
print(f"{y:.2f} {y:10.3f}| {y:<10.1e}| {y:g} {y:%} {1e10:,.2f} {123456789:_} {y:+.0f} {-y: .1f} {y: .1f}")
print(f"{s:>{w}}|{s:*^{w}}|{s:.2}|{s:{'>'}{w}.{3}}|{x=} {x + 1 = } {s=!s} {y=:.1f}")
print(f"{{}} {{{x}}} {'a' if x else 'b'} {[i for i in range(2)]} {(lambda: 5)()} {'nested ' + f'{x}'} {s["upper" if 0 else 0:2]}")
print(f"""multi {
    x  # comment
} line""", f"{x!r:>5}", f"{None} {True} {1j:.1f} {10 ** 20:,}", f"{x:{w}d}", f'{"a" "b"}', f"{x,}", f"{x:>{w}}" f"{s}")
print("%d %5.2f %s %r %x %o %e %% %c %-5s| %05d %+d %(a)s" % {"a": 1} if False else "%d %5.2f %s %r %x %o %e %% %c %-5s| %05d %+d" % (1, 2.5, "s", "r", 255, 8, 1.5, "c", "l", 42, 7))
print("%(a)s %(b)05.1f" % {"a": 1, "b": 2.25}, "%s" % (1,), "%s %s" % ("a", [1]), "%.3s|%*d" % ("abcdef", 5, 42))
for bad in (lambda: "%d" % "x", lambda: "%s %s" % 1, lambda: "%s" % (1, 2), lambda: "%q" % 1, lambda: "%(a)s" % {}, lambda: f"{x:q}", lambda: f"{s:,}", lambda: f"{x:.{w}z}"):
    try:
        print(bad())
    except (TypeError, ValueError, KeyError) as e:
        print(type(e).__name__, e)
