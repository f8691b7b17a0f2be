import copy

a = [[1]] * 3
a[0][0] = 100
print(a)
print(a[0] is a[1] is a[2])

b = [[1] for _ in range(3)]
b[0][0] = 100
print(b)

original = [[1], [2]]
alias = original
shallow = copy.copy(original)
deep = copy.deepcopy(original)
original[0].append("new")
original.append([3])
print(alias)
print(shallow)
print(deep)
print(shallow[0] is original[0], deep[0] is original[0])
