# Groups in groups are shown ten deep.
d = ValueError("at the bottom")
for i in range(13):
    d = ExceptionGroup(f"level {i}", [d])
raise d
