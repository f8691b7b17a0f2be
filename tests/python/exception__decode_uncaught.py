# A byte that is no UTF-8.
print(b"fine".decode())
b"caf\xe9!".decode("utf-8")
