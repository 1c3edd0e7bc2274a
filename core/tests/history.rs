//! A stored history shows every later change: flipped bits, moved, missing and foreign entries, rewritten and cut tails.
//! Its bytes are canonical, keep no text of a person, and do not change from one version of the crate to the next.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

mod support;

use serde_json::Value;
use support::{World, digest, milestone, two_sides, worked_terms};
use tercero::escrow::Reason;
use tercero::history::{Checkpoint, Entry, History};
use tercero::{Code, Command, Escrow, EscrowId, Hash, Refusal, Role, days};

/// A life with a dispute, an approval by silence and payments: about forty entries.
fn lived() -> World {
    let mut world = World::agreed(worked_terms());
    world.pay("m1");
    world.pay("m2");
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    let case = world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    world.by(Role::Seller, Command::AcceptClaim { case }).unwrap();
    world.pass(days(3));
    assert!((35..=50).contains(&world.escrow.version()), "{}", world.escrow.version());
    world
}

fn base() -> Checkpoint {
    History::new(support::ESCROW).checkpoint()
}

fn verify(entries: Vec<Entry>) -> Result<Checkpoint, Refusal> {
    History::from_entries(base(), entries).verify()
}

/// The index of the entry that `verify` names.
fn broken_at(entries: Vec<Entry>) -> usize {
    broken_behind(&base(), entries)
}

/// The index of the entry that `verify` names in a history behind `before`.
fn broken_behind(before: &Checkpoint, entries: Vec<Entry>) -> usize {
    let refusal = History::from_entries(before.clone(), entries).verify().unwrap_err();
    assert_eq!(refusal.code, Code::HistoryBroken);
    let field = refusal.field.unwrap();
    let index = field.strip_prefix("entries[").unwrap().strip_suffix(']').unwrap();
    let index: usize = index.parse().unwrap();
    let version = before.version as usize + index + 1;
    assert_eq!(refusal.value.unwrap(), version.to_string());
    index
}

/// The chained hash as the specification writes it down.
fn chain(previous: Hash, bytes: &[u8]) -> Hash {
    let length = u64::try_from(bytes.len()).unwrap().to_be_bytes();
    Hash::of(&[b"tercero.entry.v1\0", previous.as_bytes(), &length, bytes])
}

/// The entries with all hashes from `from` on computed anew: what a forger who knows the format would store.
fn resealed(mut entries: Vec<Entry>, from: usize) -> Vec<Entry> {
    let mut previous = if from == 0 { Hash::ZERO } else { entries[from - 1].hash };
    for entry in &mut entries[from..] {
        entry.hash = chain(previous, &entry.bytes);
        previous = entry.hash;
    }
    entries
}

/// The entry with one text in its bytes replaced.
fn edited(entry: &Entry, from: &str, to: &str) -> Entry {
    let text = String::from_utf8(entry.bytes.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    Entry { bytes: text.replacen(from, to, 1).into_bytes(), ..entry.clone() }
}

#[test]
fn every_flipped_bit_is_found_and_named() {
    let entries = lived().escrow.history().entries().to_vec();
    let head = verify(entries.clone()).unwrap();
    assert_eq!(head.version as usize, entries.len());
    let mut befores = vec![base()];
    befores.extend(entries.iter().map(|e| Checkpoint {
        version: e.version,
        hash: e.hash,
        ..base()
    }));
    let (mut in_bytes, mut in_hashes, mut in_versions) = (0, 0, 0);
    for (index, entry) in entries.iter().enumerate() {
        for bit in 0..entry.bytes.len() * 8 {
            // One bit of each byte is looked for from the start, the others from the entry before.
            let start = if bit % 8 == 0 { 0 } else { index };
            let mut changed = entries[start..=index].to_vec();
            changed[index - start].bytes[bit / 8] ^= 1 << (bit % 8);
            let found = broken_behind(&befores[start], changed);
            assert_eq!(start + found, index, "bit {bit} of the bytes of entry {index}");
            in_bytes += 1;
        }
        for bit in 0..256 {
            let mut changed = entries.clone();
            let mut hash = *entry.hash.as_bytes();
            hash[bit / 8] ^= 1 << (bit % 8);
            changed[index].hash = Hash::from_bytes(hash);
            assert_eq!(broken_at(changed), index, "bit {bit} of the hash of entry {index}");
            in_hashes += 1;
        }
        for bit in 0..32 {
            let mut changed = entries.clone();
            changed[index].version ^= 1 << bit;
            assert_eq!(broken_at(changed), index, "bit {bit} of the version of entry {index}");
            in_versions += 1;
        }
    }
    println!(
        "{} entries: {in_bytes} bits of bytes, {in_hashes} of hashes, {in_versions} of versions",
        entries.len()
    );
}

#[test]
fn swapped_missing_and_doubled_entries_are_named() {
    let entries = lived().escrow.history().entries().to_vec();
    let last = entries.len() - 1;
    for index in 0..last {
        let mut swapped = entries.clone();
        swapped.swap(index, index + 1);
        assert_eq!(broken_at(swapped), index);
        let mut missing = entries.clone();
        missing.remove(index);
        assert_eq!(broken_at(missing), index);
    }
    for index in 0..=last {
        let mut doubled = entries.clone();
        doubled.insert(index, entries[index].clone());
        assert_eq!(broken_at(doubled), index + 1);
    }
}

#[test]
fn an_inserted_entry_breaks_the_next_one() {
    let entries = lived().escrow.history().entries().to_vec();
    for index in 1..entries.len() {
        let bytes = entries[0].bytes.clone();
        let hash = chain(entries[index - 1].hash, &bytes);
        let version = entries[index].version;
        let mut inserted = entries.clone();
        inserted.insert(index, Entry { version, hash, bytes });
        assert_eq!(broken_at(inserted), index, "it says that it is the first");
        let here = format!(r#""version":{version}}}"#);
        let mut forged = entries.clone();
        let forgery = edited(&entries[index - 1], &format!(r#""version":{index}}}"#), &here);
        let hash = chain(entries[index - 1].hash, &forgery.bytes);
        forged.insert(index, Entry { version, hash, ..forgery });
        assert_eq!(broken_at(forged), index + 1, "the one behind it no longer fits");
    }
}

#[test]
fn an_entry_of_another_stream_is_named_even_when_it_is_resealed() {
    let entries = lived().escrow.history().entries().to_vec();
    let other = "7d2f4c1e-0000-4000-8000-000000000002";
    for index in 0..entries.len() {
        let mut spliced = entries.clone();
        let mine = format!(r#""stream":"{}""#, support::ESCROW);
        spliced[index] = edited(&entries[index], &mine, &mine.replace(support::ESCROW, other));
        let unsealed = spliced.clone();
        assert_eq!(broken_at(unsealed), index);
        assert_eq!(broken_at(resealed(spliced, index)), index);
    }
}

#[test]
fn an_entry_of_another_schema_is_named() {
    let entries = lived().escrow.history().entries().to_vec();
    let mut foreign = entries.clone();
    foreign[7] = edited(&entries[7], r#""schema":1"#, r#""schema":2"#);
    assert_eq!(broken_at(resealed(foreign, 7)), 7);
    let mut garbage = entries;
    garbage[7].bytes = b"not an entry".to_vec();
    assert_eq!(broken_at(resealed(garbage, 7)), 7);
}

/// A rewritten or shortened history is consistent in itself; whoever holds a checkpoint sees the difference.
#[test]
fn a_held_checkpoint_shows_a_rewritten_and_a_cut_tail() {
    let world = lived();
    let entries = world.escrow.history().entries().to_vec();
    let held: Vec<Checkpoint> = entries
        .iter()
        .map(|entry| Checkpoint { version: entry.version, hash: entry.hash, ..base() })
        .collect();
    let whole = world.escrow.history();
    assert_eq!(whole.verify_against(&base()).unwrap(), whole.checkpoint());
    let first_released =
        world.events().iter().position(|event| matches!(event, tercero::Event::Released { .. }));
    let index = first_released.unwrap();
    let mut rewritten = entries.clone();
    rewritten[index] = edited(&entries[index], "3000.00", "3000.01");
    let rewritten = History::from_entries(base(), resealed(rewritten, index));
    rewritten.verify().unwrap();
    for (n, checkpoint) in held.iter().enumerate() {
        assert_eq!(whole.verify_against(checkpoint).unwrap(), whole.checkpoint());
        let shortened = History::from_entries(base(), entries[..n].to_vec());
        shortened.verify().unwrap();
        let refusal = shortened.verify_against(checkpoint).unwrap_err();
        assert_eq!(refusal.code, Code::HistoryBroken, "cut before {n}");
        assert_eq!(refusal.value.unwrap(), (n + 1).to_string());
        assert_eq!(rewritten.verify_against(checkpoint).is_ok(), n < index);
    }
    let foreign = Checkpoint { stream: "another".to_owned(), ..held[3].clone() };
    assert_eq!(whole.verify_against(&foreign).unwrap_err().code, Code::HistoryBroken);
}

#[test]
fn each_hash_is_the_one_the_specification_describes() {
    let entries = lived().escrow.history().entries().to_vec();
    assert_eq!(resealed(entries.clone(), 0), entries);
}

/// The same bytes in a row, cut into entries at other places, are another history.
#[test]
fn equal_concatenations_do_not_collide() {
    let heads: Vec<Hash> = [&["ab", "c"][..], &["a", "bc"], &["abc"], &["abc", ""]]
        .into_iter()
        .map(|parts| parts.iter().fold(Hash::ZERO, |head, part| chain(head, part.as_bytes())))
        .collect();
    for (n, head) in heads.iter().enumerate() {
        assert!(!heads[..n].contains(head), "{n}");
    }
    let entries = lived().escrow.history().entries().to_vec();
    let (first, second) = (&entries[0], &entries[1]);
    let together = Entry { bytes: [&first.bytes[..], &second.bytes].concat(), ..second.clone() };
    let version = Entry { version: 1, ..together };
    assert_eq!(broken_at(vec![version]), 0);
    let (one, rest) = second.bytes.split_at(1);
    let longer = Entry { bytes: [&first.bytes[..], one].concat(), ..first.clone() };
    let shorter = Entry { bytes: rest.to_vec(), ..second.clone() };
    assert_eq!(broken_at(vec![longer, shorter]), 0);
}

#[test]
fn a_broken_history_is_not_replayed() {
    let entries = lived().escrow.history().entries().to_vec();
    let refused = |entries: Vec<Entry>| {
        let refusal = Escrow::replay(entries).unwrap_err();
        (refusal.code, refusal.field.map(|field| field.to_string()))
    };
    assert_eq!(refused(Vec::new()), (Code::HistoryBroken, None));
    for index in 0..entries.len() {
        let named = (Code::HistoryBroken, Some(format!("entries[{index}]")));
        let mut flipped = entries.clone();
        let middle = flipped[index].bytes.len() / 2;
        flipped[index].bytes[middle] ^= 4;
        assert_eq!(refused(flipped), named);
        let mut garbage = entries.clone();
        garbage[index] = edited(&entries[index], r#""event":{"#, r#""event":{"more":1,"#);
        assert_eq!(refused(resealed(garbage, index)), named, "an event nobody knows");
    }
}

/// A forger who reseals everything still cannot make an event happen where it does not fit.
#[test]
fn a_resealed_event_that_fits_nowhere_is_named() {
    let world = lived();
    let entries = world.escrow.history().entries().to_vec();
    let at = |test: fn(&tercero::Event) -> bool| world.events().iter().position(test).unwrap();
    let released = at(|event| matches!(event, tercero::Event::Released { .. }));
    let mut forged = entries.clone();
    forged[released] = edited(&entries[released], r#""amount":"3000.00""#, r#""amount":"9000.00""#);
    let refusal = Escrow::replay(resealed(forged, released)).unwrap_err();
    assert_eq!(refusal.code, Code::HistoryBroken);
    assert_eq!(refusal.field.unwrap(), format!("entries[{released}]"));
}

#[test]
fn a_changed_snapshot_is_not_restored() {
    let world = lived();
    let snapshot = world.escrow.snapshot().unwrap();
    assert_eq!(Escrow::restore(&snapshot, Vec::new()).unwrap().state(), world.escrow.state());
    let mut richer = snapshot.clone();
    richer.state = richer.state.replacen("1000.00", "1000.01", 1);
    assert_eq!(Escrow::restore(&richer, Vec::new()).unwrap_err().code, Code::SnapshotInvalid);
    let mut elsewhere = snapshot.clone();
    elsewhere.checkpoint.version += 1;
    assert_eq!(Escrow::restore(&elsewhere, Vec::new()).unwrap_err().code, Code::SnapshotInvalid);
    let mut foreign = snapshot.clone();
    foreign.checkpoint.stream =
        EscrowId::parse("7d2f4c1e-0000-4000-8000-000000000002").unwrap().to_string();
    assert_eq!(Escrow::restore(&foreign, Vec::new()).unwrap_err().code, Code::SnapshotInvalid);
    let entries = world.escrow.history().entries().to_vec();
    let early = Escrow::replay(entries[..20].to_vec()).unwrap().snapshot().unwrap();
    let restored = Escrow::restore(&early, entries[20..].to_vec()).unwrap();
    assert_eq!(restored.state(), world.escrow.state());
    let mut flipped = entries[20..].to_vec();
    flipped[3].bytes[5] ^= 1;
    let refusal = Escrow::restore(&early, flipped).unwrap_err();
    assert_eq!(refusal.code, Code::HistoryBroken);
    assert_eq!(refusal.field.unwrap(), "entries[3]");
    assert_eq!(refusal.value.unwrap(), "24");
    let gap = Escrow::restore(&early, entries[21..].to_vec()).unwrap_err();
    assert_eq!((gap.code, gap.field.unwrap().as_ref()), (Code::HistoryBroken, "entries[0]"));
}

#[test]
fn a_resealed_tail_that_fits_nowhere_is_a_broken_history() {
    let entries = lived().escrow.history().entries().to_vec();
    let early = Escrow::replay(entries[..20].to_vec()).unwrap().snapshot().unwrap();
    let mut tail = entries;
    tail[25] = edited(&tail[25], r#""event":{"#, r#""event":{"more":1,"#);
    let tail = resealed(tail, 25)[20..].to_vec();
    let refusal = Escrow::restore(&early, tail).unwrap_err();
    assert_eq!(refusal.code, Code::HistoryBroken);
    assert_eq!(refusal.field.as_deref(), Some("entries[5]"));
}

/// RFC 8785, written a second time: keys in the order of their UTF-16 units, no spaces, numbers as they are.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort_by_key(|key| key.encode_utf16().collect::<Vec<u16>>());
            let member = |key: &String| format!("{}:{}", text(key), canonical(&members[key]));
            format!("{{{}}}", keys.into_iter().map(member).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        Value::String(string) => text(string),
        Value::Number(number) => number.as_u64().unwrap().to_string(),
        Value::Bool(true) => "true".to_owned(),
        Value::Bool(false) => "false".to_owned(),
        Value::Null => "null".to_owned(),
    }
}

fn text(string: &str) -> String {
    let mut quoted = String::from('"');
    for c in string.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[test]
fn the_bytes_are_their_own_canonical_form() {
    let title = r#"Cafetera "ñandú" \ 😀 ﬀ"#;
    let terms = two_sides().milestone("m1", title, "10.00").build().unwrap();
    let other = World::funded(terms);
    let entries = [lived(), other].map(|world| world.escrow.history().entries().to_vec()).concat();
    for entry in &entries {
        let bytes = String::from_utf8(entry.bytes.clone()).unwrap();
        let value: Value = serde_json::from_str(&bytes).unwrap();
        assert_eq!(canonical(&value), bytes);
        let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
        let want = [
            "actor",
            "command_id",
            "effective_at",
            "event",
            "fingerprint",
            "recorded_at",
            "role",
            "schema",
            "stream",
            "version",
        ];
        assert_eq!(keys, want);
    }
    assert!(
        String::from_utf8(entries[lived().escrow.history().entries().len()].bytes.clone())
            .unwrap()
            .contains(r#"Cafetera \"ñandú\" \\ 😀 ﬀ"#)
    );
}

/// A fixed small history. Whoever changes these bytes breaks every history that is stored anywhere.
#[test]
fn golden_history() {
    let terms = two_sides().milestone("m1", "Coffee machine", "10.00").build().unwrap();
    let mut world = World::agreed(terms);
    world.pay("m1");
    world.ship("m1");
    world.pass(days(30));
    let entries = world.escrow.history().entries();
    let shipped = &entries[9];
    let bytes = String::from_utf8(shipped.bytes.clone()).unwrap();
    let (fingerprint, rest) = bytes.split_once(r#""fingerprint":""#).unwrap();
    assert_eq!(
        fingerprint,
        concat!(
            r#"{"actor":"beto","command_id":"c0000000-0000-4000-8000-000000000004","#,
            r#""effective_at":"2026-03-01T09:00:00.000Z","#,
            r#""event":{"milestone":"m1","tracking":"parcel","type":"shipped"},"#
        )
    );
    let (fingerprint, rest) = rest.split_once('"').unwrap();
    assert_eq!(
        rest,
        concat!(
            r#","recorded_at":"2026-03-01T09:00:00.000Z","role":"seller","schema":1,"#,
            r#""stream":"7d2f4c1e-0000-4000-8000-000000000001","version":10}"#
        )
    );
    let signed = concat!(
        r#"{"actor":"beto","command":{"milestone":"m1","tracking":"parcel","type":"ship"},"#,
        r#""role":"seller","seconded_by":null}"#
    );
    assert_eq!(fingerprint, Hash::of(&[signed.as_bytes()]).to_string());
    let bytes: usize = entries.iter().map(|entry| entry.bytes.len()).sum();
    let head = world.escrow.history().checkpoint();
    assert_eq!((head.version, bytes), (11, 6477));
    // Computed from the stored bytes by another program in another language.
    let want = "72a307b77b1dfcf2e6b94dd307cec842ca7926ebacf114591f94e4968779fbee";
    assert_eq!(head.hash.to_string(), want);
}

/// The host may erase a statement, a reason or a file: the history never had more of it than digest and length.
#[test]
fn texts_enter_as_digest_and_length_only() {
    let secret = "the buyer lives at 12 Elm Street";
    let terms = two_sides()
        .arbiter("xavi")
        .milestone("m1", "Design", "10.00")
        .kind(tercero::escrow::terms::Kind::Service)
        .build()
        .unwrap();
    let mut world = World::funded(terms);
    let (milestone, parcel) = (milestone("m1"), digest(secret));
    let by = |world: &mut World, role, command| world.by(role, command).unwrap();
    by(&mut world, Role::Seller, Command::Submit { milestone: milestone.clone(), proof: parcel });
    let reason = digest(secret);
    by(&mut world, Role::Buyer, Command::RequestChanges { milestone: milestone.clone(), reason });
    let case = support::case(1);
    let dispute = Command::Dispute {
        milestone,
        case,
        amount: world.money("10.00"),
        reason: Reason::NotCompleted,
        statement: digest(secret),
    };
    by(&mut world, Role::Buyer, dispute);
    by(&mut world, Role::Seller, Command::AddEvidence { case, evidence: digest(secret) });
    let answer = Command::Respond { case, statement: digest(secret), offer: None };
    by(&mut world, Role::Seller, answer);
    world.pass(days(14));
    world.pass(days(30));
    let to_buyer = world.money("5.00");
    by(&mut world, Role::Arbiter, Command::Rule { case, to_buyer, reason: digest(secret) });
    let kept = concat!(
        r#"{"length":32,"sha256":""#,
        "e2e53d2551193145f4d478d2054fbe0018ccb991b4579c8055962dd592d6fbee",
        r#""}"#
    );
    let entries = world.escrow.history().entries();
    let texts = entries.iter().map(|entry| String::from_utf8(entry.bytes.clone()).unwrap());
    let with_digest = texts.filter(|text| {
        assert!(!text.contains("Elm Street"));
        text.contains(kept)
    });
    assert_eq!(with_digest.count(), 6);
    world.escrow.history().verify().unwrap();
}
