# bytes.join takes its parts from any iterator, one after the other.
def parts(*given):
    for part in given:
        print("give", part)
        yield part


print(b"-".join(parts(b"a", bytearray(b"b"), memoryview(b"c"))), bytearray(b"+").join(parts(b"x")))
print(b"".join(parts()), b",".join(iter([b"1", b"2"])))
for given in [parts(b"a", "b"), 5, parts(1)]:
    try:
        print(b"-".join(given))
    except TypeError as e:
        print(e)
