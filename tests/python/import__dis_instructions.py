import dis
def f(x, *a, k=1, **z):
    g = x
    try:
        for q in a:
            with q as w, z: q @= 1; yield q
        return [y for y in a if f"{y!r:>5}"] + g() == 5 is not None in [] < 3
    except ValueError: pass
    except (TypeError): return x.y.z(1, *a, b=2)
for i in dis.get_instructions(f): print(*i)
print(dis.opname[130:140], len(dis.opmap), list(dis.opmap)[:9], dis.opname[-3:], dis.opmap == {n: i for i, n in enumerate(dis.opname) if n[0] != "<"})
