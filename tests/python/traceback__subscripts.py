# Which of several subscripts failed.
data = {"a": [{"b": None}]}
print(data["a"][0]["b"])
print(data["a"][0]["b"]["c"])
