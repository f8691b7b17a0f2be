try:
    risky()
except ValueError:
    a = 1
except (TypeError, KeyError) as e:
    print(e)
except:
    raise
def f():
    try:
        return 1
    except Exception as error:
        return error
