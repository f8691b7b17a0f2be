# Audit hooks are told of events, and stay.
import sys

seen = []


def hook(event, args):
    if event.startswith("mine."):
        seen.append((event, args))
        if event == "mine.forbidden":
            raise RuntimeError("not allowed")


sys.addaudithook(hook)
sys.audit("mine.first", 1, "two")
sys.audit("other")
try:
    sys.audit("mine.forbidden")
except RuntimeError as e:
    print(e)
print(seen)
for args in [(), (1,)]:
    try:
        sys.audit(*args)
    except TypeError as e:
        print(e)
