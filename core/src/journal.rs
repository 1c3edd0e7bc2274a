//! Double entry: every movement of money is a balanced journal entry, and balances are folds of them.
//! Per currency debits equal credits, and no balance is negative but that of cash a bank has taken back after it was paid out.

use crate::error::{Code, Refusal};
use crate::id::{MilestoneId, PartyId, Reference};
use crate::money::{Currency, Money};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where money can stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Account {
    /// What the provider holds for this escrow. Debit-normal; below zero by what was paid out and then taken back by a bank,
    /// which is receivable.
    Cash,
    /// Came in for a milestone that is not fully funded.
    Funding(MilestoneId),
    /// The price of a funded milestone.
    Held(MilestoneId),
    /// Fees the buyer has paid and that are not due yet.
    FeesHeld,
    /// Belongs to a party and waits to be sent.
    Payable(PartyId),
    /// Came in and fits nowhere; goes back to the payer.
    Unapplied(Reference),
    /// Owed by a party. Debit-normal.
    Receivable(PartyId),
    /// Awarded to a party after the end: what the other side owes it, not money of this escrow.
    Claim(PartyId),
}

impl Account {
    /// Whether debits raise the balance.
    pub const fn is_debit_normal(&self) -> bool {
        matches!(self, Account::Cash | Account::Receivable(_))
    }

    /// Reads the text form. Errors: `id_syntax`.
    pub fn parse(text: &str) -> Result<Account, Refusal> {
        match text.split_once(':') {
            Some(("escrow", "cash")) => Ok(Account::Cash),
            None if text == "fees_held" => Ok(Account::FeesHeld),
            Some(("funding", of)) => Ok(Account::Funding(MilestoneId::parse(of)?)),
            Some(("held", of)) => Ok(Account::Held(MilestoneId::parse(of)?)),
            Some(("payable", of)) => Ok(Account::Payable(PartyId::parse(of)?)),
            Some(("unapplied", of)) => Ok(Account::Unapplied(Reference::parse(of)?)),
            Some(("receivable", of)) => Ok(Account::Receivable(PartyId::parse(of)?)),
            Some(("claim", of)) => Ok(Account::Claim(PartyId::parse(of)?)),
            _ => Err(Refusal::new(Code::IdSyntax).at("account").got(text)),
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Account::Cash => f.write_str("escrow:cash"),
            Account::Funding(milestone) => write!(f, "funding:{milestone}"),
            Account::Held(milestone) => write!(f, "held:{milestone}"),
            Account::FeesHeld => f.write_str("fees_held"),
            Account::Payable(party) => write!(f, "payable:{party}"),
            Account::Unapplied(payin) => write!(f, "unapplied:{payin}"),
            Account::Receivable(party) => write!(f, "receivable:{party}"),
            Account::Claim(party) => write!(f, "claim:{party}"),
        }
    }
}

impl TryFrom<String> for Account {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Account, Refusal> {
        Account::parse(&text)
    }
}

impl From<Account> for String {
    fn from(account: Account) -> String {
        account.to_string()
    }
}

/// One side of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// The amount, more than nothing.
    pub amount: Money,
}

/// A balanced movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// What is debited.
    pub debits: Vec<Posting>,
    /// What is credited.
    pub credits: Vec<Posting>,
}

impl Movement {
    /// No movement yet.
    pub(crate) fn new() -> Movement {
        Movement::default()
    }

    /// Adds a debit, unless it is of nothing.
    #[must_use]
    pub(crate) fn debit(mut self, account: Account, amount: Money) -> Movement {
        if !amount.is_zero() {
            self.debits.push(Posting { account, amount });
        }
        self
    }

    /// Adds a credit, unless it is of nothing.
    #[must_use]
    pub(crate) fn credit(mut self, account: Account, amount: Money) -> Movement {
        if !amount.is_zero() {
            self.credits.push(Posting { account, amount });
        }
        self
    }

    /// Whether no money moves.
    pub fn is_empty(&self) -> bool {
        self.debits.is_empty() && self.credits.is_empty()
    }
}

/// One entry of the journal, made by one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalEntry {
    /// Version of the event in the history.
    pub version: u32,
    /// When it took effect.
    pub effective_at: Timestamp,
    /// What moved.
    pub movement: Movement,
}

/// The balance of one account in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// The account.
    pub account: Account,
    /// Its balance on its normal side, never nothing.
    pub balance: Money,
}

/// All balances that are not zero, in the order of the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<Balance>", into = "Vec<Balance>")]
pub struct Balances(Vec<Balance>);

impl TryFrom<Vec<Balance>> for Balances {
    type Error = Refusal;

    /// Errors: `invariant_violated` for a balance that cannot be or is not in the order of the accounts.
    fn try_from(balances: Vec<Balance>) -> Result<Balances, Refusal> {
        let key = |known: &Balance| (known.account.clone(), known.balance.currency());
        let ascend = balances.iter().zip(balances.iter().skip(1)).all(|(a, b)| key(a) < key(b));
        if ascend && balances.iter().all(|known| may_be(&known.account, known.balance)) {
            return Ok(Balances(balances));
        }
        Err(Refusal::new(Code::InvariantViolated).at("balances"))
    }
}

impl From<Balances> for Vec<Balance> {
    fn from(balances: Balances) -> Vec<Balance> {
        balances.0
    }
}

/// Whether an account may have this balance: any but cash is more than nothing.
fn may_be(account: &Account, balance: Money) -> bool {
    balance.is_positive() || (*account == Account::Cash && !balance.is_zero())
}

impl Balances {
    /// The balances, in the order of the accounts.
    pub fn iter(&self) -> impl Iterator<Item = &Balance> {
        self.0.iter()
    }

    /// The balances of the accounts that `shown` keeps.
    #[must_use]
    pub(crate) fn filtered(mut self, shown: impl Fn(&Account) -> bool) -> Balances {
        self.0.retain(|balance| shown(&balance.account));
        self
    }

    /// Whether every account is at zero.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The balance of `account` in `currency`.
    pub fn of(&self, account: &Account, currency: Currency) -> Money {
        match self.find(account, currency) {
            Ok(at) => self.0.get(at).map_or(Money::zero(currency), |found| found.balance),
            Err(_) => Money::zero(currency),
        }
    }

    fn find(&self, account: &Account, currency: Currency) -> Result<usize, usize> {
        self.0.binary_search_by(|known| {
            known.account.cmp(account).then(known.balance.currency().cmp(&currency))
        })
    }

    /// Posts a movement. Errors: `invariant_violated` if it is not balanced or would leave a negative balance.
    pub fn post(&mut self, movement: &Movement) -> Result<(), Refusal> {
        let sides = [(&movement.debits, true), (&movement.credits, false)];
        for posting in movement.debits.iter().chain(&movement.credits) {
            let currency = posting.amount.currency();
            let total = |side: &[Posting]| {
                let same = side.iter().filter(|posting| posting.amount.currency() == currency);
                same.map(|posting| posting.amount).try_fold(Money::zero(currency), Money::plus)
            };
            if total(&movement.debits)? != total(&movement.credits)? {
                return Err(
                    Refusal::new(Code::InvariantViolated).because("a movement does not balance")
                );
            }
        }
        // Raise first, then lower, so that a movement through an account never looks like an overdraft.
        for raise in [true, false] {
            for (side, is_debit) in sides {
                for posting in
                    side.iter().filter(|p| (p.account.is_debit_normal() == is_debit) == raise)
                {
                    self.change(posting, raise)?;
                }
            }
        }
        Ok(())
    }

    fn change(&mut self, posting: &Posting, raise: bool) -> Result<(), Refusal> {
        let Posting { account, amount } = posting;
        let old = self.of(account, amount.currency());
        let new = if raise { old.plus(*amount)? } else { old.minus(*amount)? };
        if wrong!("overdraft_allowed", !(new.is_zero() || may_be(account, new)), false)
            || !amount.is_positive()
        {
            return Err(Refusal::new(Code::InvariantViolated)
                .because("a balance would be negative")
                .at(account.to_string())
                .got(new));
        }
        match self.find(account, amount.currency()) {
            Ok(at) if new.is_zero() => drop(self.0.remove(at)),
            Ok(at) => {
                if let Some(known) = self.0.get_mut(at) {
                    known.balance = new;
                }
            }
            Err(at) => self.0.insert(at, Balance { account: account.clone(), balance: new }),
        }
        Ok(())
    }

    /// Debit and credit totals in `currency`; they are equal at all times.
    pub fn trial_balance(&self, currency: Currency) -> Result<(Money, Money), Refusal> {
        let total = |debit: bool| {
            let side = self.0.iter().filter(|known| {
                known.balance.currency() == currency && known.account.is_debit_normal() == debit
            });
            side.map(|known| known.balance).try_fold(Money::zero(currency), Money::plus)
        };
        Ok((total(true)?, total(false)?))
    }
}
