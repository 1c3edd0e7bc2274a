//! Scripts of projects: random offers, the straight way up to some state, and whatever could be asked for from there.
//! Half of them then take a part of the straight way to an end, so that no state is too far away for a short script.

use crate::asks::{Asked, by, some_command};
use crate::courses::{Player, end, grow};
use crate::offers::some_offer;
use crate::rows::Rows;
use crate::script::{Script, draft};
use crate::support::commands::Choices;
use crate::support::{START, at, digest, name, party, reference};
use serde_json::{Value, json};
use tercero::aggregate::Aggregate;
use tercero::journal::Account;
use tercero::project::command::Identity;
use tercero::project::profile::{Person, TaxProfile};
use tercero::project::{Command, CommandKind, Event, Offer, Project, ProjectState, State};
use tercero::{Context, ProjectId, Refusal, Role, Window, days};

/// How often a lawful command is looked for before any will do.
const TRIES: usize = 12;
/// Steps after which a script goes no further.
const LONG: usize = 40;

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
pub(crate) fn script(choices: &mut Choices, rows: &mut Rows<State>) -> Value {
    let mut offer = json!(short_offer(choices));
    if choices.one_in(25) {
        spoil(&mut offer, choices);
    }
    let parsed = serde_json::from_value::<Offer>(offer.clone()).ok();
    let begun = parsed.and_then(|offer| {
        let ctx = draft(at(START), offer.owner.clone(), Role::Owner);
        let id = ProjectId::parse("00000000-0000-4000-8000-000000000000").unwrap();
        Project::create(id, offer, Identity::Basic, &ctx).ok()
    });
    let Some(begun) = begun else {
        let publish = json!({
            "at": START,
            "actor": { "id": "oscar", "role": "owner" },
            "id": "d0000000-0000-4000-8000-000000000001",
            "command": { "type": "publish_project" },
        });
        return json!({ "offer": offer, "steps": [publish] });
    };
    rows.begun(CommandKind::CreateProject);
    let mut life = Life { script: Script::new(begun) };
    life.live(choices);
    life.script.count(rows);
    json!({ "offer": offer, "steps": life.script.steps() })
}

// Offers.

/// The shortest of a few random offers of the property tests.
fn short_offer(choices: &mut Choices) -> Offer {
    let offers: Vec<Offer> = (0..3).map(|_| some_offer(at(START), choices)).collect();
    offers.into_iter().min_by_key(|offer| json!(offer).to_string().len()).unwrap()
}

/// Puts one thing into an offer that makes no sense, or not there.
fn spoil(offer: &mut Value, choices: &mut Choices) {
    let tiers = |tiers: Value| json!({ "type": "waterfall", "basis": "european", "tiers": tiers });
    let split = json!({ "type": "split", "owner": "0.2" });
    let capital = json!({ "type": "return_of_capital" });
    let preferred = json!({ "type": "preferred", "rate": "0.08", "compounding": "simple", "day_count": "act360", "days": null });
    let slow = json!({ "type": "catch_up", "speed": "0.2", "target": "0.2" });
    let wrongs = [
        ("/owner", json!("clock")),
        ("/owner", json!("two words")),
        ("/title", json!("")),
        ("/title", json!("a\u{202e}b")),
        ("/kinds", json!([])),
        ("/kinds", json!(["owner"])),
        ("/deadline", json!(START)),
        ("/opens_at", json!("tomorrow")),
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
        ("/round/mode", json!({ "type": "min_optimum", "minimum": offer["contingency"] })),
        ("/settlement/holdback", json!("1.01")),
        ("/settlement/owner_share", json!("-0.1")),
        ("/settlement/commission/rate", json!("2")),
        ("/settlement/payout_threshold/amount", json!("-1")),
        ("/settlement/split", tiers(json!([split]))),
        ("/settlement/split", tiers(json!([capital, preferred, slow, split]))),
        ("/settlement/split", tiers(json!(vec![capital.clone(); 17]))),
        (
            "/timers",
            json!([{ "timer": "t_cool", "window": 1 }, { "timer": "t_cool", "window": 1 }]),
        ),
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
        let (command, ctx) = self.sent(asked);
        self.script.give(command, ctx)
    }

    fn wait(&mut self, window: Window) {
        self.script.wait(self.script.now.after(window));
    }
}

impl Life {
    /// Goes straight up to some state, on from there at random, for a part of the way to an end, and on again.
    fn live(&mut self, choices: &mut Choices) {
        let goals = [
            ProjectState::Draft,
            ProjectState::Funding,
            ProjectState::Funding,
            ProjectState::Funding,
            ProjectState::FullyFunded,
            ProjectState::Approved,
            ProjectState::InExecution,
            ProjectState::InExecution,
        ];
        if choices.one_in(40) {
            self.promise(choices);
        } else {
            grow(self, *choices.of(&goals).unwrap(), choices);
        }
        self.wander(1 + choices.below(5), choices);
        if choices.one_in(2) {
            let mut rehearsal = self.clone();
            end(&mut rehearsal, choices);
            let ahead = rehearsal.script.length() - self.script.length();
            self.script.follow(&rehearsal.script, 1 + choices.below(ahead.max(1)));
            self.wander(1 + choices.below(5), choices);
        }
        if self.script.lags() {
            self.look();
        }
    }

    /// The bank tells its balance, so that time has its say to the end.
    fn look(&mut self) {
        let state = &self.script.state;
        let balance = state.balances().of(&Account::Cash, state.offer().zero().currency());
        self.give(by(Role::Bank, Command::ReportStatement { balance })).unwrap();
    }

    /// Everything is promised and nobody pays, twice over.
    fn promise(&mut self, choices: &mut Choices) {
        grow(self, ProjectState::Funding, choices);
        for who in ["ines", "ivan", "ida", "ilya"] {
            let investor = party(who);
            let person = Person::None;
            let known = Command::VerifyParty {
                party: investor.clone(),
                identity: Identity::Full,
                signed: true,
                limit: None,
                tax: TaxProfile { person },
            };
            self.give(by(Role::Compliance, known)).ok();
            let offer = self.script.state.offer().clone();
            let request = reference(&format!("r-{who}"));
            let command = Command::RequestParticipation {
                request: request.clone(),
                kind: offer.kinds[0],
                amount: offer.round.max_per_investor,
                quote: None,
                offer_version: self.script.state.offer_version(),
                partial: true,
            };
            let (role, second) = (Role::Investor, None);
            self.give(Asked { command, actor: investor, role, second }).ok();
            let reason = Some(digest("he fits"));
            self.give(by(Role::Owner, Command::ApproveParticipation { request, reason })).ok();
            if self.script.state.state() == ProjectState::FullyFunded {
                self.wait(days(15));
            }
        }
    }

    /// Lets time pass and gives commands, most of them lawful.
    fn wander(&mut self, steps: usize, choices: &mut Choices) {
        for _ in 0..steps {
            if self.script.length() < LONG {
                let next = self.script.state.deadlines().first().map(|deadline| deadline.at);
                self.script.pass(next, choices);
                self.step(choices);
            }
        }
    }

    fn step(&mut self, choices: &mut Choices) {
        if choices.one_in(40) {
            return self.script.repeat(choices);
        }
        let number = self.script.number();
        let lawful = !choices.one_in(6);
        let mut chosen = None;
        for _ in 0..TRIES {
            let asked = some_command(&self.script.state, self.script.now, number, choices);
            let (command, mut ctx) = self.sent(asked);
            if !lawful {
                self.misuse(&mut ctx, choices);
            }
            let allowed = !lawful || self.script.state.decide(&command, &ctx).is_ok();
            chosen = Some((command, ctx));
            if allowed {
                break;
            }
        }
        let (command, ctx) = chosen.unwrap();
        self.script.give(command, ctx).ok();
    }

    fn sent(&self, asked: Asked) -> (Command, Context) {
        let ctx = self.script.context(asked.actor, asked.role);
        (asked.command, Context { seconded_by: asked.second, ..ctx })
    }

    /// Somebody else than should, alone, with the same person twice, or at another time.
    fn misuse(&self, ctx: &mut Context, choices: &mut Choices) {
        match choices.below(10) {
            0 | 1 => {
                ctx.role = *choices.of(&Role::PROJECT).unwrap();
                ctx.actor = party(name(ctx.role));
            }
            2 => ctx.actor = party("mallory"),
            3 => ctx.seconded_by = None,
            4 => ctx.seconded_by = Some(ctx.actor.clone()),
            5 => self.script.spoil(ctx, choices),
            _ => {}
        }
    }
}
