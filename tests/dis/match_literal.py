match command:
    case 1:
        a()
    case "go" | "run":
        b()
    case -2.5 | 3+4j:
        c()
    case None | True | False:
        d()
    case _:
        e()
