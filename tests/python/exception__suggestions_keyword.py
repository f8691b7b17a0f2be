# A misspelt keyword argument.
def connect(host, *, timeout=5, retries=1):
    return host


try:
    connect("a", tmieout=3)
except TypeError as e:
    print(e)
connect("a", retires=3)
