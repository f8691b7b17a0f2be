import _opcode
# How many values an instruction leaves on the stack, less those it takes.
for op in range(270):
    if not _opcode.is_valid(op):
        continue
    try:
        effects = [_opcode.stack_effect(op, arg) for arg in (0, 1, 2, 5, 256)]
    except ValueError as e:
        continue
    print(op, effects, _opcode.stack_effect(op), _opcode.stack_effect(op, 0, jump=True), _opcode.stack_effect(op, 0, jump=False))
