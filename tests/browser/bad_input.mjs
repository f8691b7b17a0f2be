// What a person may type, and what may break: the page answers, says what happened, keeps the text.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, openCode, openLesson, output, quiet, toEnd } from "./page.mjs";

/** Runs a program to its end; what it wrote, and what the notice says. */
async function runs(page, site, code, timeout) {
  await openCode(page, site, code);
  await page.click(".bar .run");
  await page.waitForFunction(() => /ended|refused|died/.test(document.querySelector(".page").dataset.run), null, { timeout: timeout ?? 60_000 });
  const how = await page.$eval(".page", (e) => e.dataset.run);
  if (how === "ended") {
    await toEnd(page);
  }
  const notice = (await page.locator(".notice").count()) ? await page.textContent(".notice") : "";
  return { how, notice, ...(await output(page)) };
}

const says = (name, code, check, millis) => ({
  name,
  millis,
  async run({ page: newPage, site }) {
    const page = await newPage();
    const said = await runs(page, site, code, millis);
    check(said);
    assert.notEqual(said.how, "died", said.notice);
    quiet(page);
  },
});

const deep = (n) => `x = ${"(".repeat(n)}1${")".repeat(n)}\nprint(x)\n`;

export const tests = [
  {
    name: "a syntax error shows its message and its place",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      const said = await runs(page, site, "x = 1\ny = = 2\n");
      assert.equal(said.how, "refused");
      assert.match(said.notice, /line 2.*SyntaxError: invalid syntax/);
      assert.equal(await page.textContent(".fault-part"), "=");
      assert.match(await page.textContent(".fault-line"), /y = = 2/);
      // The same in the editor.
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".fault-part"));
      await page.screenshot({ path: join(out, "bad-syntax.png") });
    },
  },
  {
    name: "an endless loop stops at the limit, goes on if told to, and the page answers all the while",
    millis: 300_000,
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "n = 0\nwhile True:\n    n += 1\n");
      await page.evaluate(() => {
        window.longest = 0;
        let last = performance.now();
        const tick = () => {
          const now = performance.now();
          window.longest = Math.max(window.longest, now - last);
          last = now;
          window.ticking = setTimeout(tick, 5);
        };
        tick();
      });
      await page.click(".bar .run");
      await ended(page, 120_000);
      const longest = await page.evaluate(() => window.longest);
      assert.ok(longest < 500, `the page was deaf for ${Math.round(longest)} ms`);
      assert.match(await page.textContent(".notice"), /limit of 1.?000.?000 steps/);
      await page.screenshot({ path: join(out, "bad-endless.png") });
      await page.click(".notice >> text=Go on");
      await page.waitForFunction(() => Number(document.querySelector(".slider input").max) > 1_000_000);
      await ended(page, 120_000);
      assert.equal(await page.$eval(".slider input", (e) => e.max), "2000000");
      assert.ok((await page.evaluate(() => window.longest)) < 500);
    },
  },
  {
    name: "the limit of steps can be chosen",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "while True:\n    pass\n");
      await page.selectOption(".bar .limit select", { index: 0 });
      await page.click(".bar .run");
      await ended(page);
      assert.match(await page.textContent(".notice"), /limit of 100000 steps/);
    },
  },
  {
    name: "a running program is stopped",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "while True:\n    pass\n");
      await page.click(".bar .run");
      await page.click(".notice >> text=Stop");
      await ended(page);
      assert.match(await page.textContent(".notice"), /exit code 130/);
      await page.waitForSelector(".output .stderr:has-text('KeyboardInterrupt')");
    },
  },
  says("[0] * 10**9", "x = [0] * 10**9\nprint(len(x))\n", (said) => assert.match(said.stderr + said.notice, /MemoryError|limit/)),
  says("10 ** 10 ** 10", "x = 10 ** 10 ** 10\nprint(x)\n", (said) => assert.match(said.stderr + said.notice, /Error|limit|too long/)),
  says("recursion without an end", "def f(n):\n    return f(n + 1)\n\nf(0)\n", (said) => assert.match(said.stderr, /RecursionError: maximum recursion depth exceeded/)),
  says("200 nested parentheses", deep(200), (said) => assert.match(said.stdout + said.notice, /^1\n|SyntaxError: too many nested parentheses/)),
  says("10,000 nested parentheses", deep(10_000), (said) => assert.match(said.notice, /too many nested parentheses|MemoryError/)),
  says("a sum of 100,000 terms", `x = ${Array(100_000).fill("1").join("+")}\nprint(x)\n`, (said) => assert.match(said.stdout + said.notice, /^100000\n|Error/), 120_000),
  says("a chain of 200,000 objects is freed", "x = None\nfor i in range(200000):\n    x = [x]\nx = None\nprint('freed')\n", (said) => {
    assert.ok(/limit/.test(said.notice) || said.stdout === "freed\n", JSON.stringify(said));
  }, 180_000),
  {
    name: "nothing that is typed runs as HTML or script",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await page.addInitScript(() => {
        window.hit = 0;
      });
      const evil = "<img src=x onerror='window.hit=1'><script>window.hit=1</script>";
      const code = `class A:\n    pass\nA.__name__ = ${JSON.stringify(evil)}\nx = ${JSON.stringify(evil)}\nd = {x: A()}\nprint(x)\nraise ValueError(x)\n`;
      const said = await runs(page, site, code);
      assert.ok(said.stdout.includes("<script>"));
      assert.ok(said.stderr.includes("<img"));
      for (const name of [`<b onclick=x>`, `"'><script>window.hit=1</script>`]) {
        await page.goto(`${site}/#v=1&lesson=${encodeURIComponent(name)}`);
        await page.goto(`${site}/#v=1&code=${encodeURIComponent(name)}&at=${encodeURIComponent(name)}`);
      }
      await page.waitForTimeout(300);
      assert.equal(await page.evaluate(() => window.hit), 0);
      assert.equal(await page.locator("main img, main script").count(), 0);
    },
  },
  {
    name: "a strict policy on every page",
    async run({ page: newPage, site, dist }) {
      for (const file of ["index.html", "embed.html", "example.html"]) {
        const html = readFileSync(join(dist, file), "utf8");
        const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "";
        assert.match(policy, /default-src 'none'/, file);
        assert.match(policy, /script-src 'self'/, file);
        assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*/, file);
        assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|style="/, `${file}: inline script or style`);
        const page = await newPage();
        await page.goto(`${site}/${file}`);
        const blocked = await page.evaluate(() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          const button = document.createElement("button");
          button.setAttribute("onclick", "window.ran = true");
          document.body.append(button);
          button.click();
          return window.ran !== true;
        });
        assert.ok(blocked, `${file}: an inline script ran`);
      }
    },
  },
  {
    name: "a machine that dies is replaced and the program stays",
    async run({ page: newPage, site }) {
      const page = await newPage();
      let deadly = true;
      await page.route("**/worker/machine.js", async (route) => {
        if (!deadly) return route.continue();
        deadly = false;
        return route.fulfill({ contentType: "text/javascript", body: "onmessage = () => { throw new Error('killed by a test'); };" });
      });
      await openCode(page, site, "x = ['kept']\nprint(x)\n");
      await page.click(".bar .run");
      await page.waitForSelector(".page[data-run=died]");
      assert.match(await page.textContent(".notice"), /replaced/);
      assert.match(await page.textContent(".listing"), /kept/);
      await page.click(".notice >> text=Run again");
      await ended(page);
      await page.keyboard.press("End");
      await page.waitForSelector(".output .stdout:has-text('kept')");
    },
  },
  {
    name: "a machine killed while it records is replaced",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await page.addInitScript(() => {
        const Real = window.Worker;
        window.workers = [];
        window.Worker = class extends Real {
          constructor(...args) {
            super(...args);
            window.workers.push([String(args[0]), this]);
          }
        };
      });
      await openCode(page, site, "n = 0\nwhile n < 50000:\n    n += 1\nprint('done')\n");
      await page.click(".bar .run");
      await page.waitForSelector(".page[data-run=recording]");
      await page.evaluate(() => window.workers.find(([path]) => path.includes("machine"))[1].dispatchEvent(new ErrorEvent("error", { message: "unreachable" })));
      await page.waitForSelector(".page[data-run=died]");
      await page.click(".notice >> text=Run again");
      await ended(page);
      await page.keyboard.press("End");
      await page.waitForSelector(".output .stdout:has-text('done')");
    },
  },
  {
    name: "a reload keeps what was typed",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content"));
      await page.keyboard.press("Control+Home");
      await page.keyboard.type("# mine\n");
      await page.waitForTimeout(100);
      await page.reload();
      await page.waitForSelector(".listing");
      await page.waitForFunction(() => document.querySelector(".listing").textContent.includes("# mine"));
      // A program of one's own, in the fragment, too.
      await openCode(page, site, "print(1)\n");
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content"));
      await page.keyboard.type("# own\n");
      await page.waitForFunction(() => location.hash.includes("own"));
      await page.reload();
      await page.waitForSelector(".listing");
      await page.waitForFunction(() => document.querySelector(".listing").textContent.includes("# own"));
    },
  },
];
