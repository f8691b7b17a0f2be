import _opcode
for name in ('is_valid', 'has_arg', 'has_const', 'has_name', 'has_jump', 'has_free', 'has_local', 'has_exc'):
    f = getattr(_opcode, name)
    print(name, [op for op in range(-2, 300) if f(op)], f(opcode=50))
print(_opcode.get_nb_ops())
print(_opcode.get_intrinsic1_descs(), _opcode.get_intrinsic2_descs())
print(_opcode.get_special_method_names(), _opcode.get_specialization_stats())
print(_opcode.ENABLE_SPECIALIZATION)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: _opcode.get_executor(code=attempt.__code__, offset=0))
attempt(lambda: _opcode.get_executor(code=5, offset=0))
attempt(lambda: _opcode.get_executor(5))
attempt(lambda: _opcode.stack_effect(9999))
attempt(lambda: _opcode.stack_effect(-1))
attempt(lambda: _opcode.stack_effect(0, None))
attempt(lambda: _opcode.stack_effect(0, 'x'))
attempt(lambda: _opcode.stack_effect('x'))
attempt(lambda: _opcode.stack_effect(0, 0, jump=3))
attempt(lambda: _opcode.stack_effect())
attempt(lambda: _opcode.has_arg('x'))
attempt(lambda: _opcode.has_arg(2**40))
attempt(lambda: _opcode.has_arg())
