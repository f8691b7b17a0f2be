# A source in bytes may name its encoding in its first two lines; the library's codecs decode it.
def show(source):
    try:
        code = compile(source, "f", "exec")
        print(source, code.co_consts[:1], code.co_names)
    except SyntaxError as e:
        print(source, type(e).__name__, e, e.lineno, e.offset, e.text)

for name in ("cp1252", "cp437", "koi8-r", "mac-roman", "iso-8859-15", "iso-8859-5", "cp1251", "tis-620", "hp-roman8", "kz1048", "L9", "UTF8"):
    show(b"# coding: " + name.encode() + b"\nx = '" + "é".encode(name, "replace") + b"'\n")
show(b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'")
show(b"# -*- coding: cp1252 -*-\nx = '\x81'")
show(b"# coding: ascii\nx = '\xe9'")
show(b"# coding: nope\nx = 1")
show(b"# coding: rot13\nx = 1")
show(b"# coding: hex\nx = 1")
show(b"# coding: undefined\nx = 1")
show(b"# coding: cp1252\nx = '\x80\x80' y")
show(b"# coding: latin-1\n\xe9 = 1 2")
show(b"x = 1 # coding: latin-1\ny = '\xe9'")
show(b"\n\n# coding: latin-1\nx = '\xe9'")
print(eval(b"# coding: cp1252\n'\x80'"))
exec(b"# coding: koi8-r\nprint('\xc1')", {})
total = 1
exec(b"# coding: cp1251\ntotal = '\xfb'")
print(total)
