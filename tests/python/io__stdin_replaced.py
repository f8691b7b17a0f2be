# input() reads a line of sys.stdin, whatever that is.
import io, sys
sys.stdin = io.StringIO("Ada\n36\nlast")
name = input("name? ")
age = int(input())
print(name, age + 1)
print(sys.stdin.read())
try:
    input("more? ")
except EOFError as e:
    print(e)
class Lines:
    def readline(self):
        return 3
sys.stdin = Lines()
try:
    input()
except TypeError as e:
    print(e)
sys.stdin = None
try:
    input()
except RuntimeError as e:
    print(e)
