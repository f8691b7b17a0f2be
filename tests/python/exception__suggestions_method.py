# A misspelt method of a list.
items = [3, 1, 2]
items.sotr()
