class B:
    def __bytes__(self): return b"made"


class Bad:
    def __bytes__(self): return "text"


class F:
    def __float__(self): return 2.5


class R:
    def __repr__(self): return "r\xe9pr"


class I:
    def __index__(self): return 65


for text in ["b'%s|%b' % (b'a', bytearray(b'b'))", "b'%5s|%-5s|%.2s' % (b'abc', b'abc', b'abc')", "b'%(a)s %(b)d' % {b'a': b'x', b'b': 3}", "b'%(a)s' % {'a': 1}", "b'%(a)s' % (1,)",
             "b'%*d|%-*d|%.*f' % (5, 1, 5, 2, 2, 1.2345)", "b'%*d' % ('a', 1)", "b'%s' % B()", "b'%s' % Bad()", "b'%s' % 'text'", "b'%s' % 3", "b'%b' % memoryview(b'mem')",
             "b'%a %r' % ('é', R())", "b'%.3a' % 'abcdef'", "b'%c%c%c' % (65, b'B', bytearray(b'C'))", "b'%c' % 256", "b'%c' % -1", "b'%c' % b'ab'", "b'%c' % 'a'", "b'%c' % 1.5", "b'%c' % I()", "b'%5c|%-5c|' % (65, 66)",
             "b'%d %i %u %o %x %X %#x %+d % d %05d' % (1, 2, 3, 8, 255, 255, 255, 4, 5, 6)", "b'%d' % 'a'", "b'%x' % 1.5", "b'%d' % 1.5", "b'%d' % I()", "b'%f %e %g' % (1.5, F(), 3)", "b'%f' % 'a'", "b'%f' % None", "b'%5.1f|%-8.2f|%08.2f' % (1.25, 1.25, 1.25)",
             "b'%' % ()", "b'%z' % 1", "b'%(a' % {}", "b'%d' % ()", "b'%d %d' % 1", "b'abc' % 1", "b'abc' % ()", "b'%%' % ()", "b'%%' % 1", "b'%%d' % ()", "bytearray(b'%d') % 7", "b'%s' % (b'a', b'b')", "b'%s' % ((b'a',),)", "b'%s' % [1]", "b'abc' % {}", "b'%ld %hd %Ld' % (1, 2, 3)", "b'%-+5d|' % 3",
             "b'%.0f %#.0f' % (2.5, 2.5)", "b'%.5d' % 3", "b'%s' % ()", "b'%(x)(y)d' % {b'x': 1}", "b'%(a(b))d' % {b'a(b)': 3}", "b'%5%|' % ()", "b'%-5a|' % 1", "b'%s' % b''.join"]:
    try:
        print(text, "->", eval(text))
    except Exception as e:
        print(text, "->", type(e).__name__, e)
