# Line ends in a StringIO.
import io
text = "a\nb\rc\r\nd"
for newline in None, "", "\n", "\r", "\r\n":
    s = io.StringIO(text, newline=newline)
    print(repr(newline), repr(s.getvalue()), s.readlines(), repr(s.newlines))
s = io.StringIO(newline="\r\n")
s.write("x\ny\n")
print(repr(s.getvalue()), s.tell())
s = io.StringIO(newline=None)
s.write("x\r\ny\r")
print(repr(s.getvalue()), s.newlines)
