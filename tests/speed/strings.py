def work(n):
    parts = []
    text = ""
    for i in range(n):
        text += "x"
        if len(text) > 40:
            parts.append(text.upper())
            text = ""
        parts.append(f"{i}:{text[:3]}")
        if len(parts) > 500:
            text = "".join(parts)[:10]
            parts.clear()
    return len(parts)


print(work(120000))
