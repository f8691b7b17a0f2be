# Who opens may be asked to do it otherwise.
import os
def opener(path, flags):
    print("opening", path, flags & os.O_CREAT == os.O_CREAT)
    return os.open("real-" + path, flags, 0o600)
with open("name", "w", opener=opener) as f:
    f.write("through the opener")
    print(f.name)
print(os.path.exists("name"), open("real-name").read())
for answer in "x", -1, None:
    try:
        open("name", opener=lambda path, flags: answer)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
