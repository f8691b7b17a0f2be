# Names of an annotation are looked for in the class's namespace, then in the globals, whatever class those are.
import annotationlib
import types


class Fallback(dict):
    def __missing__(self, name):
        print("asked for", name)
        return [name]


def f():
    return unknown, len


print(types.FunctionType(f.__code__, Fallback())())
print(types.FunctionType(f.__code__, Fallback(unknown=1))())


class C:
    known = int
    a: known
    b: missing
    c: list[missing]


annotate = C.__annotate__
for namespace in [Fallback(), Fallback(missing=3, list=dict)]:
    copy = types.FunctionType(annotate.__code__, namespace, closure=annotate.__closure__)
    try:
        print(copy(2))
    except TypeError as e:
        print(type(e).__name__, e)
print(annotationlib.get_annotations(C, format=annotationlib.Format.FORWARDREF))
print(annotationlib.get_annotations(C, format=annotationlib.Format.STRING))
try:
    C.__annotations__
except NameError as e:
    print(e)
