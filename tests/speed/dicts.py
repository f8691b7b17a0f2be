words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]


def count(n):
    seen = {}
    for i in range(n):
        word = words[i % 10]
        seen[word] = seen.get(word, 0) + 1
        if word in seen:
            seen["all"] = seen.get("all", 0) + seen[word]
    return seen


print(count(120000))
