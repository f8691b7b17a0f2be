def f(rows):
    for row in rows:
        for cell in row:
            if cell < 0:
                break
            if cell == 0:
                continue
            print(cell)
        else:
            continue
        break
    else:
        return None
    return row
