// A seeded source of choices: the same seed makes the same program on every machine, for ever.

const NAMES = `a b c x y z left right item items total count value result thing other first second spam ham eggs
  node leaf alpha beta gamma delta word text number data box tmp out key`.split(/\s+/);
const WORDS = "kiwi fig banana apple pear plum cherry lemon date melon grape olive".split(" ");

export class Random {
  constructor(seed) {
    this.state = (seed * 2654435761) >>> 0 || 1;
  }

  /// Marsaglia's xorshift, 32 bits.
  next() {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (this.state = s >>> 0);
  }

  /// Both ends included.
  int(low, high) {
    return low + (this.next() % (high - low + 1));
  }

  chance(one_in) {
    return this.int(1, one_in) === 1;
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  shuffle(list) {
    const done = [...list];
    for (let i = done.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [done[i], done[j]] = [done[j], done[i]];
    }
    return done;
  }

  /// Different names for variables.
  names(count) {
    return this.shuffle(NAMES).slice(0, count);
  }

  words(count) {
    return this.shuffle(WORDS).slice(0, count);
  }

  ints(count, low = 0, high = 20) {
    return Array.from({ length: count }, () => this.int(low, high));
  }

  /// Expressions for values of many kinds, all of which print the same everywhere.
  value() {
    return this.pick(["1", "-3", "2.5", "True", "None", '"hi"', "(1, 2)", "[]", "[1, [2]]", "{'k': 1}", "10 ** 20", "1j", "b'x'", "range(3)", "..."]);
  }

  /// One list of some of these statements, in another order.
  some(list, least = 1) {
    return this.shuffle(list).slice(0, this.int(least, list.length));
  }
}

/// The nesting changed: the same text at module level, in functions, in a loop, in a class body, under a handler.
export function nest(random, source) {
  const indent = (text) => text.split("\n").map((line) => (line ? `    ${line}` : line)).join("\n");
  const shapes = [
    (text) => text,
    (text) => text,
    (text) => `def main():\n${indent(text)}\n\nmain()`,
    (text) => `def outer():\n    def inner():\n${indent(indent(text))}\n    inner()\n\nouter()`,
    (text) => `for turn in range(2):\n    print("turn", turn)\n${indent(text)}`,
    (text) => `def main(n):\n    if n:\n        main(n - 1)\n    else:\n${indent(indent(text))}\n\nmain(${random.int(1, 3)})`,
    (text) => `try:\n${indent(text)}\nfinally:\n    print("finally")`,
    (text) => `class Body:\n${indent(text)}\n\nprint(sorted(n for n in vars(Body) if not n.startswith("__"))[:5])`,
    (text) => `def main():\n${indent(text)}\n    yield 1\n\nprint(list(main()))`,
  ];
  return `${random.pick(shapes)(source.trimEnd())}\n`;
}
