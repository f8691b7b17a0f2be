//! Prints the programs of all seeds, with a NUL behind each; or that of the seed that is given.
//! After the word `nested`: those that are only compiled.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if std::env::args().nth(1).as_deref() == Some("nested") {
        let given = std::env::args().nth(2).and_then(|seed| seed.parse().ok());
        if let Some(seed) = given {
            return out.write_all(pyvarium_random_python::nested_program(seed).as_bytes());
        }
        for seed in 0..pyvarium_random_python::N_NESTED {
            out.write_all(pyvarium_random_python::nested_program(seed).as_bytes())?;
            out.write_all(b"\0")?;
        }
        return Ok(());
    }
    match std::env::args().nth(1).and_then(|seed| seed.parse().ok()) {
        Some(seed) => out.write_all(pyvarium_random_python::program(seed).as_bytes()),
        None => {
            for seed in 0..pyvarium_random_python::N_SEEDS {
                // An empty text stands for a seed that is passed over.
                if !pyvarium_random_python::SKIPPED.contains(&seed) {
                    out.write_all(pyvarium_random_python::program(seed).as_bytes())?;
                }
                out.write_all(b"\0")?;
            }
            Ok(())
        }
    }
}
