# The type of aliases can be called; its errors name what CPython calls it.
type Sample[T] = T
TypeAliasType = type(Sample)
A = TypeAliasType("A", int)
print(A, A.__value__, A.__module__, A.__type_params__, A.evaluate_value, A.evaluate_value(1))
T, = Sample.__type_params__
B = TypeAliasType("B", list[T], type_params=(T,))
print(B, B[int], B.__parameters__)
for args, kwargs in [((), {}), (("A",), {}), ((1, 2), {}), (("A", int, ()), {}), (("A", int), {"type_params": [T]}),
                     (("A", int), {"type_params": (3,)}), (("A", int), {"other": 1})]:
    try:
        TypeAliasType(*args, **kwargs)
    except TypeError as e:
        print(e)
