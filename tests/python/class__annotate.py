# Annotations of a class are computed by a function when first asked for, and kept.
def loud(x):
    print("evaluating", x)
    return x


class C:
    x: loud(1)
    y: loud("two") = 5
    if x if False else True:
        z: Later

print(sorted(n for n in vars(C) if "annot" in n))
try:
    C.__annotations__
except NameError as e:
    print(e)
Later = bytes
print(C.__annotations__, C.__annotations__ is C.__annotations__)
print(sorted(n for n in vars(C) if "annot" in n))
print(C.__annotate__(1) == C.__annotations__)
try:
    C.__annotate__(3)
except NotImplementedError as e:
    print("not implemented", e)
for value in [1, None, lambda format: {"q": format}]:
    try:
        C.__annotate__ = value
        print(C.__annotations__)
    except TypeError as e:
        print(e)
try:
    del C.__annotate__
except TypeError as e:
    print(e)
del C.__annotations__
print(C.__annotations__, C.__annotate__)


class D(C): ...
print(D.__annotations__, D.__annotate__)
try:
    int.__annotations__
except AttributeError as e:
    print(e)
