def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
class I(int): pass
class F(float): pass
class Idx:
    def __index__(self): return 3
for f in (lambda: (1000).to_bytes(2,"big"), lambda: (5).to_bytes(), lambda: (256).to_bytes(), lambda: (-1).to_bytes(2,"big"), lambda: (-1).to_bytes(2,"little",signed=True), lambda: (-129).to_bytes(1,"big",signed=True), lambda: (128).to_bytes(1,"big",signed=True), lambda: (-128).to_bytes(1,"big",signed=True), lambda: (0).to_bytes(0,"big"), lambda: (1).to_bytes(0,"big"), lambda: (1).to_bytes(-1,"big"), lambda: (1).to_bytes(2,"x"), lambda: (1).to_bytes(2,byteorder="little"), lambda: (1).to_bytes(length=4), lambda: (10**30).to_bytes(20,"little"), lambda: (-10**30).to_bytes(20,"little",signed=True), lambda: int.from_bytes(b"\x01\x00"), lambda: int.from_bytes(b"\x01\x00","little"), lambda: int.from_bytes(b"\xff\xfe","big",signed=True), lambda: int.from_bytes([1,2,3]), lambda: int.from_bytes((1,2),"little"), lambda: int.from_bytes("x"), lambda: int.from_bytes(5), lambda: int.from_bytes(b""), lambda: int.from_bytes(b"x","q"), lambda: int.from_bytes([300]), lambda: I.from_bytes(b"\x05"), lambda: type(I.from_bytes(b"\x05")), lambda: bool.from_bytes(b"\x01"), lambda: True.to_bytes(1,"big"), lambda: float.fromhex("0x1.8p1"), lambda: float.fromhex("-0x1p-1074"), lambda: float.fromhex("0x1p-1075"), lambda: float.fromhex("0x1.8p-1075"), lambda: float.fromhex("0x1p1024"), lambda: float.fromhex("inf"), lambda: float.fromhex(" -nan "), lambda: float.fromhex("1.8"), lambda: float.fromhex("ff"), lambda: float.fromhex("0x.1"), lambda: float.fromhex("0x1."), lambda: float.fromhex("x"), lambda: float.fromhex(""), lambda: float.fromhex("0x1.fffffffffffff8p0"), lambda: float.fromhex("0x1p+3z"), lambda: float.fromhex(3), lambda: float.fromhex("0x1.0000000000000800000p0"), lambda: F.fromhex("0x1"), lambda: type(F.fromhex("0x1")), lambda: float.from_number(3), lambda: float.from_number("3"), lambda: float.__getformat__("double"), lambda: (1.5).__getnewargs__(), lambda: float.fromhex("0x10000000000000000000000001p0"), lambda: "abc".translate({97:"A",98:None}), lambda: "abc".translate({97:100}), lambda: "abc".translate({97:"xyz", 99: 0x1F600}), lambda: "abc".translate({97: 1.5}), lambda: "abc".translate({97:-1}), lambda: "abc".translate({97:0x110000}), lambda: "abc".translate(["x"]*98), lambda: "abc".translate("Z"*99), lambda: "abc".translate(5), lambda: str.maketrans("ab","xy"), lambda: str.maketrans("ab","xy","z"), lambda: str.maketrans({"a":"b", 98: None}), lambda: str.maketrans({"ab":1}), lambda: str.maketrans("a","xy"), lambda: str.maketrans(5), lambda: str.maketrans("a",5), lambda: str.maketrans({1.5:2}), lambda: str.maketrans({}, "x"), lambda: str.maketrans("a","b",5), lambda: "".translate({}), lambda: "é😀".translate({233:"e"})):
    t(f)
class T:
    def __getitem__(self, k):
        print("get", k)
        if k == 98: raise LookupError
        if k == 99: return None
        return chr(k).upper()
print("abcda".translate(T()))
class D(dict):
    def __missing__(self, k): return "?"
print("abc".translate(D({97: "x"})))
