import dis
print(len(dis.opname), len(dis.opmap), [ (k,v) for k,v in dis.opmap.items()][:5])
print([ (k,v) for k,v in dis.opmap.items() if v>=234], dis.HAVE_ARGUMENT, dis.EXTENDED_ARG, dis.cmp_op)
def f(x, *a, k=1):
    g = x
    try:
        return [y for y in a if f"{y!r}"] + g()
    except ValueError: return x.y.z(1)
for i in dis.Bytecode(f): print(repr(i)); break
print(list(dis.get_instructions(f))[3:9])
print(dis.Bytecode(f).codeobj is f.__code__, dis.Bytecode(f).first_line)
print(dis.Bytecode(f).info()); print(dis.Bytecode(f).dis())
i = list(dis.get_instructions(f))[4]
print(i.opname, i.oparg, i.baseopcode, i.baseopname, i.cache_offset, i.end_offset, i.jump_target, i.is_jump_target, i[0], len(i), isinstance(i, tuple), type(i), i.positions, i.positions.lineno, type(i.positions))
class A:
    x = 1
    def m(self): return self
    @classmethod
    def c(cls): pass
    @staticmethod
    def s(): pass
    class B:
        def q(self): pass
dis.dis(A)
dis.dis(A().m)
dis.dis(A.m, depth=0, show_offsets=True)
dis.show_code(f)
print(dis.code_info(A.m))
dis.disassemble(A.m.__code__, 2)
print(list(dis.findlinestarts(f.__code__)), dis.pretty_flags(3))
def gen(): yield 1
dis.dis(gen())
try: dis.dis(1,2)
except TypeError as e: print(e)
try: dis.code_info(3)
except TypeError as e: print(e)
try: dis.get_instructions(3)
except TypeError as e: print(e)
dis.dis(f, show_caches=True)
dis.dis(A.m, show_positions=True)
