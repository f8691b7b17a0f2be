class Said:
    def __repr__(self):
        print("asked")
        return "said by Python"


Said()
