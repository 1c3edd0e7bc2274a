//! Collects terms as plain text, as a program writes them down; everything is checked at once at the end.

use crate::aggregate::Role;
use crate::commission::FeeSchedule;
use crate::error::Refusal;
use crate::escrow::terms::{FundBy, Kind, Liability, MilestoneTerms, Party, Terms, TermsUnchecked};
use crate::escrow::timers::{OnTimeout, Timer, TimerTerms};
use crate::id::{MilestoneId, PartyId, Text};
use crate::money::{Currency, Money};
use crate::rate::Rate;
use crate::time::{Timestamp, Window};

/// Collects terms as plain text; everything is checked at once by [`TermsBuilder::build`].
#[derive(Debug, Clone, Default)]
pub struct TermsBuilder {
    currency: String,
    parties: Vec<PartyDraft>,
    milestones: Vec<MilestoneDraft>,
    fees: FeeSchedule,
    timers: Vec<TimerTerms>,
    rework_rounds: Option<u32>,
    dispute_after_approval: bool,
    restocking: Rate,
    liability: Liability,
}

#[derive(Debug, Clone)]
struct PartyDraft {
    id: String,
    role: Role,
    must_accept: bool,
    may_approve: bool,
}

#[derive(Debug, Clone)]
struct MilestoneDraft {
    id: String,
    title: String,
    amount: String,
    kind: Kind,
    fund_by: FundBy,
    due: Option<Timestamp>,
    inspection: Option<Window>,
}

impl TermsBuilder {
    pub(super) fn new(currency: &str) -> TermsBuilder {
        TermsBuilder { currency: currency.to_owned(), ..TermsBuilder::default() }
    }

    fn party(mut self, id: &str, role: Role, must_accept: bool) -> TermsBuilder {
        self.parties.push(PartyDraft { id: id.to_owned(), role, must_accept, may_approve: false });
        self
    }

    /// Names the buyer.
    #[must_use]
    pub fn buyer(self, id: &str) -> TermsBuilder {
        self.party(id, Role::Buyer, true)
    }

    /// Names the seller.
    #[must_use]
    pub fn seller(self, id: &str) -> TermsBuilder {
        self.party(id, Role::Seller, true)
    }

    /// Names a broker, who must accept the terms if a fee is paid to him.
    #[must_use]
    pub fn broker(self, id: &str) -> TermsBuilder {
        self.party(id, Role::Broker, false)
    }

    /// Names an advisor, who must accept the terms if a fee is paid to him.
    #[must_use]
    pub fn advisor(self, id: &str) -> TermsBuilder {
        self.party(id, Role::Advisor, false)
    }

    /// Names the arbiter, who accepts the terms like everybody else.
    #[must_use]
    pub fn arbiter(self, id: &str) -> TermsBuilder {
        self.party(id, Role::Arbiter, true)
    }

    /// The last party added must accept the terms, whether or not a fee is paid to him.
    #[must_use]
    pub fn must_accept(mut self) -> TermsBuilder {
        self.parties.iter_mut().rev().take(1).for_each(|party| party.must_accept = true);
        self
    }

    /// The last party added, an advisor, may approve for the buyer.
    #[must_use]
    pub fn may_approve(mut self) -> TermsBuilder {
        self.parties.iter_mut().rev().take(1).for_each(|party| party.may_approve = true);
        self
    }

    /// Adds a milestone of goods, to be funded at the start. The methods below change the last one added.
    #[must_use]
    pub fn milestone(mut self, id: &str, title: &str, amount: &str) -> TermsBuilder {
        self.milestones.push(MilestoneDraft {
            id: id.to_owned(),
            title: title.to_owned(),
            amount: amount.to_owned(),
            kind: Kind::Goods,
            fund_by: FundBy::Start {},
            due: None,
            inspection: None,
        });
        self
    }

    fn last(mut self, change: impl FnOnce(&mut MilestoneDraft)) -> TermsBuilder {
        if let Some(milestone) = self.milestones.last_mut() {
            change(milestone);
        }
        self
    }

    /// What the last milestone delivers.
    #[must_use]
    pub fn kind(self, kind: Kind) -> TermsBuilder {
        self.last(|milestone| milestone.kind = kind)
    }

    /// How long the buyer may inspect the last milestone.
    #[must_use]
    pub fn inspection(self, window: Window) -> TermsBuilder {
        self.last(|milestone| milestone.inspection = Some(window))
    }

    /// Until when the last milestone must be funded.
    #[must_use]
    pub fn fund_by(self, fund_by: FundBy) -> TermsBuilder {
        self.last(|milestone| milestone.fund_by = fund_by)
    }

    /// Until when the last milestone must be shipped or submitted.
    #[must_use]
    pub fn due(self, at: Timestamp) -> TermsBuilder {
        self.last(|milestone| milestone.due = Some(at))
    }

    /// Adds fee lines.
    #[must_use]
    pub fn fees(mut self, fees: FeeSchedule) -> TermsBuilder {
        self.fees = self.fees.and(fees);
        self
    }

    /// Sets the window of a timer.
    #[must_use]
    pub fn timer(mut self, timer: Timer, window: Window, on_timeout: OnTimeout) -> TermsBuilder {
        self.timers.retain(|terms| terms.timer != timer);
        self.timers.push(TimerTerms { timer, window, on_timeout });
        self
    }

    /// How often the buyer may request changes to one milestone.
    #[must_use]
    pub fn rework_rounds(mut self, rounds: u32) -> TermsBuilder {
        self.rework_rounds = Some(rounds);
        self
    }

    /// Lets the buyer dispute between approval and release.
    #[must_use]
    pub fn dispute_after_approval(mut self) -> TermsBuilder {
        self.dispute_after_approval = true;
        self
    }

    /// What the seller keeps of the price of goods that are sent back, as a fraction.
    #[must_use]
    pub fn restocking(mut self, rate: Rate) -> TermsBuilder {
        self.restocking = rate;
        self
    }

    /// Who bears what a bank takes back after it was paid out.
    #[must_use]
    pub fn liability(mut self, liability: Liability) -> TermsBuilder {
        self.liability = liability;
        self
    }

    /// Checks everything. Errors: the first thing wrong, with its field.
    pub fn build(self) -> Result<Terms, Refusal> {
        let currency = Currency::parse(&self.currency).map_err(|r| r.at("currency"))?;
        let mut parties = Vec::with_capacity(self.parties.len());
        for (index, draft) in self.parties.iter().enumerate() {
            let id = PartyId::parse(&draft.id).map_err(|r| r.at(format!("parties[{index}].id")))?;
            let role = draft.role;
            parties.push(Party {
                id,
                role,
                must_accept: draft.must_accept,
                may_approve: draft.may_approve,
            });
        }
        let mut milestones = Vec::with_capacity(self.milestones.len());
        for (index, draft) in self.milestones.iter().enumerate() {
            let read = || {
                Ok(MilestoneTerms {
                    id: MilestoneId::parse(&draft.id).map_err(|r: Refusal| r.at("id"))?,
                    title: Text::parse(&draft.title).map_err(|r| r.at("title"))?,
                    amount: Money::parse(&draft.amount, currency).map_err(|r| r.at("amount"))?,
                    kind: draft.kind,
                    fund_by: draft.fund_by,
                    due: draft.due,
                    inspection: draft.inspection,
                })
            };
            let read: Result<MilestoneTerms, Refusal> = read();
            milestones.push(read.map_err(|refusal| refusal.at(format!("milestones[{index}]")))?);
        }
        Terms::try_from(TermsUnchecked {
            currency,
            parties,
            milestones,
            fees: self.fees,
            timers: self.timers,
            rework_rounds: self.rework_rounds,
            dispute_after_approval: self.dispute_after_approval,
            restocking: self.restocking,
            liability: self.liability,
        })
    }
}
