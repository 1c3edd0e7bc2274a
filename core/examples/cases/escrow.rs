//! Scripts of escrows: random terms, a part of a straight way, and whatever could be asked for from there.
//! The ways lead to where chance alone seldom comes: into mediation, to goods on their way back, to other terms.

use crate::rows::Rows;
use crate::script::{Input, Script, draft};
use crate::seed;
use crate::support::commands::{Choices, commands, overlay_commands};
use crate::support::{START, at, case, digest, name, party, reference};
use crate::terms::some_terms;
use serde_json::{Value, json};
use std::sync::LazyLock;
use tercero::escrow::table::{On, rows as table};
use tercero::escrow::terms::Kind;
use tercero::escrow::{CommandKind, HoldKind, Milestone, OnExpiry, Phase, Reason, State};
use tercero::{Command, Context, Escrow, EscrowId, Money, Refusal, Role, Terms, Timestamp, days};

/// Counts for all rows of the tables.
pub(crate) fn rows() -> Rows<State> {
    Rows::new(|_, _| true)
}

/// The input of one case.
pub(crate) fn script(choices: &mut Choices, rows: &mut Rows<State>) -> Input {
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
        return Input { value: json!({ "terms": terms, "steps": [propose] }), head: None };
    };
    rows.begun(CommandKind::Create);
    let mut life = Life { script: Script::new(begun) };
    life.live(creator, choices);
    life.script.count(rows);
    let mut steps = life.script.steps();
    for step in &mut steps {
        if let Some(terms) = step.pointer_mut("/command/terms") {
            shorten(terms);
        }
    }
    Input { value: json!({ "terms": terms, "steps": steps }), head: Some(life.script.head()) }
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
        let list = terms["milestones"].as_array_mut().unwrap();
        while list.len() > milestones {
            list.remove(choices.below(list.len()));
        }
        // Without a word there is nothing between approval and release, and no appeal.
        let timers = terms["timers"].as_array_mut().unwrap();
        timers.retain(|timer| {
            let often = matches!(timer["timer"].as_str(), Some("t_clear" | "t_appeal"));
            choices.below(8) < if often { 6 } else { 1 }
        });
        terms["dispute_after_approval"] = json!(choices.one_in(2));
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

/// Puts one thing into terms that is seldom there, mostly because it makes no sense.
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
    let dear = fee(json!({
        "rule": { "tiers": [{ "rate": "1.2", "on": "whole" }] },
        "reject_at_quote": true,
    }));
    let slice = json!({ "rate": "1", "on": "slice", "up_to": "1" });
    let tiers = |tiers: Value| fee(json!({ "rule": { "tiers": tiers } }));
    let margin = |rate: &str, hidden: Value| {
        fee(json!({
            "id": "margin",
            "rule": { "tiers": [{ "rate": rate, "on": "whole" }] },
            "base": { "type": "line", "line": "fee" },
            "payers": [],
            "out_of": "fee",
            "hidden_from": hidden,
        }))
    };
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
        ("/fees", json!([dear])),
        ("/fees", json!([tiers(json!([]))])),
        ("/fees", json!([tiers(json!([slice, { "rate": "0", "on": "whole" }]))])),
        ("/fees", json!([fee(json!({ "payees": [] }))])),
        ("/fees", json!([fee(json!({ "payees": [{ "party": "platform", "weight": "0" }] }))])),
        ("/fees", json!([fee(json!({ "payees": [{ "party": "xavi", "weight": "1" }] }))])),
        ("/fees", json!([fee(json!({ "payees": [{ "party": "nobody", "weight": "1" }] }))])),
        ("/fees", json!([fee(json!({ "hidden_from": ["buyer", "seller"] }))])),
        ("/fees", json!([fee(json!({})), margin("0.3", json!(["buyer", "seller"]))])),
        ("/fees", json!([fee(json!({})), margin("1", json!([]))])),
        ("/fees", json!([margin("0.3", json!([])), fee(json!({}))])),
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
}

impl Life {
    /// Begins with whoever drafted it, goes up to some state, and on from there at random.
    fn live(&mut self, creator: Role, choices: &mut Choices) {
        let terms = self.script.state.agreement().terms.clone();
        let first = match choices.below(30) {
            0 => Command::Discard {},
            1 => Command::Edit { terms },
            _ => Command::Propose {},
        };
        self.give(creator, first).ok();
        let start = choices.below(12);
        if start > 1 {
            self.agree();
        }
        let insists = choices.one_in(200);
        if start > if insists { 5 } else { 2 } {
            self.fund(choices);
        }
        if insists {
            self.insist(choices);
        } else if choices.one_in(2) {
            self.straight(choices);
        }
        let steps = if choices.one_in(8) { choices.below(20) } else { 1 + choices.below(6) };
        for _ in 0..steps {
            let next = self.script.state.deadlines().first().map(|deadline| deadline.at);
            self.script.pass(next, choices);
            self.script.step(drawn, choices);
        }
        if self.script.lags() {
            self.look();
        }
    }

    fn give(&mut self, role: Role, command: Command) -> Result<(), Refusal> {
        self.script.number();
        let ctx = sent(&self.script, role, &command);
        self.script.give(command, ctx)
    }

    /// Everybody who must accepts.
    fn agree(&mut self) {
        let agreement = self.script.state.agreement().clone();
        let (terms_version, terms_hash) = (agreement.version, agreement.hash);
        for party in agreement.terms.parties().iter().filter(|party| party.must_accept) {
            if !self.script.state.accepted().contains(&party.id) {
                self.give(party.role, Command::Accept { terms_version, terms_hash }).ok();
            }
        }
    }

    /// The milestones are paid, mostly at once and in full, sometimes with money that may be held for a while only.
    fn fund(&mut self, choices: &mut Choices) {
        for milestone in self.script.state.milestones().to_vec() {
            let due = self.script.state.due(&milestone).unwrap();
            let half = Money::from_minor(due.minor() / 2, due.currency()).unwrap();
            let amount = if choices.one_in(10) { half } else { due };
            if amount.is_positive() {
                let payin = reference(&format!("p{}", self.script.number()));
                let until = self.script.now.after(days(2 + choices.below(9) as u32));
                let hold_until = choices.one_in(4).then_some(until);
                let milestone = milestone.id;
                let cleared = Command::PayinCleared { milestone, payin, amount, hold_until };
                self.give(Role::Provider, cleared).ok();
            }
        }
    }

    /// Goes a part of one of the straight ways.
    fn straight(&mut self, choices: &mut Choices) {
        let milestone = choices.of(self.script.state.milestones()).unwrap().clone();
        let way = match choices.below(10) {
            0..=2 => dispute(&milestone, choices),
            3 | 4 => self.goods_back(&milestone, choices),
            5 | 6 => self.work(&milestone),
            7 => held(&milestone, self.script.now),
            _ => self.change(choices),
        };
        let whole = way.len().max(1);
        let part = if choices.one_in(2) { whole } else { 1 + choices.below(whole) };
        for (wait, role, command) in way.into_iter().take(part) {
            self.script.wait(self.script.now.after(days(wait)));
            if self.give(role, command).is_err() {
                return;
            }
        }
        if choices.one_in(3) {
            self.fund(choices);
        }
    }

    /// Somebody proposes other terms, or to cancel, and the others agree.
    fn change(&self, choices: &mut Choices) -> Vec<Step> {
        let mut asked = Vec::new();
        while !asked.iter().any(|command| matches!(command, Command::ProposeAmendment { .. })) {
            asked.clear();
            overlay_commands(&self.script.state, choices, &mut asked);
        }
        let proposes = |command: &Command| {
            matches!(command, Command::ProposeAmendment { .. } | Command::ProposeCancel { .. })
        };
        asked.retain(proposes);
        let proposal = 1 + self.script.state.proposals().len() as u32;
        let parties = self.script.state.agreement().terms.parties().iter();
        let others = parties.map(|party| party.role).filter(|role| *role != Role::Seller);
        let agree = others.map(|role| (0, role, Command::AcceptProposal { proposal }));
        [(0, Role::Seller, choices.of(&asked).unwrap().clone())].into_iter().chain(agree).collect()
    }

    /// Somebody repeats himself until he is not let any more.
    fn insist(&mut self, choices: &mut Choices) {
        let milestone = self.script.state.milestones()[0].clone();
        for (_, role, command) in dispute(&milestone, choices).into_iter().take(2) {
            self.give(role, command).ok();
        }
        let (case, to_buyer) = (case(1), Money::zero(milestone.amount.currency()));
        let (terms, evidence) = (self.script.state.agreement().terms.clone(), digest("more"));
        let (role, again) = match self.script.state.phase() {
            Phase::Proposed => (Role::Buyer, Command::Counter { terms }),
            Phase::Agreed => return self.pay_in_vain(),
            _ if choices.one_in(2) => (Role::Seller, Command::AddEvidence { case, evidence }),
            _ => (Role::Seller, Command::Offer { case, to_buyer }),
        };
        while self.give(role, again.clone()).is_ok() {}
    }

    /// The buyer starts payments of which none comes in, until he is not let any more.
    fn pay_in_vain(&mut self) {
        let (id, terms_hash) =
            (&self.script.state.milestones()[0].id, self.script.state.agreement().hash);
        let milestone = id.clone();
        for n in 0.. {
            let (payin, expires_at) = (reference(&format!("v{n}")), self.script.now.after(days(1)));
            let started = Command::PayinStarted {
                milestone: milestone.clone(),
                payin: payin.clone(),
                expires_at,
                terms_hash,
            };
            let failed = Command::PayinFailed { milestone: milestone.clone(), payin };
            let given = self.give(Role::Buyer, started);
            if given.and_then(|()| self.give(Role::Provider, failed)).is_err() {
                return;
            }
        }
    }

    /// Goods that arrive, are sent back and are back.
    fn goods_back(&self, about: &Milestone, choices: &mut Choices) -> Vec<Step> {
        let id = || about.id.clone();
        let (amount, reason, tracking) = (about.amount, digest("broken"), reference("back"));
        let last = match choices.below(2) {
            0 => Command::AcceptReturn { milestone: id() },
            _ => Command::ContestReturn { milestone: id(), statement: reason },
        };
        let mut way = self.arrival(about);
        way.push((0, Role::Buyer, Command::RejectReturn { milestone: id(), amount, reason }));
        way.push((1, Role::Buyer, Command::ShipReturn { milestone: id(), tracking }));
        way.push((1, Role::Carrier, Command::ReturnDelivered { milestone: id() }));
        way.push((0, Role::Seller, last));
        way
    }

    /// Goods or work that the buyer approves.
    fn work(&self, about: &Milestone) -> Vec<Step> {
        let mut way = self.arrival(about);
        way.push((0, Role::Buyer, Command::Approve { milestone: about.id.clone() }));
        way
    }

    /// Goods or work on their way to the buyer.
    fn arrival(&self, about: &Milestone) -> Vec<Step> {
        let id = || about.id.clone();
        let (tracking, proof) = (reference("parcel"), digest("work"));
        if self.script.state.agreement().terms.milestones()[about.place()].kind != Kind::Goods {
            return vec![(0, Role::Seller, Command::Submit { milestone: id(), proof })];
        }
        vec![
            (0, Role::Seller, Command::Ship { milestone: id(), tracking }),
            (1, Role::Carrier, Command::Delivered { milestone: id(), occurred_at: None }),
        ]
    }

    /// The provider tells of a payment that never was, so that time has its say to the end.
    fn look(&mut self) {
        let milestone = self.script.state.milestones()[0].id.clone();
        let failed = Command::PayinFailed { milestone, payin: reference("none") };
        self.give(Role::Provider, failed).unwrap();
    }
}

/// So many days later somebody gives a command.
type Step = (u32, Role, Command);

/// A dispute that is answered and settled, at once or by mediation.
fn dispute(about: &Milestone, choices: &mut Choices) -> Vec<Step> {
    let (case, statement) = (case(1), digest("statement"));
    let half = Money::from_minor(about.amount.minor() / 2, about.amount.currency()).unwrap();
    let amount = *choices.of(&[about.amount, half]).unwrap();
    let (milestone, reason) = (about.id.clone(), Reason::Late);
    let offer = choices.one_in(2).then_some(half);
    let goes_on = match offer {
        Some(_) if choices.one_in(2) => Command::AcceptOffer { case, offer: 1 },
        _ => Command::Escalate { case },
    };
    let last = *choices.of(&[Role::Seller, Role::Admin]).unwrap();
    vec![
        (0, Role::Buyer, Command::Dispute { milestone, case, amount, reason, statement }),
        (0, Role::Seller, Command::Respond { case, statement, offer }),
        (3, Role::Buyer, goes_on),
        (0, Role::Admin, Command::ProposeSettlement { case, to_buyer: half }),
        (0, Role::Buyer, Command::AcceptSettlement { case, proposal: 1 }),
        (0, last, Command::AcceptSettlement { case, proposal: 1 }),
    ]
}

/// A milestone that staff hold, and the buyer wants to release.
fn held(about: &Milestone, now: Timestamp) -> Vec<Step> {
    let (milestone, reason) = (about.id.clone(), digest("risk"));
    let hold = Command::PlaceHold {
        milestone: milestone.clone(),
        hold: reference("hold"),
        kind: HoldKind::Risk,
        reason,
        expires_at: now.after(days(2)),
        on_expiry: OnExpiry::Lift,
    };
    let release = Command::ReleasePartial { milestone, amount: about.amount };
    vec![(0, Role::Admin, hold), (0, Role::Buyer, release)]
}

/// Something that could be asked now, by somebody whose role some row for it names.
fn drawn(script: &Script<State>, number: u32, choices: &mut Choices) -> (Command, Context) {
    let asked = loop {
        let asked = commands(&script.state, script.now, number, choices);
        if !asked.is_empty() {
            break asked;
        }
    };
    let command = choices.of(&asked).unwrap().clone();
    let rows = table().filter(|row| row.on == On::By(command.kind()));
    let roles: Vec<Role> = rows.flat_map(|row| row.who).copied().collect();
    let ctx = sent(script, *choices.of(&roles).unwrap(), &command);
    (command, ctx)
}

/// Sent by whoever plays the role: in a case by the arbiter it was given to, and by staff never alone.
fn sent(script: &Script<State>, role: Role, command: &Command) -> Context {
    let case = match command {
        Command::Rule { case, .. }
        | Command::Recuse { case }
        | Command::ProposeSettlement { case, .. } => script.state.case(case),
        _ => None,
    };
    let arbiter = case.and_then(|case| case.arbiter.clone()).filter(|_| role == Role::Arbiter);
    let ctx = script.context(arbiter.unwrap_or_else(|| party(name(role))), role);
    Context { seconded_by: (role == Role::Admin).then(|| party("carlos")), ..ctx }
}
