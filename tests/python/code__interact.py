# code.InteractiveInterpreter and code.interact: a console made of Python.
import code

interpreter = code.InteractiveInterpreter({"x": 3})
for source in "x + 1", "if x:", "a b", "1 / 0", "def f():\n  return 1 / 0\n\n", "f()":
    print(interpreter.runsource(source))

lines = iter(["a = 5", "for i in range(2):", "    print(i, a)", "", "a b", "1 / 0", '"""doc', 'more"""', "exit"])


def read(prompt):
    try:
        line = next(lines)
    except StopIteration:
        raise EOFError
    print(f"[{prompt}] {line}")
    return line


code.interact("hello", read, {"__name__": "__console__"}, "bye")

console = code.InteractiveConsole()
for line in ["class A:", "    x = 1", "    def f(self):", "        return self.x", "", "A().f()", "x = \\", "3", "x"]:
    print(console.push(line))
lines = iter(["raise SystemExit(3)"])
console.raw_input = read
console.interact("again")
