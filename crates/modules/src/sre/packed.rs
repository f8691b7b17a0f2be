//! The matcher's state as a row of plain numbers, which is how a native frame and a scanner keep it.

use super::engine::Machine;

/// One activation of the matcher. CPython: SRE(match_context).
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    pub pc: i64,
    pub at: i64,
    pub count: i64,
    pub lastmark: i64,
    pub lastindex: i64,
    /// Index of the repeat that this context serves.
    pub rep: i64,
    /// Where the context below goes on.
    pub jump: i64,
    pub toplevel: bool,
}

/// A repeat under way. CPython: SRE_REPEAT.
#[derive(Clone, Copy, Debug, Default)]
pub struct Repeat {
    pub count: i64,
    pub pc: i64,
    pub prev: i64,
    /// Where the last item began.
    pub last: i64,
}

impl Context {
    fn numbers(&self) -> [i64; 8] {
        [self.pc, self.at, self.count, self.lastmark, self.lastindex, self.rep, self.jump, i64::from(self.toplevel)]
    }

    fn of(n: [i64; 8]) -> Context {
        let [pc, at, count, lastmark, lastindex, rep, jump, toplevel] = n;
        Context { pc, at, count, lastmark, lastindex, rep, jump, toplevel: toplevel != 0 }
    }
}

/// Numbers that are read one after the other; 0 beyond the end.
struct Row<'a>(std::slice::Iter<'a, i64>);

impl Row<'_> {
    fn one(&mut self) -> i64 {
        self.0.next().copied().unwrap_or(0)
    }

    fn many<const N: usize>(&mut self) -> [i64; N] {
        std::array::from_fn(|_| self.one())
    }

    fn list<T>(&mut self, item: impl Fn(&mut Self) -> T) -> Vec<T> {
        let n = self.one();
        (0..n).map(|_| item(self)).collect()
    }
}

impl Machine {
    pub fn pack(&self, out: &mut impl Extend<i64>) {
        let flags = [self.match_all, self.must_advance, self.is_running].map(i64::from);
        out.extend([self.start, self.end, self.ptr, self.lastmark, self.lastindex, self.repeat, self.phase, self.looking, self.found]);
        out.extend(flags);
        out.extend(self.cur.numbers());
        out.extend([self.marks.len() as i64]);
        out.extend(self.marks.iter().copied());
        out.extend([self.stack.len() as i64]);
        out.extend(self.stack.iter().flat_map(Context::numbers));
        out.extend([self.aside.len() as i64]);
        out.extend(self.aside.iter().copied());
        out.extend([self.repeats.len() as i64]);
        out.extend(self.repeats.iter().flat_map(|r| [r.count, r.pc, r.prev, r.last]));
    }

    pub fn unpack(numbers: &[i64]) -> Machine {
        let mut row = Row(numbers.iter());
        let [start, end, ptr, lastmark, lastindex, repeat, phase, looking, found] = row.many();
        let [match_all, must_advance, is_running] = row.many().map(|n: i64| n != 0);
        Machine {
            start,
            end,
            ptr,
            match_all,
            must_advance,
            lastmark,
            lastindex,
            repeat,
            phase,
            looking,
            found,
            is_running,
            cur: Context::of(row.many()),
            marks: row.list(Row::one),
            stack: row.list(|row| Context::of(row.many())),
            aside: row.list(Row::one),
            repeats: row.list(|row| {
                let [count, pc, prev, last] = row.many();
                Repeat { count, pc, prev, last }
            }),
        }
    }
}
