//! Every fixture of `tests/dis` compiles to the code that CPython 3.14 makes of it: what `dis` prints and every
//! field, to the character. Goldens come from `cargo xtask golden`.

use std::fs;
use std::path::Path;

use pyvarium_code::dis::{DisOptions, code_info, dis_text};
use pyvarium_code::{CodeObject, Const, ConstId, Unit, marshal};
use pyvarium_compiler::{Mode, Options, compile_interactive, compile_unit};

fn units_of(name: &str, source: &str) -> Vec<Unit> {
    if name.starts_with("repl__") {
        let done = compile_interactive(source, "<python-input-0>");
        assert_eq!(done.error, None, "{name}");
        return done.codes.iter().map(|bytes| marshal::loads(bytes).unwrap()).collect();
    }
    match compile_unit(source.as_bytes(), &format!("{name}.py"), Mode::Exec, Options::default()) {
        Ok(unit) => vec![marshal::loads(&marshal::dumps(&unit)).unwrap()],
        Err(report) => panic!("{name}: {report:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fields(unit: &Unit, id: ConstId, code: &CodeObject, out: &mut String) {
    out.push_str(&code_info(unit, id, &DisOptions::default()));
    out.push_str(&format!(
        "\nQualified name:    {}\nFirst line:        {}\nCode:              {}\nLine table:        {}\nException table:   {}\n\n",
        unit.text(code.co_qualname).unwrap(),
        code.co_firstlineno,
        hex(&code.co_code),
        hex(&code.co_linetable),
        hex(&code.co_exceptiontable),
    ));
    for item in unit.tuple(code.co_consts).unwrap() {
        if let Some(Const::Code(inner)) = unit.get(*item) {
            fields(unit, *item, inner, out);
        }
    }
}

fn first_difference(got: &str, want: &str) -> Option<String> {
    if got == want {
        return None;
    }
    let mut lines = got.lines().zip(want.lines()).enumerate();
    let found = lines.find(|(_, (got, want))| got != want);
    Some(match found {
        Some((i, (got, want))) => format!("line {}:\n  got  {got}\n  want {want}", i + 1),
        None => format!("{} lines, want {}", got.lines().count(), want.lines().count()),
    })
}

#[test]
fn dis_equals_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dis");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".py").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 60);
    let mut failures = Vec::new();
    for name in names {
        let read = |suffix: &str| fs::read_to_string(folder.join(format!("{name}{suffix}"))).unwrap();
        let units = units_of(&name, &read(".py"));
        let texts: Vec<String> = units.iter().map(|u| dis_text(u, u.root, &DisOptions::default())).collect();
        let codes: Vec<String> = units
            .iter()
            .map(|unit| {
                let mut out = String::new();
                fields(unit, unit.root, unit.root_code().unwrap(), &mut out);
                out
            })
            .collect();
        // The last code object's fields end without the blank line's newline.
        let codes: Vec<&str> = codes.iter().map(|text| text.strip_suffix('\n').unwrap()).collect();
        for (kind, got) in [(".txt", texts.join("----\n")), (".code.txt", codes.join("----\n"))] {
            if let Some(difference) = first_difference(&got, &read(kind)) {
                failures.push(format!("{name}{kind} {difference}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Constants that an earlier code generator folded to other values, and a position that it ended too early.
#[test]
fn constants_and_places_are_cpythons() {
    let text = |source: &str, options: &DisOptions| {
        let unit = compile_unit(source.as_bytes(), "m.py", Mode::Exec, Options::default()).unwrap();
        dis_text(&unit, unit.root, options)
    };
    assert!(text("r = 1.5 - 0j\n", &DisOptions::default()).contains("((1.5-0j))"));
    assert!(text("r = 7.0 // 3.5\n", &DisOptions::default()).contains("(2.0)"));
    let positions = DisOptions { show_positions: true, ..DisOptions::default() };
    assert!(text("def g(): x = 1;\n", &positions).contains("1:0-1:15"));
}
