1 + 1
"doc"
x
