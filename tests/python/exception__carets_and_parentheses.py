# Operators beside parentheses, calls and dots, underlined by excepthook.
import sys


def a(): x = 3 + (1,)
def b(): x = [1] + (2)
def c(): x = ...+1
def d(): return ((("a"))) + ((2))
def e():
    y = (n := 3) + (
        1, 2)
def f(): x = (lambda: 1)() + ("a")
def g(): x = len(5)
def h(): return len(5)
def i(): x = len(5)[0]
def j(): x = (len)(5)
def k(): x = "a" % (1, 2)
def l(): x = {}["a"]["b"]
def m(): x = (1).real.foo + (2)
def n(): from math import sqr
def o(): from os import pth
def p(): from collections import OrderDict
def q(): outer(1)


for function in [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]:
    try:
        function()
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__.tb_next)
