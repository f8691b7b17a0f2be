# Code without a file has no lines to show.
code = """
def f():
    return 1 / 0

f()
"""
exec(code)
