//! What the conformance program answered: how many results, which codes, and how many steps its scripts had.
//! Every case is put to it at once, so a case it cannot answer never gets out.

use crate::conformance::answer;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tercero::Hash;

/// Counts for the cases of one operation.
#[derive(Default)]
pub(crate) struct Seen {
    bytes: usize,
    ok: u64,
    refused: BTreeMap<String, u64>,
    steps: usize,
    refused_steps: BTreeMap<String, u64>,
}

impl Seen {
    /// Puts a case to the program, which must answer it with its id and a result or a code, and with `head` if that is known.
    pub(crate) fn add(&mut self, id: &str, line: &str, steps: usize, head: Option<Hash>) {
        let text = answer(line);
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert!(answer["id"] == id && !text.contains('\n'), "{line}\nis answered by {text}");
        if let Some(head) = head {
            assert_eq!(answer["ok"]["head"], head.to_string(), "{line}\nis answered by {text}");
        }
        let code = |refusal: &Value| refusal["code"].as_str().unwrap().to_owned();
        self.bytes += line.len() + 1;
        let Some(ok) = answer.get("ok") else {
            *self.refused.entry(code(&answer["error"])).or_default() += 1;
            return;
        };
        self.ok += 1;
        self.steps += steps;
        for refusal in ok["refusals"].as_array().into_iter().flatten() {
            *self.refused_steps.entry(code(refusal)).or_default() += 1;
        }
    }

    pub(crate) fn print(&self) {
        let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
        let cases = self.ok + sum(&self.refused);
        eprintln!("{cases} cases of {} bytes: {} with a result", self.bytes, self.ok);
        eprintln!(
            "{} refused, {} codes: {}",
            sum(&self.refused),
            self.refused.len(),
            json!(self.refused)
        );
        if self.steps > 0 {
            let refused = &self.refused_steps;
            eprintln!("{} steps, {} accepted", self.steps, self.steps as u64 - sum(refused));
            eprintln!("{} refused, {} codes: {}", sum(refused), refused.len(), json!(refused));
        }
    }
}
