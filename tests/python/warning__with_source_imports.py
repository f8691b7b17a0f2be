# A warning that comes with an object is shown by the module `warnings`, which is imported for it.
import _warnings
import sys

print("warnings" in sys.modules)
sys.warnoptions.append("nonsense")
_warnings.warn("plain", UserWarning)
print("warnings" in sys.modules)
_warnings.warn("with source", UserWarning, 1, [1])
print("warnings" in sys.modules)


async def never():
    pass


never()
