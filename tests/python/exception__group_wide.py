# Of a wide group fifteen are shown.
raise ExceptionGroup("many", [ValueError(i) for i in range(20)])
