# __buffer__ and __release_buffer__ written in Python, and the buffer of a BytesIO.
import io


class Shown:
    def __init__(self, data):
        self.data = bytearray(data)

    def __buffer__(self, flags):
        print("buffer", flags)
        return memoryview(self.data)

    def __release_buffer__(self, view):
        print("release", bytes(view))


x = Shown(b"abc")
view = memoryview(x)
print(view.tolist(), view.obj is x, type(view.obj).__name__)
view[0] = 90
part = view[1:]
view.release()
print("the part still looks:", bytes(part))
del part
print(x.data, bytes(x), bytearray(x))
with memoryview(x) as shown:
    print(shown.nbytes)
for wrong in [lambda self, flags: 5, lambda self, flags: 1 / 0, lambda self: None]:
    Wrong = type("Wrong", (), {"__buffer__": wrong})
    try:
        memoryview(Wrong())
    except Exception as e:
        print(type(e).__name__, e)


class Loud(bytearray):
    def __buffer__(self, flags):
        print("loud")
        return super().__buffer__(flags)


print(bytes(memoryview(Loud(b"qq"))))
array = bytearray(b"abc")
view = array.__buffer__(0)
try:
    array.append(1)
except BufferError as e:
    print(e)
array.__release_buffer__(view)
array.append(1)
print(array)
try:
    view[0]
except ValueError as e:
    print(e)
for source in [b"abc", memoryview(b"abc")]:
    try:
        source.__buffer__(1)
    except BufferError as e:
        print(e)

stream = io.BytesIO(b"hello world")
view = stream.getbuffer()
print(view.readonly, view.nbytes, view.format, type(view.obj))
view[0:5] = b"HELLO"
print(stream.getvalue())
for change in [lambda: stream.write(b"x"), lambda: stream.truncate(3), stream.close, lambda: stream.writelines([b"a"])]:
    try:
        change()
    except BufferError as e:
        print(e)
part = view[2:4]
view.release()
try:
    stream.write(b"x")
except BufferError as e:
    print(e)
del part
print(stream.write(b"xyz"), stream.getvalue())
stream.close()
try:
    stream.getbuffer()
except ValueError as e:
    print(e)
