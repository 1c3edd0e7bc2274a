//! What stays: ids that answer for ever, a chain that names its break, histories that a later version reads, and texts
//! that a host may erase. A thousand tiny releases are part of it.

use super::*;
use crate::support::{ESCROW, hours};
use std::path::Path;
use tercero::escrow::{CloseReason, MilestoneState, Phase};
use tercero::history::{Entry, History};
use tercero::{Escrow, Event, days, from_json, limits, to_json};

fn release(world: &World, amount: &str) -> Command {
    Command::ReleasePartial { milestone: milestone("m1"), amount: world.money(amount) }
}

/// Edge case 39: thousands of releases of a cent cost no cent, and the history has a limit for those who repeat themselves.
#[test]
fn e39_thousands_of_releases_of_a_cent_lose_nothing_and_end_somewhere() {
    let fees = five_percent().passing_on("30", "vera").unwrap();
    let mut world = delivered(goods().advisor("vera").fees(fees));
    let mut released = 0_i128;
    let refusal = loop {
        let cent = release(&world, "0.01");
        match world.by(Role::Buyer, cent) {
            Ok(_) => released += 1,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!(refusal.code, Code::LimitExceeded);
    assert!(world.escrow.version() >= limits::EVENTS);
    assert!(released > 1_000, "{released}");
    let owed = |world: &World, party: &str| {
        world.money(&world.balance(&format!("payable:{party}"))).minor()
    };
    let (platform, vera) = (owed(&world, "platform"), owed(&world, "vera"));
    assert_eq!(platform + vera, (released + 10) / 20, "five percent, rounded once");
    assert_eq!(platform + vera + owed(&world, "beto"), released);
    world.approve("m1");
    let end = ["platform", "vera", "beto"].map(|party| world.balance(&format!("payable:{party}")));
    assert_eq!(end, ["3.50", "1.50", "95.00"]);
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Completed));
    world.check();
}

/// Edge case 89: an id answers for ever with what it did first, and for nothing else.
#[test]
fn e89_an_id_gives_its_first_answer_years_later_and_to_nothing_else() {
    let mut world = delivered(goods());
    let ctx = world.context(Role::Buyer);
    let ten = release(&world, "10.00");
    let first = world.escrow.handle(&ten, &ctx).unwrap();
    assert!(!first.repeated);
    world.pass(days(730));
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    let (amount, twice) = (world.money("10.00"), world.money("20.00"));
    let stored = world.escrow.history().entries().to_vec();
    let mut replayed = Escrow::replay(stored).unwrap();
    for escrow in [&mut world.escrow, &mut replayed] {
        let before = escrow.clone();
        let later = tercero::Context { at: ctx.at.after(days(730)), ..ctx.clone() };
        let again = escrow.handle(&ten, &later).unwrap();
        assert!(again.repeated);
        assert_eq!(
            (again.first, again.last, &again.entries),
            (first.first, first.last, &first.entries)
        );
        let others = [
            Command::ReleasePartial { milestone: milestone("m1"), amount: twice },
            Command::RefundPartial { milestone: milestone("m1"), amount },
        ];
        for other in others {
            assert_eq!(escrow.handle(&other, &later).unwrap_err().code, Code::CommandIdReused);
        }
        assert_eq!(*escrow, before);
    }
}

/// Edge case 90: the first entry that was tampered with is named.
#[test]
fn e90_a_changed_entry_is_named() {
    let mut world = delivered(goods());
    world.approve("m1");
    let entries = world.escrow.history().entries().to_vec();
    assert_eq!(
        History::from_entries(History::new(ESCROW).checkpoint(), entries.clone()).verify().unwrap(),
        world.escrow.history().checkpoint()
    );
    for index in 0..entries.len() {
        let mut tampered = entries.clone();
        for entry in &mut tampered[index..] {
            let text = String::from_utf8(entry.bytes.clone()).unwrap();
            entry.bytes = text.replacen("2026", "2027", 1).into_bytes();
        }
        let history = History::from_entries(History::new(ESCROW).checkpoint(), tampered.clone());
        let refusal = history.verify().unwrap_err();
        assert_eq!(
            (refusal.code, refusal.field),
            (Code::HistoryBroken, Some(format!("entries[{index}]").into()))
        );
        let refusal = Escrow::replay(tampered).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.value),
            (Code::HistoryBroken, Some((index + 1).to_string()))
        );
    }
}

/// The life whose entries are kept in the file beside this one.
fn kept_life() -> World {
    let terms = goods().broker("bruno").advisor("vera").milestone("m2", "Another", "50.00");
    let broker = five_percent().named("broker").unwrap().paid_to("bruno").unwrap();
    let fees = five_percent().paid_by_both().taxed("21").unwrap();
    let mut world = World::funded(terms.fees(fees).fees(broker).build().unwrap());
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    world.refund("m2", "10.00");
    let open = world.dispute(Role::Buyer, "m2", "15.00", Reason::NotAsDescribed);
    world.by(Role::Seller, respond(open)).unwrap();
    world.pass(days(3));
    let offer = Command::Offer { case: open, to_buyer: world.money("5.00") };
    world.by(Role::Seller, offer).unwrap();
    world.by(Role::Buyer, Command::AcceptOffer { case: open, offer: 1 }).unwrap();
    world.settle_legs();
    world
}

/// Edge case 91: a history that was stored once is read by every later version, with the same state in the end.
///
/// The file is written anew, with `TERCERO_WRITE_HISTORY` set, only when the format changes on purpose.
#[test]
fn e91_a_stored_history_is_read_by_every_version() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lifecycle/stored.jsonl");
    if std::env::var_os("TERCERO_WRITE_HISTORY").is_some() {
        let world = kept_life();
        let lines =
            world.escrow.history().entries().iter().map(|entry| to_json(entry).unwrap() + "\n");
        std::fs::write(&file, lines.collect::<String>()).unwrap();
    }
    let text = std::fs::read_to_string(&file).unwrap();
    let entries: Vec<Entry> = text.lines().map(|line| from_json(line).unwrap()).collect();
    let head = entries.last().unwrap().hash;
    let accepted = entries.iter().find_map(|entry| match entry.body::<Event>().unwrap().event {
        Event::Agreed { terms_hash } => Some(terms_hash),
        _ => None,
    });
    let escrow = Escrow::replay(entries.clone()).unwrap();
    assert_eq!(escrow.history().checkpoint().hash, head);
    assert_eq!(Some(escrow.terms_hash()), accepted, "what was accepted still has its hash");
    let state = escrow.state();
    assert_eq!((state.phase(), state.close_reason()), (Phase::Closed, Some(CloseReason::Mixed)));
    let milestones: Vec<(String, MilestoneState, String, String)> = state
        .milestones()
        .iter()
        .map(|m| (m.id.to_string(), m.state, m.released.amount_text(), m.refunded.amount_text()))
        .collect();
    let line = |id: &str, state, released: &str, refunded: &str| {
        (id.to_owned(), state, released.to_owned(), refunded.to_owned())
    };
    let want = [
        line("m1", MilestoneState::Released, "100.00", "0.00"),
        line("m2", MilestoneState::Released, "25.00", "10.00"),
        line("m2-1", MilestoneState::Resolved, "10.00", "5.00"),
    ];
    assert_eq!(milestones, want);
    let mut legs: Vec<(String, i128)> = Vec::new();
    for leg in state.legs() {
        match legs.iter_mut().find(|(payee, _)| *payee == leg.payee.as_str()) {
            Some((_, sum)) => *sum += leg.amount.minor(),
            None => legs.push((leg.payee.to_string(), leg.amount.minor())),
        }
    }
    legs.sort();
    let want = [("ana", 1_545), ("beto", 12_416), ("bruno", 675), ("platform", 676), ("tax", 142)];
    assert_eq!(legs, want.map(|(payee, sum)| (payee.to_owned(), sum)));
    assert!(state.balances().is_empty());
    for (n, entry) in entries.iter().enumerate() {
        assert_eq!(
            to_json(&entry.body::<Event>().unwrap()).unwrap().into_bytes(),
            entry.bytes,
            "entry {n}"
        );
    }
}

/// Edge case 93: whoever has to forget a person forgets the texts; what is sealed never had them and still verifies.
#[test]
fn e93_erasing_a_text_leaves_the_chain_whole() {
    let text = "Ana Bella of 12 Elm Street says it is broken";
    let statement = digest(text);
    let mut world = delivered(goods());
    let dispute = Command::Dispute {
        milestone: milestone("m1"),
        case: case(1),
        amount: world.money("100.00"),
        reason: Reason::NotAsDescribed,
        statement,
    };
    world.by(Role::Buyer, dispute).unwrap();
    let head = world.escrow.history().checkpoint();
    world.wait(hours(1));
    world.by(Role::Seller, Command::AcceptClaim { case: case(1) }).unwrap();
    let sealed: Vec<String> = world
        .escrow
        .history()
        .entries()
        .iter()
        .map(|entry| String::from_utf8(entry.bytes.clone()).unwrap())
        .collect();
    for word in ["Elm", "Bella", "broken"] {
        assert!(sealed.iter().all(|bytes| !bytes.contains(word)), "{word}");
    }
    let trace = format!(r#"{{"length":{},"sha256":"{}"}}"#, text.len(), statement.sha256);
    assert_eq!(sealed.iter().filter(|bytes| bytes.contains(&trace)).count(), 1);
    let whole = world.escrow.history().verify_against(&head).unwrap();
    assert_eq!(whole, world.escrow.history().checkpoint());
    world.check();
}
