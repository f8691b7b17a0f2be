import dis

def f(a, b=2):
    total = a + b * 1000
    return "sum", total

code = f.__code__
print(code.co_name, code.co_argcount, code.co_nlocals, code.co_stacksize)
print(code.co_varnames, code.co_names, code.co_consts)
print(f.__defaults__, f(1))

def with_for(items):
    for item in items:
        print(item)

def with_while(items):
    i = 0
    while i < len(items):
        print(items[i])
        i += 1

dis.dis(with_for)
print("-" * 40)
dis.dis(with_while)
print(len(list(dis.get_instructions(with_for))) < len(list(dis.get_instructions(with_while))))
