a = "plain"
b = 'it\'s'
c = "tab\t newline\n bell\a nul\0"
d = "caf\u00e9 \u2603 \U0001f600"
e = r"raw\n"
f = "im" "plicit"
g = """triple
lines"""
h = b"bytes\xff\""
i = "\N{BULLET}"
j = "\ud800"
k = ""
l = "x"
m = "\xa0\u200b"
