//! What CPython's builtin types have (`dir(type)`, object's own left out), so that an attribute that is
//! not here yet ends the run as "not supported" instead of raising an AttributeError that CPython would
//! not raise. Names as the reference lists them.

/// Does CPython's type of this name, or one that all types derive from, have the attribute?
pub fn has(type_name: &str, attribute: &str) -> bool {
    let names = |n: &str| ATTRIBUTES.iter().find(|(t, _)| *t == n).map_or("", |(_, names)| names);
    [type_name, "object"].iter().any(|t| names(t).split(' ').any(|n| n == attribute))
}

#[rustfmt::skip]
static ATTRIBUTES: &[(&str, &str)] = &[
    ("object", "__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__ __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__ __subclasshook__"),
    ("type", "__abstractmethods__ __annotate__ __annotations__ __base__ __bases__ __basicsize__ __call__ __dict__ __flags__ __instancecheck__ __itemsize__ __module__ __mro__ __name__ __or__ __prepare__ __qualname__ __ror__ __subclasscheck__ __subclasses__ mro"),
    ("int", "__abs__ __add__ __and__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getnewargs__ __index__ __int__ __invert__ __lshift__ __mod__ __mul__ __neg__ __or__ __pos__ __pow__ __radd__ __rand__ __rdivmod__ __rfloordiv__ __rlshift__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __sub__ __truediv__ __trunc__ __xor__ as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes"),
    ("bool", "__abs__ __add__ __and__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getnewargs__ __index__ __int__ __invert__ __lshift__ __mod__ __mul__ __neg__ __or__ __pos__ __pow__ __radd__ __rand__ __rdivmod__ __rfloordiv__ __rlshift__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __sub__ __truediv__ __trunc__ __xor__ as_integer_ratio bit_count bit_length conjugate denominator from_bytes imag is_integer numerator real to_bytes"),
    ("float", "__abs__ __add__ __bool__ __ceil__ __divmod__ __float__ __floor__ __floordiv__ __getformat__ __getnewargs__ __int__ __mod__ __mul__ __neg__ __pos__ __pow__ __radd__ __rdivmod__ __rfloordiv__ __rmod__ __rmul__ __round__ __rpow__ __rsub__ __rtruediv__ __sub__ __truediv__ __trunc__ as_integer_ratio conjugate from_number fromhex hex imag is_integer real"),
    ("str", "__add__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mod__ __mul__ __rmod__ __rmul__ capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill"),
    ("bytes", "__add__ __buffer__ __bytes__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mod__ __mul__ __rmod__ __rmul__ capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill"),
    ("tuple", "__add__ __class_getitem__ __contains__ __getitem__ __getnewargs__ __iter__ __len__ __mul__ __rmul__ count index"),
    ("list", "__add__ __class_getitem__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mul__ __reversed__ __rmul__ __setitem__ append clear copy count extend index insert pop remove reverse sort"),
    ("dict", "__class_getitem__ __contains__ __delitem__ __getitem__ __ior__ __iter__ __len__ __or__ __reversed__ __ror__ __setitem__ clear copy fromkeys get items keys pop popitem setdefault update values"),
    ("set", "__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ __or__ __rand__ __ror__ __rsub__ __rxor__ __sub__ __xor__ add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference symmetric_difference_update union update"),
    ("frozenset", "__and__ __class_getitem__ __contains__ __iter__ __len__ __or__ __rand__ __ror__ __rsub__ __rxor__ __sub__ __xor__ copy difference intersection isdisjoint issubset issuperset symmetric_difference union"),
    ("range", "__bool__ __contains__ __getitem__ __iter__ __len__ __reversed__ count index start step stop"),
    ("slice", "indices start step stop"),
    ("NoneType", "__bool__"),
    ("function", "__annotate__ __annotations__ __builtins__ __call__ __closure__ __code__ __defaults__ __dict__ __get__ __globals__ __kwdefaults__ __module__ __name__ __qualname__ __type_params__"),
    ("method", "__call__ __func__ __get__ __self__"),
    ("builtin_function_or_method", "__call__ __module__ __name__ __qualname__ __self__ __text_signature__"),
    ("code", "__replace__ _co_code_adaptive _varname_from_oparg co_argcount co_branches co_cellvars co_code co_consts co_exceptiontable co_filename co_firstlineno co_flags co_freevars co_kwonlyargcount co_lines co_linetable co_lnotab co_name co_names co_nlocals co_positions co_posonlyargcount co_qualname co_stacksize co_varnames replace"),
    ("cell", "cell_contents"),
    ("module", "__annotate__ __annotations__ __dict__"),
    ("generator", "__class_getitem__ __del__ __iter__ __name__ __next__ __qualname__ close gi_code gi_frame gi_running gi_suspended gi_yieldfrom send throw"),
    ("coroutine", "__await__ __class_getitem__ __del__ __name__ __qualname__ close cr_await cr_code cr_frame cr_origin cr_running cr_suspended send throw"),
    ("async_generator", "__aiter__ __anext__ __class_getitem__ __del__ __name__ __qualname__ aclose ag_await ag_code ag_frame ag_running ag_suspended asend athrow"),
    ("frame", "clear f_back f_builtins f_code f_generator f_globals f_lasti f_lineno f_locals f_trace f_trace_lines f_trace_opcodes"),
    ("traceback", "tb_frame tb_lasti tb_lineno tb_next"),
    ("property", "__delete__ __get__ __name__ __set__ __set_name__ deleter fdel fget fset getter setter"),
    ("classmethod", "__annotate__ __annotations__ __class_getitem__ __dict__ __func__ __get__ __wrapped__"),
    ("staticmethod", "__annotate__ __annotations__ __call__ __class_getitem__ __dict__ __func__ __get__ __wrapped__"),
    ("mappingproxy", "__class_getitem__ __contains__ __getitem__ __ior__ __iter__ __len__ __or__ __reversed__ __ror__ copy get items keys values"),
    ("super", "__get__ __self__ __self_class__ __thisclass__"),
    ("dict_keys", "__and__ __contains__ __iter__ __len__ __or__ __rand__ __reversed__ __ror__ __rsub__ __rxor__ __sub__ __xor__ isdisjoint mapping"),
    ("dict_values", "__iter__ __len__ __reversed__ mapping"),
    ("dict_items", "__and__ __contains__ __iter__ __len__ __or__ __rand__ __reversed__ __ror__ __rsub__ __rxor__ __sub__ __xor__ isdisjoint mapping"),
    ("BaseException", "__cause__ __context__ __dict__ __setstate__ __suppress_context__ __traceback__ add_note args with_traceback"),
    ("OSError", "__cause__ __context__ __dict__ __setstate__ __suppress_context__ __traceback__ add_note args characters_written errno filename filename2 strerror with_traceback"),
    ("ImportError", "__cause__ __context__ __dict__ __setstate__ __suppress_context__ __traceback__ add_note args msg name name_from path with_traceback"),
    ("SyntaxError", "__cause__ __context__ __dict__ __setstate__ __suppress_context__ __traceback__ _metadata add_note args end_lineno end_offset filename lineno msg offset print_file_and_line text with_traceback"),
    ("StopIteration", "__cause__ __context__ __dict__ __setstate__ __suppress_context__ __traceback__ add_note args value with_traceback"),
    ("enumerate", "__class_getitem__ __iter__ __next__"),
    ("zip", "__iter__ __next__ __setstate__"),
    ("map", "__iter__ __next__ __setstate__"),
    ("filter", "__iter__ __next__"),
    ("reversed", "__iter__ __length_hint__ __next__ __setstate__"),
    ("bytearray", "__add__ __alloc__ __buffer__ __contains__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mod__ __mul__ __release_buffer__ __rmod__ __rmul__ __setitem__ append capitalize center clear copy count decode endswith expandtabs extend find fromhex hex index insert isalnum isalpha isascii isdigit islower isspace istitle isupper join ljust lower lstrip maketrans partition pop remove removeprefix removesuffix replace resize reverse rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill"),
    ("memoryview", "__buffer__ __class_getitem__ __delitem__ __enter__ __exit__ __getitem__ __iter__ __len__ __release_buffer__ __setitem__ _from_flags c_contiguous cast contiguous count f_contiguous format hex index itemsize nbytes ndim obj readonly release shape strides suboffsets tobytes tolist toreadonly"),
    ("FrameLocalsProxy", "__contains__ __delitem__ __getitem__ __inverse__ __ior__ __iter__ __len__ __or__ __reversed__ __ror__ __setitem__ copy get items keys pop setdefault update values"),
    ("complex", "__abs__ __add__ __bool__ __complex__ __getnewargs__ __mul__ __neg__ __pos__ __pow__ __radd__ __rmul__ __rpow__ __rsub__ __rtruediv__ __sub__ __truediv__ conjugate from_number imag real"),
];
