//! Scripts of projects: random offers, the straight way up to some state, and whatever could be asked for from there.
//! Many then take a part of the straight way to an end, so that no state is too far away for a short script.

use crate::asks::{Asked, by, some_command};
use crate::courses::{Player, end, grow};
use crate::offers::some_offer;
use crate::rows::Rows;
use crate::script::{Input, Script, draft};
use crate::support::commands::Choices;
use crate::support::{START, at, digest, party, reference};
use serde_json::{Value, json};
use tercero::journal::Account;
use tercero::project::command::Identity;
use tercero::project::profile::{Person, TaxProfile};
use tercero::project::{
    Command, CommandKind, Event, Offer, Project, ProjectState, RequestStatus, State, Timer,
};
use tercero::{Context, ProjectId, Refusal, Role, Timestamp, Window};

/// Steps after which a script goes no further.
const LONG: usize = 40;

/// Where scripts go first, and where many of them go then.
const GOALS: [ProjectState; 13] = [
    ProjectState::Draft,
    ProjectState::Published,
    ProjectState::Funding,
    ProjectState::Funding,
    ProjectState::Funding,
    ProjectState::FullyFunded,
    ProjectState::FullyFunded,
    ProjectState::ReadyForApproval,
    ProjectState::Approved,
    ProjectState::Approved,
    ProjectState::InExecution,
    ProjectState::InExecution,
    ProjectState::InExecution,
];
const ENDS: [ProjectState; 4] = [
    ProjectState::Completed,
    ProjectState::Completed,
    ProjectState::Settled,
    ProjectState::Cancelled,
];

/// What the table allows the owner and time has always done before: both open the round under the same conditions.
pub(crate) const OVERTAKEN: &str = "T05 By(OpenFunding)";

/// Counts for all rows of the tables. Some are told by what they make: two that differ in nothing but their guards, and
/// one that comes along with another only if there is too much.
pub(crate) fn rows() -> Rows<State> {
    Rows::new(|row, event| {
        let charges = row.guards.iter().any(|guard| guard.name == "the owner bears more");
        match row.id {
            "T28" => charges == matches!(event, Event::OwnerCharged { .. }),
            "R12" => matches!(event, Event::ScaleBackApplied { .. }),
            _ => true,
        }
    })
}

/// The input of one case.
pub(crate) fn script(choices: &mut Choices, rows: &mut Rows<State>) -> Input {
    // Before a certain day no regulation has any figures.
    let start = at(if choices.one_in(50) { "2019-03-01T09:00:00.000Z" } else { START });
    let mut offer = json!(short_offer(start, choices));
    if choices.one_in(25) {
        spoil(&mut offer, choices);
    }
    let parsed = serde_json::from_value::<Offer>(offer.clone()).ok();
    let begun = parsed.and_then(|offer| {
        let ctx = draft(start, offer.owner.clone(), Role::Owner);
        let id = ProjectId::parse("00000000-0000-4000-8000-000000000000").unwrap();
        Project::create(id, offer, Identity::Basic, &ctx).ok()
    });
    let Some(begun) = begun else {
        let publish = json!({
            "at": start,
            "actor": { "id": "oscar", "role": "owner" },
            "id": "d0000000-0000-4000-8000-000000000001",
            "command": { "type": "publish_project" },
        });
        return Input { value: json!({ "offer": offer, "steps": [publish] }), head: None };
    };
    rows.begun(CommandKind::CreateProject);
    let mut life = Life { script: Script::new(begun) };
    life.live(choices);
    life.script.count(rows);
    let value = json!({ "offer": offer, "steps": life.script.steps() });
    Input { value, head: Some(life.script.head()) }
}

// Offers.

/// One of a few random offers of the property tests: the shortest, first of those that one investor can fill.
fn short_offer(start: Timestamp, choices: &mut Choices) -> Offer {
    let offers: Vec<Offer> = (0..4).map(|_| some_offer(start, choices)).collect();
    let rank = |offer: &Offer| {
        let many = offer.round.max_per_investor < offer.round.hard_cap;
        (many || offer.round.step.minor() > 1, json!(offer).to_string().len())
    };
    offers.into_iter().min_by_key(rank).unwrap()
}

/// Puts one thing into an offer that makes no sense, at the latest when it is published.
fn spoil(offer: &mut Value, choices: &mut Choices) {
    let tiers = |tiers: Value| json!({ "type": "waterfall", "basis": "european", "tiers": tiers });
    let split = json!({ "type": "split", "owner": "0.2" });
    let capital = json!({ "type": "return_of_capital" });
    let preferred = json!({
        "type": "preferred",
        "rate": "0.08",
        "compounding": "simple",
        "day_count": "act360",
        "days": null,
    });
    let slow = json!({ "type": "catch_up", "speed": "0.2", "target": "0.2" });
    let timer = json!({ "timer": "t_cooling_off", "window": 1 });
    let amount = &offer["contingency"];
    let cost = |method: Value| {
        json!([{
            "id": "odd",
            "category": "other",
            "phase": "estimated",
            "amount": amount,
            "method": method,
        }])
    };
    let wrongs = [
        ("/owner", json!("clock")),
        ("/owner", json!("two words")),
        ("/title", json!("")),
        ("/title", json!("a\u{202e}b")),
        ("/kinds", json!([])),
        ("/kinds", json!(["owner"])),
        ("/deadline", json!(START)),
        ("/opens_at", json!("tomorrow")),
        ("/contingency/amount", json!("1")),
        ("/warnings", json!(null)),
        ("/min_window", json!(6_000_000)),
        ("/costs", cost(json!({ "type": "manual", "weights": [] }))),
        ("/costs", cost(json!({ "type": "direct", "product": "nothing" }))),
        ("/contingency/amount", json!("-1")),
        ("/contingency/amount", json!("1.00001")),
        ("/contingency/amount", json!("1e3")),
        ("/contingency/amount", json!(10)),
        ("/contingency/currency", json!("CHF")),
        ("/contingency/currency", json!("XXX")),
        ("/round/step/amount", json!("0")),
        ("/round/target/amount", json!("0")),
        ("/round/hard_cap/amount", json!("0")),
        ("/round/min_ticket/currency", json!("CHF")),
        ("/round/mode", json!({ "type": "min_optimum", "minimum": amount })),
        ("/settlement/holdback", json!("1.01")),
        ("/settlement/owner_share", json!("-0.1")),
        ("/settlement/commission/rate", json!("2")),
        ("/settlement/payout_threshold/amount", json!("-1")),
        ("/settlement/split", tiers(json!([split]))),
        ("/settlement/split", tiers(json!([capital, preferred, slow, split]))),
        ("/settlement/split", tiers(json!(vec![capital.clone(); 17]))),
        ("/timers", json!([timer, timer])),
        ("/products", json!(vec![offer["products"][0].clone(); 501])),
        ("/products/0/sku", json!("")),
        ("/products/0/quantity", json!(-1)),
        ("/profile", json!("nowhere")),
        ("/surprise", json!(1)),
    ];
    let (place, wrong) = choices.of(&wrongs).unwrap().clone();
    if let Some(here) = offer.pointer_mut(place) {
        *here = wrong;
    } else {
        offer["surprise"] = wrong;
    }
}

// Lives.

#[derive(Clone)]
struct Life {
    script: Script<State>,
}

impl Player for Life {
    fn state(&self) -> &State {
        &self.script.state
    }

    fn number(&mut self) -> u32 {
        self.script.number()
    }

    fn give(&mut self, asked: Asked) -> Result<(), Refusal> {
        self.script.number();
        let (command, ctx) = sent(&self.script, asked);
        self.script.give(command, ctx)
    }

    fn wait(&mut self, window: Window) {
        self.script.wait(self.script.now.after(window));
    }
}

impl Life {
    /// Goes straight up to some state, on from there at random, a part of the way to an end, and on again.
    fn live(&mut self, choices: &mut Choices) {
        if choices.one_in(30) {
            self.promise(choices);
        } else {
            let goal = *choices.of(&GOALS).unwrap();
            self.rehearse(goal, |life, c| grow(life, ProjectState::InExecution, c), choices);
        }
        if self.script.length() == 0 {
            // The draft has the time of the first step.
            self.look();
        }
        if choices.one_in(6) {
            self.script.wait(self.closing());
        }
        self.wander(1 + choices.below(4), choices);
        let works = self.script.state.state() == ProjectState::InExecution;
        if choices.below(4) < if works { 3 } else { 1 } {
            let goal = *choices.of(&ENDS).unwrap();
            self.rehearse(goal, end, choices);
            if choices.one_in(3) {
                self.object();
            }
            self.wander(2 + choices.below(6), choices);
        }
        if self.script.lags() {
            self.look();
        }
    }

    /// Goes a straight way up to `goal` and sometimes a few steps more, or as far as it leads.
    fn rehearse<T>(
        &mut self,
        goal: ProjectState,
        way: impl FnOnce(&mut Life, &mut Choices) -> T,
        choices: &mut Choices,
    ) {
        let mut rehearsal = self.clone();
        way(&mut rehearsal, choices);
        let more = if choices.one_in(2) { choices.below(8) } else { 0 };
        let mut there = None;
        let reached = |script: &Script<State>| {
            let length = script.length();
            if script.state.state() == goal {
                there.get_or_insert(length);
            }
            length >= LONG || there.is_some_and(|there| length >= there + more)
        };
        self.script.follow(&rehearsal.script, reached, choices);
    }

    /// When the round ends, or now.
    fn closing(&self) -> Timestamp {
        let deadlines = self.script.state.deadlines();
        let close = deadlines.iter().find(|deadline| deadline.timer == Timer::Close);
        close.map_or(self.script.now, |close| close.at)
    }

    /// The bank tells its balance, so that time has its say to the end.
    fn look(&mut self) {
        let state = &self.script.state;
        let balance = state.balances().of(&Account::Cash, state.offer().zero().currency());
        self.give(by(Role::Bank, Command::ReportStatement { balance })).unwrap();
    }

    /// Somebody who holds a part does not agree with how the result is to be shared.
    fn object(&mut self) {
        let state = &self.script.state;
        let holder = state.requests().iter().find(|r| r.status == RequestStatus::Active);
        if let (Some(draft), Some(holder)) = (state.drafts().last(), holder) {
            let (settlement, reason) = (draft.number, digest("too little"));
            let command = Command::ObjectSettlement { settlement, reason };
            let (role, second) = (Role::Investor, None);
            self.give(Asked { command, actor: holder.investor.clone(), role, second }).ok();
        }
    }

    /// Everything is promised and nobody pays, again and again from shortly before the round ends.
    fn promise(&mut self, choices: &mut Choices) {
        grow(self, ProjectState::Funding, choices);
        let close = self.closing();
        self.script.wait(Timestamp::from_millis(close.millis() - 1).unwrap());
        for who in ["ines", "ivan", "ida", "ilya"] {
            let state = &self.script.state;
            let (offer, offer_version) = (state.offer().clone(), state.offer_version());
            let (investor, request) = (party(who), reference(&format!("r-{who}")));
            let known = Command::VerifyParty {
                party: investor.clone(),
                identity: Identity::Full,
                signed: true,
                limit: None,
                tax: TaxProfile { person: Person::None },
            };
            let asked = Command::RequestParticipation {
                request: request.clone(),
                kind: offer.kinds[0],
                amount: offer.round.max_per_investor,
                quote: None,
                offer_version,
                partial: true,
            };
            let reason = Some(digest("he fits"));
            let taken = Command::ApproveParticipation { request, reason };
            let (role, second) = (Role::Investor, None);
            self.give(by(Role::Compliance, known)).ok();
            self.give(Asked { command: asked, actor: investor, role, second }).ok();
            self.give(by(Role::Owner, taken)).ok();
            for _ in 0..3 {
                let next = self.script.state.deadlines().first().map(|deadline| deadline.at);
                if self.script.state.state() == ProjectState::FullyFunded {
                    self.script.wait(next.unwrap_or(close));
                }
            }
        }
    }

    /// Lets time pass and gives commands, most of them lawful.
    fn wander(&mut self, steps: usize, choices: &mut Choices) {
        for _ in 0..steps {
            if self.script.length() < LONG {
                let next = self.script.state.deadlines().first().map(|deadline| deadline.at);
                self.script.pass(next, choices);
                self.script.step(drawn, choices);
            }
        }
    }
}

/// Something that could be asked now. Of an offer without goods nothing can, but that it is edited.
fn drawn(script: &Script<State>, number: u32, choices: &mut Choices) -> (Command, Context) {
    let state = &script.state;
    if state.offer().products.is_empty() {
        let (offer, offer_version) = (some_offer(script.now, choices), state.offer_version());
        return sent(script, by(Role::Owner, Command::EditProject { offer, offer_version }));
    }
    sent(script, some_command(state, script.now, number, choices))
}

fn sent(script: &Script<State>, asked: Asked) -> (Command, Context) {
    let ctx = script.context(asked.actor, asked.role);
    (asked.command, Context { seconded_by: asked.second, ..ctx })
}
