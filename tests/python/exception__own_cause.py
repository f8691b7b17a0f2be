# An exception that is its own cause.
e = ValueError("alone")
e.__cause__ = e
raise e
