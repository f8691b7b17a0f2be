# Even with the collector disabled the interpreter's end frees cycles.
import gc
gc.disable()

class Node:
    def __del__(self):
        print("freed at the end")

n = Node()
n.me = n
del n
print("last line")
