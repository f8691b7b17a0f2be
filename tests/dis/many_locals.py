def f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19):
    b0 = a0
    b1 = a1
    b2 = a2
    b3 = a3
    b4 = a4
    b5 = a5
    b6 = a6
    b7 = a7
    b8 = a8
    b9 = a9
    b10 = a10
    b11 = a11
    b12 = a12
    b13 = a13
    b14 = a14
    b15 = a15
    b16 = a16
    b17 = a17
    b18 = a18
    b19 = a19
    return b0 + b1 + b2 + b3 + b4 + b5 + b6 + b7 + b8 + b9 + b10 + b11 + b12 + b13 + b14 + b15 + b16 + b17 + b18 + b19
