//! Snapshots: each can be recomputed from its file alone, says where it does not balance, and names the one before.

use super::*;
use tercero::Window;
use tercero::from_json;
use tercero::project::Snapshot;
use tercero::project::change_order::Change;
use tercero::project::costs::Category;

fn first() -> Snapshot {
    approved(offer()).project.approved().unwrap().clone()
}

#[track_caller]
fn unbalanced(change: impl FnOnce(&mut Snapshot), field: &str) {
    let mut snapshot = first();
    change(&mut snapshot);
    let file = to_json(&snapshot).unwrap();
    let refusal = from_json::<Snapshot>(&file).unwrap().verify().unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::SnapshotUnbalanced, Some(field)));
}

#[test]
fn a_snapshot_is_recomputed_from_its_file_alone() {
    let snapshot = first();
    let file = to_json(&snapshot).unwrap();
    let read: Snapshot = from_json(&file).unwrap();
    read.verify().unwrap();
    assert_eq!(read, snapshot);
    assert_eq!(read.hash().unwrap(), snapshot.hash().unwrap());
    assert_eq!(to_json(&read).unwrap(), file);
}

#[test]
fn an_edited_snapshot_says_which_figure_does_not_follow() {
    unbalanced(|snapshot| snapshot.engine = "another".to_owned(), "engine");
    unbalanced(|snapshot| snapshot.positions[0].capital = eur("40.01"), "positions");
    unbalanced(|snapshot| snapshot.positions[0].paid = eur("39.99"), "positions");
    unbalanced(|snapshot| snapshot.landed.total = eur("80.01"), "landed");
    unbalanced(|snapshot| snapshot.need.need = eur("80.01"), "need");
    unbalanced(|snapshot| snapshot.expected.profit = eur("20.01"), "expected");
    unbalanced(|snapshot| snapshot.expected.shares[1].profit = eur("10.01"), "expected");
    unbalanced(|snapshot| snapshot.quantities[0] = 9, "landed");
    unbalanced(|snapshot| snapshot.offer.costs[0].amount = eur("20.01"), "landed");
    unbalanced(|snapshot| snapshot.offer.margin = tercero::percent("26").unwrap(), "expected");
}

#[test]
fn the_text_of_a_snapshot_cannot_be_edited_either() {
    let file = to_json(&first()).unwrap();
    let edited = file.replacen("\"6.00\"", "\"7.00\"", 1);
    assert_ne!(edited, file, "the price of a lamp");
    let refusal = from_json::<Snapshot>(&edited).unwrap().verify().unwrap_err();
    assert_eq!(refusal.code, Code::SnapshotUnbalanced);
    let more = file.replacen("{", "{\"more\":1,", 1);
    assert!(from_json::<Snapshot>(&more).is_err(), "an unknown field");
    assert!(from_json::<Snapshot>(&file.replacen("\"6.00\"", "6.00", 1)).is_err(), "a number");
}

#[test]
fn every_change_order_adds_a_link() {
    let mut venture = working(offer());
    let mut hashes = vec![venture.project.approved().unwrap().hash().unwrap()];
    for n in 1..=3 {
        let line = support::project::cost(&format!("extra-{n}"), Category::Other, eur("0.50"));
        let change = Change {
            costs: vec![line],
            quantities: Vec::new(),
            delay: Window::ZERO,
            owner_bears: false,
        };
        let reason = digest("a little more");
        venture.by(Role::Owner, Command::ProposeChangeOrder { change, reason }).unwrap();
        let decide = Command::DecideChangeOrder { order: n, accept: true };
        venture.by(Role::Admin, decide).unwrap();
        let snapshot = venture.project.approved().unwrap();
        let file: Snapshot = from_json(&to_json(snapshot).unwrap()).unwrap();
        file.verify().unwrap();
        assert_eq!((file.version, &file.previous), (n + 1, hashes.last().unwrap()));
        hashes.push(file.hash().unwrap());
    }
    let frozen = venture.events();
    let chain: Vec<&Snapshot> = frozen
        .iter()
        .filter_map(|event| match event {
            Event::SnapshotFrozen { snapshot } => Some(&**snapshot),
            _ => None,
        })
        .collect();
    assert_eq!(chain.len(), 4);
    assert_eq!(chain[0].previous, tercero::Hash::ZERO);
    venture.check();
}

use super::support;
