# A warning is shown once for each line that gives it, with the line's text.
import _warnings


def old_name():
    _warnings.warn("old_name() is deprecated", DeprecationWarning, stacklevel=2)
    return 1


for i in range(3):
    print("call", i, old_name())

print(old_name())
for word in ["a", "b", "a"]:
    _warnings.warn("word " + word)
print(sorted(map(str, __warningregistry__.keys())))
