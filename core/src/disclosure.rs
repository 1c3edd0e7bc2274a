//! Who may see which fee line, and which schedules would give a hidden line away.
//! A side may not see a line only if it neither pays nor receives it, and nothing the side sees is computed from it.

use crate::aggregate::{Actor, Role};
use crate::commission::{Base, FeeLine, FeeSchedule, Payer};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::money::Money;
use crate::quote::{PartyTotal, Quote, QuoteLine};

impl FeeSchedule {
    /// The lines, each with those before it.
    fn in_order(&self) -> impl Iterator<Item = (&FeeLine, &[FeeLine])> {
        let before = |index| self.lines.get(..index).unwrap_or_default();
        self.lines.iter().enumerate().map(move |(index, line)| (line, before(index)))
    }

    /// Refuses a schedule that would show a side what is hidden from it. Errors: `commission_leaks`.
    pub(crate) fn keeps_secrets(&self, buyer: &PartyId, seller: &PartyId) -> Result<(), Refusal> {
        for (index, (line, earlier)) in self.in_order().enumerate() {
            for (side, party) in [(Payer::Buyer, buyer), (Payer::Seller, seller)] {
                let leak = match line.hidden_from.contains(&side) {
                    true => line.shown_anyway(side, party),
                    false => line.rests_on_hidden(side, earlier),
                };
                let leak = leak.or_else(|| line.half_hidden(side, earlier));
                if let Some((field, why)) = leak {
                    return Err(Refusal::new(Code::CommissionLeaks)
                        .because(why)
                        .at(format!("fees[{index}].{field}"))
                        .got(&line.id));
                }
            }
        }
        Ok(())
    }

    /// The lines `actor` may not see. An advisor or carrier sees none; a broker sees those hidden from somebody only if he
    /// is paid by them, or pays them.
    pub(crate) fn unseen_by(&self, actor: &Actor) -> Vec<Reference> {
        let hidden = |line: &FeeLine, earlier: &[FeeLine]| match actor.role {
            Role::Advisor
            | Role::Carrier
            | Role::Owner
            | Role::Investor
            | Role::Treasurer
            | Role::Compliance
            | Role::Bank => true,
            Role::Buyer => line.hidden_from.contains(&Payer::Buyer),
            Role::Seller => line.hidden_from.contains(&Payer::Seller),
            Role::Broker => {
                let source = line.source(earlier);
                let mut payees = source.into_iter().chain([line]).flat_map(|line| &line.payees);
                !line.hidden_from.is_empty() && !payees.any(|share| share.party == actor.id)
            }
            Role::Arbiter | Role::Admin | Role::Provider | Role::Clock => false,
        };
        let unseen = self.in_order().filter(|(line, earlier)| hidden(line, earlier));
        unseen.map(|(line, _)| line.id.clone()).collect()
    }

    /// Whether a line is hidden from anybody.
    pub(crate) fn has_secrets(&self) -> bool {
        self.lines.iter().any(|line| !line.hidden_from.is_empty())
    }
}

/// The field that gives a line away, and why.
type Leak = Option<(&'static str, &'static str)>;

impl FeeLine {
    /// The line this one is paid out of.
    fn source<'a>(&self, earlier: &'a [FeeLine]) -> Option<&'a FeeLine> {
        earlier.iter().find(|known| Some(&known.id) == self.out_of.as_ref())
    }

    /// A hidden line its side pays or receives.
    fn shown_anyway(&self, side: Payer, party: &PartyId) -> Leak {
        if self.payers.iter().any(|share| share.payer == side) {
            return Some(("hidden_from", "a side sees what it pays"));
        }
        let receives = self.payees.iter().any(|share| share.party == *party);
        receives.then_some(("hidden_from", "a side sees what it receives"))
    }

    /// A visible line that is computed from a hidden one. What it is computed from is visible itself, so one step is enough.
    fn rests_on_hidden(&self, side: Payer, earlier: &[FeeLine]) -> Leak {
        let below = |known: &FeeLine| match &self.base {
            Base::Price {} => false,
            Base::Line { line } => known.id == *line,
            Base::BuyerPrice {} | Base::Margin { .. } => matches!(known.base, Base::Margin { .. }),
        };
        let mut hidden = earlier.iter().filter(|known| known.hidden_from.contains(&side));
        hidden
            .any(below)
            .then_some(("base", "a side would see a fee computed from what it may not see"))
    }

    /// A line of which the side sees either it or what it is paid out of, but not both.
    fn half_hidden(&self, side: Payer, earlier: &[FeeLine]) -> Leak {
        let hidden = |line: &FeeLine| line.hidden_from.contains(&side);
        let differs = self.source(earlier).is_some_and(|source| hidden(source) != hidden(self));
        differs.then_some((
            "out_of",
            "a line and what is paid out of it are hidden from the same side",
        ))
    }
}

impl Quote {
    /// The quote as one side may see it: without the lines hidden from it, and without the totals of others that would give
    /// them away. [`Quote::shortfall`] is then that of the lines that are left.
    #[must_use]
    pub fn for_side(&self, side: Payer) -> Quote {
        let unseen = self.lines.iter().filter(|line| line.hidden_from.contains(&side));
        let unseen: Vec<Reference> = unseen.map(|line| line.line.clone()).collect();
        let own = match side {
            Payer::Buyer => self.totals.first(),
            Payer::Seller => self.totals.get(1),
        };
        match own.map(|total| total.party.clone()) {
            Some(own) => self.without(&unseen, &own),
            None => self.clone(),
        }
    }

    /// The quote without the lines `unseen`, as `own` may see it: his own total stays, those of the two sides and of
    /// everybody who is paid by an unseen line go.
    pub(crate) fn without(&self, unseen: &[Reference], own: &PartyId) -> Quote {
        if unseen.is_empty() {
            return self.clone();
        }
        let (gone, lines): (Vec<QuoteLine>, Vec<QuoteLine>) =
            self.lines.iter().cloned().partition(|line| unseen.contains(&line.line));
        let sides = self.totals.iter().take(2).map(|total| &total.party);
        let payees = gone.iter().flat_map(|line| &line.payees).map(|share| &share.party);
        let told: Vec<&PartyId> = sides.chain(payees).collect();
        let stays = |total: &&PartyTotal| total.party == *own || !told.contains(&&total.party);
        let left = lines
            .iter()
            .map(|line| line.seller)
            .try_fold(Money::zero(self.price.currency()), Money::plus);
        let short = left.and_then(|left| left.minus(left.min(self.price)));
        let shortfall = short.unwrap_or(Money::zero(self.price.currency()));
        let totals = self.totals.iter().filter(stays).cloned().collect();
        Quote { price: self.price, lines, totals, shortfall }
    }
}
