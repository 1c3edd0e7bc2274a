//! The edge cases and the museum are complete: each number has its line in the document, and each line its test.
//! A test that is named there exists and runs, and a test that is numbered here is named there.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how much it compared"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A line of one of the two tables.
#[derive(Debug)]
struct Line {
    number: u32,
    /// What stands in backquotes in the last column and looks like the name of a test.
    tests: Vec<String>,
    /// The last column without them.
    says: String,
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Reads the table under `heading` of the document.
fn table(document: &str, heading: &str) -> Vec<Line> {
    let section = document.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 4, "four columns: {row}");
        assert!(cells[1..].iter().all(|cell| !cell.is_empty()), "an empty cell: {row}");
        let tests = cells[3].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let says: String = cells[3].split('`').step_by(2).collect();
        let number = cells[0].parse().unwrap();
        Line { number, tests, says: says.replace(',', "") }
    })
    .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Whether a line is an attribute that makes a test of the function below it.
fn is_test(line: &str) -> bool {
    line == "#[test]" || line.starts_with("#[tokio::test")
}

/// All test functions with the file each is in. A test that is ignored is none.
fn tests() -> BTreeMap<String, Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in ["core/tests", "reference-server/tests"] {
        sources(&workspace().join(folder), &mut files);
    }
    let mut tests: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut attributes: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[") || line.starts_with("//") {
                attributes.push(line);
                continue;
            }
            let header = line.trim_start_matches("pub(crate) ").trim_start_matches("async ");
            if let Some((name, _)) =
                header.strip_prefix("fn ").and_then(|rest| rest.split_once('('))
            {
                let ignored = attributes.iter().any(|line| line.starts_with("#[ignore"));
                if attributes.iter().any(|line| is_test(line)) && !ignored {
                    tests.entry(name.to_owned()).or_default().push(file.clone());
                }
            }
            attributes.clear();
        }
    }
    tests
}

/// The numbers a test bears in its name: `e38_e54_only_what` bears 38 and 54.
fn numbers(name: &str, letter: char) -> Vec<u32> {
    let number = |part: &str| {
        let digits = part.strip_prefix(letter)?;
        let plain = !digits.is_empty()
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().unwrap())
    };
    name.split('_').map_while(number).collect()
}

/// Compares one table with the tests; `of` says which test functions bear its numbers.
fn compare(heading: &str, letter: char, last: u32, of: impl Fn(&Path) -> bool) -> (usize, usize) {
    let document = std::fs::read_to_string(workspace().join("docs/edge-cases.md")).unwrap();
    let lines = table(&document, heading);
    let found: Vec<u32> = lines.iter().map(|line| line.number).collect();
    assert_eq!(found, (1..=last).collect::<Vec<u32>>(), "the numbers of «{heading}»");
    let tests = tests();
    let mut named: BTreeSet<(u32, &str)> = BTreeSet::new();
    for line in &lines {
        let number = line.number;
        assert!(
            !line.tests.is_empty() || line.says.len() > 20,
            "{letter}{number} has neither a test nor a reason"
        );
        for name in &line.tests {
            assert!(tests.contains_key(name), "{letter}{number}: there is no test `{name}`");
            named.insert((number, name));
        }
    }
    for (name, files) in &tests {
        if !files.iter().any(|file| of(file)) {
            continue;
        }
        for number in numbers(name, letter) {
            assert!(
                named.contains(&(number, name)),
                "`{name}` is not in the line of {letter}{number}"
            );
        }
    }
    let with_tests = lines.iter().filter(|line| !line.tests.is_empty()).count();
    (with_tests, lines.len() - with_tests)
}

#[test]
fn every_edge_case_has_its_line_and_every_line_its_test() {
    let (tested, elsewhere) = compare("Edge cases", 'e', 96, |_| true);
    println!("96 edge cases: {tested} with tests, {elsewhere} elsewhere");
}

/// Rows of the tables have numbers with an `m`, too; the museum is in files of its own.
#[test]
fn every_bug_of_the_museum_has_its_line_and_every_line_its_test() {
    let museum = |file: &Path| file.file_name().is_some_and(|name| name == "museum.rs");
    let (tested, elsewhere) = compare("The museum", 'm', 27, museum);
    println!("27 bugs: {tested} with tests, {elsewhere} elsewhere");
}
