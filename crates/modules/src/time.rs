//! The time module over the machine's virtual clock. The zone is UTC. A sleep moves the clock.
//!
//! CPython: Modules/timemodule.c.

use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TypeDef, TypeId};
use pyvarium_vm::objects::structseq::{named, structseq};
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

use crate::first::time as first;
use crate::time_format::strftime_text;

pub const STRUCT_TIME: TypeId = TypeId(first::TYPE);

pub const LIBRARY: Library = Library { types: &[&STRUCT_TIME_TYPE], natives: &[], modules: &[&TIME] };

pub static STRUCT_TIME_TYPE: TypeDef = structseq(
    "time.struct_time",
    "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().  May be considered as \
     a\n sequence of 9 integers.\n\n Note that several fields' values are not the same as those defined by\n the C language standard for struct \
     tm.  For example, the value of the\n field tm_year is the actual year, not year - 1900.  See individual\n fields' descriptions for details.",
    &[
        named::<0>("tm_year"),
        named::<1>("tm_mon"),
        named::<2>("tm_mday"),
        named::<3>("tm_hour"),
        named::<4>("tm_min"),
        named::<5>("tm_sec"),
        named::<6>("tm_wday"),
        named::<7>("tm_yday"),
        named::<8>("tm_isdst"),
        named::<9>("tm_zone"),
        named::<10>("tm_gmtoff"),
    ],
);

pub static TIME: ModuleDef = ModuleDef {
    name: "time",
    doc: Some(
        "This module provides various functions to manipulate time values.\n\nThere are two standard representations of time.  One is the number\nof \
         seconds since the Epoch, in UTC (a.k.a. GMT).  It may be an integer\nor a floating-point number (to represent fractions of seconds).\nThe \
         epoch is the point where the time starts, the return value of time.gmtime(0).\nIt is January 1, 1970, 00:00:00 (UTC) on all platforms.",
    ),
    functions: &[
        FnDef::new("time", "", |vm, _| {
            let n = vm.now();
            seconds_of(vm, n)
        }),
        FnDef::new("time_ns", "", |vm, _| {
            let n = vm.now();
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("monotonic", "", running),
        FnDef::new("monotonic_ns", "", running_nanos),
        FnDef::new("perf_counter", "", running),
        FnDef::new("perf_counter_ns", "", running_nanos),
        FnDef::new("process_time", "", running),
        FnDef::new("process_time_ns", "", running_nanos),
        FnDef::new("thread_time", "", running),
        FnDef::new("thread_time_ns", "", running_nanos),
        FnDef::new("clock_gettime", "clk_id, /", |vm, a| if clock(vm, a)? { now(vm) } else { running(vm, a) }),
        FnDef::new("clock_gettime_ns", "clk_id, /", |vm, a| {
            let n = if clock(vm, a)? { vm.now() } else { vm.clock_nanos as i64 };
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("clock_getres", "clk_id, /", |vm, _| Ok(Flow::Value(vm.new_float(1e-9)))),
        FnDef::new("sleep", "seconds, /", sleep),
        FnDef::new("gmtime", "seconds=None, /", |vm, a| broken(vm, a, "GMT")),
        FnDef::new("localtime", "seconds=None, /", |vm, a| broken(vm, a, "UTC")),
        FnDef::new("mktime", "seconds, /", mktime),
        FnDef::new("asctime", "seconds=None, /", asctime),
        FnDef::new("ctime", "seconds=None, /", |vm, a| {
            let seconds = seconds_arg(vm, a.get(0))?;
            let text = asctime_text(&fields(seconds));
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        FnDef::new("strftime", "format, seconds=None, /", strftime),
        FnDef::new("strptime", "*args", strptime),
        FnDef::new("get_clock_info", "name, /", get_clock_info),
        FnDef::new("tzset", "", |vm, _| vm.none_flow()),
    ],
    types: &[STRUCT_TIME],
    exec: Some(|vm, module| {
        vm.ready_structseq(STRUCT_TIME, 9, 11);
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, n) in [
            ("timezone", 0),
            ("altzone", 0),
            ("daylight", 0),
            ("_STRUCT_TM_ITEMS", 11),
            ("CLOCK_REALTIME", 0),
            ("CLOCK_MONOTONIC", 1),
            ("CLOCK_PROCESS_CPUTIME_ID", 2),
            ("CLOCK_THREAD_CPUTIME_ID", 3),
            ("CLOCK_MONOTONIC_RAW", 4),
            ("CLOCK_BOOTTIME", 7),
            ("CLOCK_TAI", 11),
        ] {
            let own = vm.new_int(n);
            vm.dict_set_named(dict, name, own);
        }
        let names = vec![vm.new_str("UTC").into(), vm.new_str("UTC").into()];
        let names = vm.tuple_from_slots(names);
        vm.dict_set_named(dict, "tzname", names);
        Ok(())
    }),
};

fn seconds_of(vm: &mut Vm, nanos: i64) -> Res {
    let value = nanos as f64 / 1e9;
    Ok(Flow::Value(vm.new_float(value)))
}

fn now(vm: &mut Vm) -> Res {
    let n = vm.now();
    seconds_of(vm, n)
}

fn running(vm: &mut Vm, _: &Args) -> Res {
    let n = vm.clock_nanos as i64;
    seconds_of(vm, n)
}

fn running_nanos(vm: &mut Vm, _: &Args) -> Res {
    let n = vm.clock_nanos as i64;
    Ok(Flow::Value(vm.new_int(n)))
}

/// Whether a clock is that of the wall.
fn clock(vm: &mut Vm, a: &Args) -> Res<bool> {
    match vm.index(a.at(0)?)? {
        0 | 11 => Ok(true),
        1..=4 | 7 => Ok(false),
        _ => Err(vm.os_error(pyvarium_vm::fs::errno::EINVAL, &[])),
    }
}

/// A number of seconds. Unit of the answer: nanoseconds.
fn nanos_arg(vm: &mut Vm, r: Ref) -> Res<i64> {
    match vm.heap.float(r) {
        Some(f) if f.is_nan() => vm.value_err("Invalid value NaN (not a number)"),
        Some(f) if f.abs() < 9.2e9 => Ok((f * 1e9).ceil() as i64),
        Some(_) => Err(exc::overflow_error(vm, "timestamp out of range for platform time_t")),
        None => match vm.index(r)?.checked_mul(1_000_000_000) {
            Some(n) => Ok(n),
            None => Err(exc::overflow_error(vm, "timestamp too large to convert to C PyTime_t")),
        },
    }
}

fn sleep(vm: &mut Vm, a: &Args) -> Res {
    let n = nanos_arg(vm, a.at(0)?)?;
    if n < 0 {
        return vm.value_err("sleep length must be non-negative");
    }
    vm.clock_nanos = vm.clock_nanos.saturating_add(n as u64);
    vm.none_flow()
}

/// Whole seconds since 1970; None or nothing: now.
fn seconds_arg(vm: &mut Vm, given: Option<Ref>) -> Res<i64> {
    let Some(r) = given.filter(|r| *r != vm.one.none) else { return Ok(vm.now().div_euclid(1_000_000_000)) };
    match vm.heap.float(r) {
        Some(f) if f.is_nan() => vm.value_err("Invalid value NaN (not a number)"),
        Some(f) if f.abs() < 9.2e18 => Ok(f.floor() as i64),
        Some(_) => Err(exc::overflow_error(vm, "timestamp out of range for platform time_t")),
        None => vm.index(r),
    }
}

/// Broken-down time: year, month, day, hour, minute, second, weekday (Monday 0), day of the year (from 1), daylight saving.
pub type Fields = [i64; 9];

/// Days since 1970 of a date. Algorithm: Howard Hinnant, days_from_civil.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let doy = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

fn fields(seconds: i64) -> Fields {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let yday = days - days_of(year, 1, 1) + 1;
    [year, month, day, rest / 3600, rest / 60 % 60, rest % 60, (days + 3).rem_euclid(7), yday, 0]
}

fn struct_time(vm: &mut Vm, f: &Fields, zone: &str) -> Own {
    let mut items: Vec<Slot> = f.iter().map(|n| vm.new_int(*n).into()).collect();
    items.push(vm.new_str(zone).into());
    items.push(vm.new_int(0).into());
    vm.new_structseq(STRUCT_TIME, items)
}

fn broken(vm: &mut Vm, a: &Args, zone: &str) -> Res {
    let seconds = seconds_arg(vm, a.get(0))?;
    let f = fields(seconds);
    if !(-2_147_481_748..=2_147_485_547).contains(&f[0]) {
        return Err(vm.os_error(pyvarium_vm::fs::errno::EOVERFLOW, &[]));
    }
    Ok(Flow::Value(struct_time(vm, &f, zone)))
}

/// CPython: gettmarg.
fn time_arg(vm: &mut Vm, r: Ref, function: &str) -> Res<Fields> {
    if vm.heap.tuple(r).is_none() {
        return vm.type_err("Tuple or struct_time argument required");
    }
    let items: Vec<Ref> = vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let Ok(items) = <[Ref; 9]>::try_from(items) else {
        return vm.type_err(&format!("{function}(): illegal time tuple argument"));
    };
    let mut f: Fields = [0; 9];
    for (place, item) in f.iter_mut().zip(items) {
        *place = vm.index(item)?;
    }
    Ok(f)
}

fn mktime(vm: &mut Vm, a: &Args) -> Res {
    let [year, month, day, hour, minute, second, ..] = time_arg(vm, a.at(0)?, "mktime")?;
    let months = year * 12 + month - 1;
    let days = days_of(months.div_euclid(12), months.rem_euclid(12) + 1, 1) + day - 1;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    Ok(Flow::Value(vm.new_float(seconds as f64)))
}

/// CPython: checktm.
fn check(vm: &mut Vm, f: &mut Fields) -> Res<()> {
    let [_, month, day, hour, minute, second, wday, yday, _] = f;
    if *month == 0 {
        *month = 1;
    }
    if *day == 0 {
        *day = 1;
    }
    if *yday == 0 {
        *yday = 1;
    }
    let wrong = if !(1..=12).contains(month) {
        "month out of range"
    } else if !(1..=31).contains(day) {
        "day of month out of range"
    } else if !(0..=23).contains(hour) {
        "hour out of range"
    } else if !(0..=59).contains(minute) {
        "minute out of range"
    } else if !(0..=61).contains(second) {
        "seconds out of range"
    } else if *wday < -1 {
        "day of week out of range"
    } else if !(1..=366).contains(yday) {
        "day of year out of range"
    } else {
        *wday = wday.rem_euclid(7);
        return Ok(());
    };
    vm.value_err(wrong)
}

pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

pub fn short(names: &[&'static str], i: i64) -> &'static str {
    names.get(i as usize).and_then(|n| n.get(..3)).unwrap_or("?")
}

fn asctime_text(f: &Fields) -> String {
    let [year, month, day, hour, minute, second, wday, ..] = f;
    format!("{} {} {day:2} {hour:02}:{minute:02}:{second:02} {year}", short(&DAYS, *wday), short(&MONTHS, month - 1))
}

fn given_or_now(vm: &mut Vm, given: Option<Ref>, function: &str) -> Res<Fields> {
    match given.filter(|r| *r != vm.one.none) {
        Some(r) => {
            let mut f = time_arg(vm, r, function)?;
            check(vm, &mut f)?;
            Ok(f)
        }
        None => Ok(fields(vm.now().div_euclid(1_000_000_000))),
    }
}

fn asctime(vm: &mut Vm, a: &Args) -> Res {
    let f = given_or_now(vm, a.get(0), "asctime")?;
    let text = asctime_text(&f);
    Ok(Flow::Value(vm.new_str(&text)))
}

fn strftime(vm: &mut Vm, a: &Args) -> Res {
    let format = a.at(0)?;
    if vm.heap.text(format).is_none() {
        let message = format!("strftime() argument 1 must be str, not {}", vm.given_name(format));
        return vm.type_err(&message);
    }
    let f = given_or_now(vm, a.get(1), "strftime")?;
    let text = vm.heap.str_lossy(format);
    let seconds = days_of(f[0], f[1], f[2]) * 86_400 + f[3] * 3600 + f[4] * 60 + f[5];
    let out = strftime_text(&text, &f, seconds);
    Ok(Flow::Value(vm.new_str(&out)))
}

/// CPython: time_strptime: `_strptime._strptime_time`.
fn strptime(vm: &mut Vm, a: &Args) -> Res {
    let import = vm.dict_get_named(vm.builtins, "__import__");
    let Some(import) = import else { return Err(Stop::not_supported("time.strptime without __import__")) };
    pyvarium_vm::script::call_in_module(vm, import, "_strptime", "_strptime_time", a)
}

fn get_clock_info(vm: &mut Vm, a: &Args) -> Res {
    let name = vm.heap.str_lossy(a.at(0)?);
    let (implementation, monotonic, adjustable) = match name.as_str() {
        "time" => ("clock_gettime(CLOCK_REALTIME)", false, true),
        "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", true, false),
        "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false),
        "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
        _ => return vm.value_err("unknown clock"),
    };
    let (implementation, resolution) = (vm.intern(implementation), vm.new_float(1e-9));
    let [monotonic, adjustable] = [monotonic, adjustable].map(|b| Own::assume(vm.bool_ref(b)));
    let values = vec![("implementation", implementation), ("monotonic", monotonic), ("adjustable", adjustable), ("resolution", resolution)];
    Ok(Flow::Value(vm.new_namespace(values)))
}
