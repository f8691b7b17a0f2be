// A person at a running program: stopping it, breakpoints, and lines that it asks for.
import assert from "node:assert/strict";
import { ended, moving, openCode, output, quiet, shoot, step, toEnd } from "./page.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const state = (page, name) => page.waitForSelector(`.page[data-run=${name}]`);

/** Until the program is well under way. */
const busy = (page) => page.waitForFunction(() => Number(/(\d+) steps so far/.exec(document.querySelector(".notice")?.textContent)?.[1]) > 1000);

export const tests = [
  {
    name: "Stop is KeyboardInterrupt, with CPython's traceback",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "def work(n):\n    while True:\n        n += 1\n\nwork(0)\n");
      await page.selectOption(".bar .limit select", { index: 3 });
      await page.click(".bar .run");
      await busy(page);
      await page.click(".notice >> text=Stop");
      await ended(page);
      await page.waitForSelector(".output .stderr");
      const { stderr } = await output(page);
      assert.match(stderr, /^Traceback \(most recent call last\):\n {2}File "main\.py", line 5, in <module>\n {4}work\(0\)\n {4}~+\^+\n {2}File "main\.py", line [23], in work\n[^]*\nKeyboardInterrupt\n$/);
      assert.match(await page.textContent(".notice"), /exit code 130/);
      await shoot(page, out, "running-stopped");
      // The moment before it was raised is there.
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      assert.equal(await page.locator(".frame.running .frame-name").textContent(), "work");
      quiet(page);
    },
  },
  {
    name: "a program that catches it goes on, and a second press ends it",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "while True:\n    try:\n        while True:\n            pass\n    except KeyboardInterrupt:\n        print('not me')\n");
      await page.selectOption(".bar .limit select", { index: 3 });
      await page.click(".bar .run");
      await busy(page);
      await page.click(".notice >> text=Stop");
      await page.waitForSelector(".notice >> text=goes on nevertheless");
      await page.screenshot({ path: `${out}/running-nevertheless.png` });
      await page.click(".notice >> text=End it now");
      await ended(page);
      assert.match(await page.textContent(".notice"), /Stopped\./);
      await toEnd(page);
      assert.equal((await output(page)).stdout, "not me\n");
      quiet(page);
    },
  },
  {
    name: "breakpoint() stops the recording there",
    async run({ page: newPage, site, out }) {
      for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", PHONE]]) {
        const page = await newPage(options);
        await openCode(page, site, "def half(n):\n    breakpoint()\n    return n / 2\n\nfor n in [3, 4]:\n    print(half(n))\n");
        await page.click(".bar .run");
        await state(page, "paused");
        await page.waitForSelector(".listing .just-line", { state: "attached" });
        assert.match(await page.textContent(".notice"), /breakpoint\(\) at line 2/);
        const first = await step(page);
        assert.equal(first.step, first.last);
        assert.match(await page.textContent(".frames"), /half.*n.*3/s);
        await shoot(page, out, `running-breakpoint-${name}`);
        // Back in time, and to it again.
        await moving(page, () => page.keyboard.press("ArrowLeft"));
        assert.match(await page.textContent(".notice"), /waits at a breakpoint/);
        await moving(page, () => page.keyboard.press("End"));
        assert.equal((await step(page)).step, first.step);
        await page.keyboard.press("g");
        await page.waitForFunction((old) => Number(document.querySelector(".slider input").max) > old, first.last);
        await state(page, "paused");
        await page.waitForFunction(() => document.querySelector(".output .stdout")?.textContent === "1.5\n");
        await page.click(".notice >> text=Go on");
        await ended(page);
        await toEnd(page);
        assert.equal((await output(page)).stdout, "1.5\n2.0\n");
        quiet(page);
      }
    },
  },
  {
    name: "a hook of one's own, and PYTHONBREAKPOINT",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "import os, sys\nsys.breakpointhook = lambda *a: print('mine', a)\nbreakpoint(1)\nsys.breakpointhook = sys.__breakpointhook__\nos.environ['PYTHONBREAKPOINT'] = '0'\nbreakpoint()\nprint('end')\n");
      await page.click(".bar .run");
      await ended(page);
      await toEnd(page);
      assert.equal((await output(page)).stdout, "mine (1,)\nend\n");
    },
  },
  {
    name: "input() asks, is recorded, and comes again in time",
    async run({ page: newPage, site, out }) {
      for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", PHONE]]) {
        const page = await newPage(options);
        await openCode(page, site, "name = input('Who are you? ')\nage = int(input(f'How old, {name}? '))\nprint(name, 'is', age)\ntry:\n    input('More? ')\nexcept EOFError as e:\n    print('no more:', e)\n");
        await page.click(".bar .run");
        await state(page, "asking");
        await page.waitForSelector(".input input:focus");
        assert.match(await page.textContent(".pane-output"), /Who are you\?/);
        await shoot(page, out, `running-input-${name}`);
        await page.keyboard.type("Ann");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => /How old, Ann\?/.test(document.querySelector(".pane-output").textContent));
        await state(page, "asking");
        assert.match(await page.textContent(".pane-output"), /Who are you\? Ann\n/, "what was typed stands in the output");
        await page.fill(".input input", "36");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => /More\?/.test(document.querySelector(".pane-output").textContent));
        await page.click(".input >> text=End of input");
        await ended(page);
        await toEnd(page);
        assert.match((await output(page)).stdout, /Ann is 36\n.*no more: EOF when reading a line\n$/s);
        const whole = await page.textContent(".output pre");
        assert.equal(whole, "Who are you? Ann\nHow old, Ann? 36\nAnn is 36\nMore? no more: EOF when reading a line\n");
        // Back and forward again: nobody is asked, and the lines are those that were typed.
        await moving(page, () => page.keyboard.press("Home"));
        assert.equal(await page.locator(".input").count(), 0);
        assert.equal((await output(page)).stdout, "");
        await toEnd(page);
        assert.equal(await page.textContent(".output pre"), whole);
        quiet(page);
      }
    },
  },
  {
    name: "Stop wakes a program that waits for a line",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "try:\n    input('? ')\nexcept KeyboardInterrupt:\n    print('woken')\n");
      await page.click(".bar .run");
      await state(page, "asking");
      await page.click(".notice >> text=Stop");
      await ended(page);
      await toEnd(page);
      assert.match((await output(page)).stdout, /woken\n$/);
    },
  },
  {
    name: "an embed begins in a further file",
    async run({ page: newPage, site }) {
      const page = await newPage({ viewport: { width: 860, height: 420 } });
      const code = "from m import f\nprint(f(2))\n# file: m.py\ndef f(n):\n    return n * 2\n";
      // As `<pyvarium-snippet at="1:2.1">` writes it.
      await page.goto(`${site}/embed.html#v=1&at=${encodeURIComponent("1:2.1")}&code=${encodeURIComponent(code)}`);
      await ended(page);
      await page.waitForSelector(".file-tab[aria-selected=true]:has-text('m.py')");
      assert.match(await page.textContent(".listing .next-line"), /return n \* 2/);
      quiet(page);
    },
  },
  {
    name: "an embed asks, too",
    async run({ page: newPage, site, out }) {
      const page = await newPage({ viewport: { width: 860, height: 420 } });
      await page.goto(`${site}/embed.html#v=1&code=${encodeURIComponent("name = input('who? ')\nprint('hello', name)\n")}`);
      await state(page, "asking");
      await page.waitForSelector(".asked input:focus");
      await shoot(page, out, "running-embed");
      await page.keyboard.type("Ann");
      await page.keyboard.press("Enter");
      await ended(page);
      assert.equal(await page.locator(".asked").count(), 0);
      quiet(page);
    },
  },
  {
    name: "Ctrl+Enter in the editor runs, and types nothing",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "print(1)\nprint(2)\n");
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.activeElement);
      await page.keyboard.press("Control+Enter");
      await ended(page);
      assert.equal(await page.evaluate(() => document.querySelector(".editor").shadowRoot.querySelectorAll(".cm-line").length), 3);
    },
  },
];
