//! Who takes part in an escrow and on which terms, drawn from the seed.
//! Windows are short, so that timers take part in every story.

use crate::support::commands::Choices;
use crate::support::{name, party};
use tercero::commission::{FeeSchedule, Payer, Timing};
use tercero::escrow::Timer;
use tercero::escrow::terms::{FundBy, Kind};
use tercero::{Currency, Money, PartyId, Role, Terms, Timestamp, days, percent};

/// Everybody who may be named in terms. Some of them are also proposed as arbiters by staff.
const PEOPLE: [&str; 12] = [
    "ana", "beto", "bruno", "vera", "xavi", "xenia", "ines", "otto", "lucia", "mateo", "noor",
    "zoe",
];

/// The people of one escrow.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    pub(crate) buyer: &'static str,
    pub(crate) seller: &'static str,
    pub(crate) broker: Option<&'static str>,
    pub(crate) advisor: Option<&'static str>,
    pub(crate) arbiter: Option<&'static str>,
}

impl Cast {
    pub(crate) fn draw(choices: &mut Choices) -> Cast {
        let mut people = PEOPLE;
        for n in (1..people.len()).rev() {
            people.swap(n, choices.below(n + 1));
        }
        let [buyer, seller, broker, advisor, arbiter, ..] = people;
        Cast {
            buyer,
            seller,
            broker: choices.one_in(3).then_some(broker),
            advisor: choices.one_in(3).then_some(advisor),
            arbiter: (!choices.one_in(3)).then_some(arbiter),
        }
    }

    /// Who stands in `role`: by the terms, or on the word of the host.
    pub(crate) fn person(&self, role: Role) -> PartyId {
        let named = match role {
            Role::Buyer => Some(self.buyer),
            Role::Seller => Some(self.seller),
            Role::Broker => self.broker,
            Role::Advisor => self.advisor,
            Role::Arbiter => self.arbiter,
            Role::Admin
            | Role::Provider
            | Role::Carrier
            | Role::Clock
            | Role::Owner
            | Role::Investor
            | Role::Treasurer
            | Role::Compliance
            | Role::Bank => None,
        };
        party(named.unwrap_or(name(role)))
    }

    /// The same people with buyer and seller exchanged, which no counter-offer may do.
    pub(crate) fn swapped(&self) -> Cast {
        Cast { buyer: self.seller, seller: self.buyer, ..self.clone() }
    }

    /// Terms between them, with at most `most` milestones.
    pub(crate) fn terms(&self, now: Timestamp, most: usize, choices: &mut Choices) -> Terms {
        let currency = Currency::parse(choices.of(&["JPY", "EUR", "KWD"]).unwrap()).unwrap();
        let mut builder = Terms::builder(currency.code()).buyer(self.buyer).seller(self.seller);
        if let Some(broker) = self.broker {
            builder = builder.broker(broker);
        }
        if let Some(advisor) = self.advisor {
            builder = builder.advisor(advisor);
            builder = if choices.one_in(2) { builder.may_approve() } else { builder };
        }
        if let Some(arbiter) = self.arbiter {
            builder = builder.arbiter(arbiter);
        }
        let kinds = [Kind::Goods, Kind::Goods, Kind::Service, Kind::Digital, Kind::Pickup];
        for n in 0..=choices.below(most) {
            let size = *choices.of(&[20, 2_000_000, 2_000_000, 1_000_000_000_000]).unwrap();
            let minor = i128::from(choices.next()) % size + 1;
            let amount = Money::from_minor(minor, currency).unwrap().amount_text();
            let fund_by = match choices.below(6) {
                0 => FundBy::Date { at: now.after(days(1 + choices.below(20) as u32)) },
                1 | 2 => FundBy::Previous {},
                _ => FundBy::Start {},
            };
            builder = builder
                .milestone(&format!("m{}", n + 1), "Work", &amount)
                .kind(*choices.of(&kinds).unwrap())
                .fund_by(fund_by)
                .inspection(days(1 + choices.below(4) as u32));
            if choices.one_in(5) {
                builder = builder.due(now.after(days(choices.below(20) as u32)));
            }
        }
        for timer in Timer::ALL {
            let may_be_zero = matches!(timer, Timer::Clear | Timer::Appeal);
            let slow = [Timer::Draft, Timer::Accept, Timer::Fund, Timer::Deliver];
            let least = u32::from(!may_be_zero) + 2 * u32::from(slow.contains(timer));
            let window = days(choices.below(4) as u32 + least);
            builder = builder.timer(*timer, window, *choices.of(timer.outcomes()).unwrap());
        }
        if choices.one_in(3) {
            builder = builder.dispute_after_approval();
        }
        builder = builder.rework_rounds(choices.below(4) as u32);
        let restocking = percent(choices.of(&["0", "15", "100"]).unwrap()).unwrap();
        for n in 0..choices.below(3) {
            builder = builder.fees(self.fee(n, choices));
        }
        builder.restocking(restocking).build().unwrap()
    }

    /// One fee line.
    fn fee(&self, n: usize, choices: &mut Choices) -> FeeSchedule {
        let rate = choices.of(&["0", "3.5", "10", "60"]).unwrap();
        let mut line = FeeSchedule::percent(rate).unwrap().named(&format!("line-{n}")).unwrap();
        line = match choices.below(3) {
            0 => line.paid_by(Payer::Buyer),
            1 => line.paid_by(Payer::Seller),
            _ => line.paid_by_both(),
        };
        if let Some(broker) = self.broker.filter(|_| choices.one_in(2)) {
            line = line.paid_to(broker).unwrap();
        }
        if let Some(advisor) = self.advisor.filter(|_| choices.one_in(3)) {
            line = line.passing_on("20", advisor).unwrap();
        }
        if choices.one_in(3) {
            line = line.taxed("21").unwrap();
        }
        let timings = [Timing::ProRata, Timing::ProRata, Timing::Front, Timing::Back];
        line.timing(*choices.of(&timings).unwrap())
    }
}
