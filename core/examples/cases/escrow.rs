//! Scripts of escrows: random terms, and commands that the tables allow as it stands, with a few that they do not.
//! A third of the scripts has a theme, a command that everybody gives whenever he can, so that rare rows fire too.

use crate::rows::Rows;
use crate::script::{Script, draft};
use crate::seed;
use crate::support::commands::{Choices, commands};
use crate::support::{START, at, name, party, reference};
use crate::terms::some_terms;
use serde_json::{Value, json};
use std::sync::LazyLock;
use tercero::aggregate::Aggregate;
use tercero::escrow::table::{On, rows as table};
use tercero::escrow::{CommandKind, State};
use tercero::{Command, Context, Escrow, EscrowId, Role, Terms, days};

/// How often a lawful command is looked for before any will do.
const TRIES: usize = 24;
/// Steps of a script about somebody who repeats himself for as long as he is let.
const STUBBORN: usize = 60;
/// What is refused when it was repeated often enough.
const REPEATABLE: [CommandKind; 5] = [
    CommandKind::AddEvidence,
    CommandKind::Offer,
    CommandKind::PayinStarted,
    CommandKind::Counter,
    CommandKind::ProposeExtension,
];

/// Counts for all rows of the tables.
pub(crate) fn rows() -> Rows<State> {
    Rows::new(|_, _| true)
}

/// The input of one case.
pub(crate) fn script(choices: &mut Choices, rows: &mut Rows<State>) -> Value {
    let mut terms = short_terms(choices);
    if choices.one_in(25) {
        spoil(&mut terms, choices);
    }
    let creator = match choices.below(24) {
        0 => *choices.of(&Role::ESCROW).unwrap(),
        1..=3 => Role::Admin,
        4..=8 => Role::Seller,
        _ => Role::Buyer,
    };
    let ctx = draft(at(START), party(name(creator)), creator);
    let id = EscrowId::parse("00000000-0000-4000-8000-000000000000").unwrap();
    let begun = serde_json::from_value::<Terms>(terms.clone())
        .ok()
        .and_then(|terms| Escrow::draft(id, terms, &ctx).ok());
    let Some(begun) = begun else {
        let propose = json!({
            "at": ctx.at,
            "actor": { "id": ctx.actor, "role": ctx.role },
            "id": ctx.command_id,
            "command": { "type": "propose" },
        });
        return json!({ "terms": terms, "steps": [propose] });
    };
    rows.begun(CommandKind::Create);
    let mut life = Life { script: Script::new(begun), theme: None };
    life.live(creator, choices);
    life.script.count(rows);
    let mut steps = life.script.steps();
    for step in &mut steps {
        if let Some(terms) = step.pointer_mut("/command/terms") {
            shorten(terms);
        }
    }
    json!({ "terms": terms, "steps": steps })
}

// Terms.

/// Random terms of the property tests, cut down: few milestones, fees and windows, and few who only look on.
fn short_terms(choices: &mut Choices) -> Value {
    loop {
        let mut terms = serde_json::to_value(seed::drawn(&some_terms(), choices)).unwrap();
        let lines = choices.below(3);
        let fees = terms["fees"].as_array_mut().unwrap();
        fees.truncate(lines);
        let paid = json!(fees).to_string();
        let milestones = *choices.of(&[1, 1, 1, 2, 3]).unwrap();
        for (field, most) in [("milestones", milestones), ("timers", 4)] {
            let list = terms[field].as_array_mut().unwrap();
            while list.len() > most {
                list.remove(choices.below(list.len()));
            }
        }
        let parties = terms["parties"].as_array_mut().unwrap();
        parties.retain(|party| {
            let takes_part = matches!(party["role"].as_str(), Some("buyer" | "seller"));
            takes_part || paid.contains(&party["id"].to_string()) || choices.one_in(4)
        });
        for party in parties.iter_mut().filter(|party| party["role"] == "advisor") {
            party["may_approve"] = json!(choices.one_in(2));
        }
        if serde_json::from_value::<Terms>(terms.clone()).is_ok() {
            return terms;
        }
    }
}

/// The windows of terms that name none.
static DEFAULTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let terms = Terms::builder("EUR").buyer("ana").seller("beto").milestone("m1", "Lamp", "1.00");
    let terms = serde_json::to_value(terms.build().unwrap()).unwrap();
    terms["timers"].as_array().unwrap().clone()
});

/// Leaves out windows that are as they would be anyway.
fn shorten(terms: &mut Value) {
    let timers = terms["timers"].as_array_mut().unwrap();
    timers.retain(|timer| !DEFAULTS.contains(timer));
}

/// Puts one thing into terms that makes no sense, or not there.
fn spoil(terms: &mut Value, choices: &mut Choices) {
    let amount = |amount: Value| json!({ "amount": amount, "currency": terms["currency"] });
    let fee = |line: Value| {
        let mut fee = json!({
            "id": "fee",
            "rule": { "tiers": [{ "rate": "0.1", "on": "whole" }] },
            "base": { "type": "price" },
            "payers": [{ "payer": "seller", "weight": "1" }],
            "payees": [{ "party": "platform", "weight": "1" }],
        });
        for (field, value) in line.as_object().unwrap() {
            fee[field] = value.clone();
        }
        fee
    };
    let tiers = |tiers: Value| fee(json!({ "rule": { "tiers": tiers } }));
    let hidden = fee(json!({ "id": "margin", "out_of": "fee", "hidden_from": ["seller"] }));
    let margin = json!({ "id": "margin", "out_of": "fee", "base": { "type": "line", "line": "fee" }, "rule": { "tiers": [{ "rate": "1.5", "on": "whole" }] } });
    let party = |id: &str, role: &str| json!({ "id": id, "role": role });
    let many: Vec<Value> = (0..17).map(|n| party(&format!("b{n}"), "broker")).collect();
    let wrongs = [
        ("/currency", json!("XXX")),
        ("/currency", json!("USD")),
        ("/parties/1", party("ana", "seller")),
        ("/parties/1", party("beto", "buyer")),
        ("/parties/1", party("beto", "broker")),
        ("/parties/1", party("beto", "clock")),
        ("/parties/1", party("platform", "seller")),
        ("/parties/1/id", json!("two words")),
        ("/parties", json!(many)),
        ("/milestones", json!([])),
        ("/milestones/0/title", json!("")),
        ("/milestones/0/title", json!("a\u{202e}b")),
        ("/milestones/0/id", json!("a".repeat(61))),
        ("/milestones/0/due", json!("tomorrow")),
        ("/milestones/0/inspection", json!(-1)),
        ("/milestones/0/amount", amount(json!("0"))),
        ("/milestones/0/amount", amount(json!("-1"))),
        ("/milestones/0/amount", amount(json!("1.00001"))),
        ("/milestones/0/amount", amount(json!("1e3"))),
        ("/milestones/0/amount", amount(json!(10))),
        ("/restocking", json!("1.01")),
        ("/restocking", json!("-0.1")),
        ("/timers", json!([{ "timer": "t_fund", "on_timeout": "refund" }])),
        ("/fees", json!([tiers(json!([{ "rate": "1.2", "on": "whole" }]))])),
        ("/fees", json!([tiers(json!([]))])),
        (
            "/fees",
            json!([tiers(
                json!([{ "rate": "1", "on": "slice", "up_to": "1" }, { "rate": "0", "on": "whole" }])
            )]),
        ),
        ("/fees", json!([fee(json!({ "payees": [] }))])),
        ("/fees", json!([fee(json!({ "payees": [{ "party": "platform", "weight": "0" }] }))])),
        ("/fees", json!([fee(json!({ "payees": [{ "party": "xavi", "weight": "1" }] }))])),
        ("/fees", json!([fee(json!({ "payees": [{ "party": "nobody", "weight": "1" }] }))])),
        ("/fees", json!([fee(json!({ "hidden_from": ["buyer", "seller"] }))])),
        ("/fees", json!([fee(json!({})), hidden])),
        ("/fees", json!([fee(json!({})), fee(margin)])),
        ("/liability", json!("nobody")),
    ];
    let (place, wrong) = choices.of(&wrongs).unwrap().clone();
    if let Some(here) = terms.pointer_mut(place) {
        *here = wrong;
    } else {
        terms["surprise"] = wrong;
    }
}

// Lives.

struct Life {
    script: Script<State>,
    theme: Option<CommandKind>,
}

impl Life {
    /// Begins with whoever drafted it, goes up to some state, and on from there at random.
    fn live(&mut self, creator: Role, choices: &mut Choices) {
        let stubborn = choices.one_in(100);
        self.theme = match choices.below(3) {
            _ if stubborn => choices.of(&REPEATABLE).copied(),
            0 => choices.of(CommandKind::ALL).copied(),
            _ => None,
        };
        let terms = self.script.state.agreement().terms.clone();
        let first = match choices.below(20) {
            0 => Command::Discard {},
            1 => Command::Edit { terms },
            _ => Command::Propose {},
        };
        self.give(creator, first);
        let start = choices.below(10);
        if start > 1 {
            self.agree();
        }
        if start > 3 {
            self.fund(choices);
        }
        let steps = match choices.below(6) {
            _ if stubborn => STUBBORN,
            0 => choices.below(24),
            _ => 2 + choices.below(6),
        };
        for _ in 0..steps {
            let next = self.script.state.deadlines().first().map(|deadline| deadline.at);
            self.script.pass(next, choices);
            self.step(choices);
        }
        if self.script.lags() {
            self.look();
        }
    }

    fn give(&mut self, role: Role, command: Command) {
        self.script.number();
        let ctx = self.script.context(party(name(role)), role);
        self.script.give(command, ctx).ok();
    }

    /// Everybody who must accepts.
    fn agree(&mut self) {
        let agreement = self.script.state.agreement().clone();
        let (terms_version, terms_hash) = (agreement.version, agreement.hash);
        for party in agreement.terms.parties().iter().filter(|party| party.must_accept) {
            if !self.script.state.accepted().contains(&party.id) {
                self.give(party.role, Command::Accept { terms_version, terms_hash });
            }
        }
    }

    /// Every milestone is paid, sometimes with money that may be held for a while only.
    fn fund(&mut self, choices: &mut Choices) {
        for milestone in self.script.state.milestones().to_vec() {
            let amount = self.script.state.due(&milestone).unwrap();
            let payin = reference(&format!("p{}", self.script.number()));
            let held = 1 + choices.below(20) as u32;
            let hold_until = choices.one_in(4).then(|| self.script.now.after(days(held)));
            let milestone = milestone.id;
            self.give(
                Role::Provider,
                Command::PayinCleared { milestone, payin, amount, hold_until },
            );
        }
    }

    /// The provider tells of a payment that never was, so that time has its say to the end.
    fn look(&mut self) {
        let milestone = self.script.state.milestones()[0].id.clone();
        self.give(Role::Provider, Command::PayinFailed { milestone, payin: reference("none") });
    }

    /// Gives one command, lawful in most cases.
    fn step(&mut self, choices: &mut Choices) {
        if choices.one_in(40) {
            return self.script.repeat(choices);
        }
        let number = self.script.number();
        let lawful = !choices.one_in(6);
        let (mut asked, mut chosen) = (Vec::new(), None);
        for attempt in 0..TRIES {
            if attempt % 4 == 0 {
                asked = self.asked(number, attempt < TRIES / 2, choices);
            }
            let Some(command) = choices.of(&asked) else { continue };
            let mut ctx = self.sent(command, choices);
            if !lawful {
                self.misuse(&mut ctx, choices);
            }
            let allowed = !lawful || self.script.state.decide(command, &ctx).is_ok();
            chosen = Some((command.clone(), ctx));
            if allowed {
                break;
            }
        }
        if let Some((command, ctx)) = chosen {
            self.script.give(command, ctx).ok();
        }
    }

    /// What could be asked now; only what the theme is, if there is a choice.
    fn asked(&self, number: u32, themed: bool, choices: &mut Choices) -> Vec<Command> {
        let mut asked = commands(&self.script.state, self.script.now, number, choices);
        let fits = |command: &Command| self.theme == Some(command.kind());
        if themed && asked.iter().any(fits) {
            asked.retain(fits);
        }
        asked
    }

    /// Sent by somebody whose role some row for the command names.
    fn sent(&self, command: &Command, choices: &mut Choices) -> Context {
        let rows = table().filter(|row| row.on == On::By(command.kind()));
        let roles: Vec<Role> = rows.flat_map(|row| row.who).copied().collect();
        let role = *choices.of(&roles).unwrap();
        let case = match command {
            Command::Rule { case, .. }
            | Command::Recuse { case }
            | Command::ProposeSettlement { case, .. } => self.script.state.case(case),
            _ => None,
        };
        let arbiter = case.and_then(|case| case.arbiter.clone()).filter(|_| role == Role::Arbiter);
        let ctx = self.script.context(arbiter.unwrap_or_else(|| party(name(role))), role);
        let second = (role == Role::Admin).then(|| party("carlos"));
        Context { seconded_by: second, ..ctx }
    }

    /// Somebody else than should, alone, with the same person twice, or at another time.
    fn misuse(&self, ctx: &mut Context, choices: &mut Choices) {
        match choices.below(10) {
            0..=2 => {
                ctx.role = *choices.of(&Role::ESCROW).unwrap();
                ctx.actor = party(name(ctx.role));
            }
            3 => ctx.actor = party("mallory"),
            4 => ctx.seconded_by = None,
            5 => ctx.seconded_by = Some(ctx.actor.clone()),
            6 => self.script.spoil(ctx, choices),
            _ => {}
        }
    }
}
