from __future__ import annotations

x: int = 1
y: undefined_name


class C:
    a: int
    b: list[not_there] = 2

    def f(self, p: nothing) -> C:
        z: never = 1
        return z


print(__annotations__, C.__annotations__, C.f.__annotations__, C().f(1))
import __future__

print(__future__.division, __future__.annotations.mandatory, __future__.annotations.getOptionalRelease(), annotations.compiler_flag)
print(__future__.all_feature_names)
