try:
    f()
except* ValueError as eg:
    print(eg)
except* (TypeError, OSError):
    pass
else:
    g()
finally:
    h()
