with a:
    pass
with a as b, c as (d, e):
    f()
with (
    open("x") as f,
    open("y") as g,
):
    h()
def k():
    with lock:
        return 1
    for i in x:
        with i:
            break
