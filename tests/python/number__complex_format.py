def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
inf=complex('inf')
for f in (lambda: inf**1, lambda: inf**2, lambda: (1+1j)**0, lambda: inf**0.5, lambda: (3+4j)**1, lambda: (3+4j)**2.0, lambda: (0j)**0, lambda: complex(-0.0, 3), lambda: 1-complex(0,0.0), lambda: sum([0.1]*3+[0.1j]*10), lambda: sum([True,.5,True]), lambda: f"{complex(-0.0,-0.0):z}", lambda: f"{1j:.3f}", lambda: f"{1e6+1j:,}", lambda: f"{1+1j:^20.1f}|", lambda: f"{1+1j:*<20.1f}|", lambda: f"{1+1j:20}|", lambda: f"{1j:<5}|", lambda: f"{1+1j: }", lambda: f"{1+1j:n}", lambda: f"{1+1j:G}",lambda: f"{complex('nan+infj'):F}", lambda: f"{1+1j:#}", lambda: f"{1+1j:x}", lambda: type("CC",(complex,),{})(1,2).conjugate(), lambda: complex.__new__(int), lambda: complex.real, lambda: complex(1.5).conjugate(), lambda: complex(imag=3), lambda: complex("1", imag=3), lambda:complex(imag="x")):
    t(f)
