# A code object can run many times, in any namespace.
code = compile("total = total + step", "adder.py", "exec")
space = {"total": 0, "step": 3}
for i in range(3):
    exec(code, space)
print(space["total"], code.co_names, code.co_filename, code.co_name)
value = compile("total * 2", "adder.py", "eval")
print(eval(value, space))
exec(compile("total / 0", "adder.py", "exec"), space)
