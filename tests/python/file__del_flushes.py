# A file that nobody holds any more is closed, and what it held is written.
def leave():
    f = open("left", "w")
    f.write("on its way")
    print(repr(open("left").read()))
leave()
print(open("left").read())
f = open("left", "w")
f.write("again")
print(repr(open("left").read()))
f.flush()
print(open("left").read())
f = None
