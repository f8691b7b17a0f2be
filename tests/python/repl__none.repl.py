print("None is not displayed")
None
