# Tracebacks, code objects and iterators made, changed and made again.
import types, sys
def f(): return sys._getframe()
fr = f()
def t(s):
    try: print(s, '->', repr(eval(s)))
    except Exception as e: print(s, '->', type(e).__name__, e)
TB = types.TracebackType
tb = TB(None, fr, 1, 2)
for s in ["TB()", "TB(1,2,3,4)", "TB(None,2,3,4)", "TB(None,fr,'a',4)", "TB(None,fr,3,'a')", "TB(tb_next=None,tb_frame=fr,tb_lasti=3,tb_lineno=4).tb_lineno", "TB(tb,fr,3,4).tb_next is tb", "TB(tb,fr,3,2**40)", "setattr(tb,'tb_next',tb)", "setattr(tb,'tb_next',1)", "setattr(tb,'tb_next',None)", "delattr(tb,'tb_next')", "dir(tb)", "tb.__dir__()", "setattr(tb,'tb_lineno',1)", "TB(None,fr,-1,-1).tb_lineno", "fr.clear()", "sys._getframe().clear()", "fr.f_locals", "TB(None,fr,3,4,5)", "TB.__text_signature__", "setattr(tb,'tb_frame',1)",
 "[].append.__reduce__()", "list.append.__reduce__()", "(5).__add__.__reduce__()[1]", "int.__add__.__reduce__()", "dict.__dict__['fromkeys'].__reduce__()", "int.real.__reduce__()", "type(sys.flags).debug.__reduce__()",
 "t.__get__(1).__reduce__()[1][1]", "t.__get__(1).__get__(2)", "t'a{1}b'.__reduce__()", "t'a{1}b'.interpolations[0].__reduce__()", "type(t'')[int]", 
 "bytearray(b'abc').resize(-1)", "bytearray(b'abc').resize(2)", "bytearray().resize('a')","bytearray().resize()", "(15).__round__(-1)", "(25).__round__(-1)", "(25).__round__(None)", "(25).__round__(1,2)", "(25).__round__('a')", "True.__round__()", "(5).__round__(-3)","(-15).__round__(-1)",
 "iter(range(2**70)).__reduce__()", "iter(range(0,2**70,3)).__setstate__(5)", "iter('\u1234').__reduce__()", "type(iter('\u1234'))", "type(iter('\xe9'))", "type(iter('a'))", "str(b'a')", "(lambda:0).__code__.co_lnotab", "frozenset.__sizeof__", "types.CodeType()", "types.CodeType(1)",
 "types.CodeType(0,0,0,0,1,0,b'\\x80\\x00\\x1c\\x00',(None,),(),(),'f','n','q',1,b'',b'')",
 "types.CodeType(-1,0,0,0,1,0,b'\\x80\\x00\\x1c\\x00',(None,),(),(),'f','n','q',1,b'',b'')",
 "types.CodeType(0,0,0,0,1,0,b'\\x80\\x00\\x1c',(None,),(),(),'f','n','q',1,b'',b'')",
 "types.CodeType(0,0,0,1,1,0,b'\\x80\\x00\\x1c\\x00',(None,),(),(),'f','n','q',1,b'',b'')",
 "types.CodeType(0,0,0,1,1,0,b'\\x80\\x00\\x1c\\x00',(None,),(1,),('a',),'f','n','q',1,b'',b'')",
 "types.CodeType(2,0,0,1,1,0,b'\\x80\\x00\\x1c\\x00',(None,),('b',),('a',),'f','n','q',1,b'',b'')",
 "types.CodeType(0,0,0,1,1,0,b'\\x80\\x00\\x1c\\x00',(None,),('b',),('a','a'),'f','n','q',1,b'',b'')",
 "types.CodeType(0,0,0,1,1,0,b'\\x80\\x00\\x1c\\x00',(None,),('b',),('a',),'f','n','q',1,b'',b'', ('x',), ('y',)).co_freevars",
]: t(s)
