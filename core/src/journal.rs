//! Double entry: every movement of money is a balanced journal entry, and balances are folds of them.
//! Per currency debits equal credits, and no balance is negative but that of cash a bank has taken back after it was paid out.

use crate::error::{Code, Refusal};
use crate::id::{MilestoneId, PartyId, ProjectId, Reference};
use crate::money::{Currency, Money};
use crate::project::costs::Category;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use tercero_macros::value;

/// Where money can stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Account {
    /// What is held, by the provider or in the bank. Debit-normal; below zero by what was paid out and then taken back by a bank,
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
    /// Came in for a request that is not capital yet.
    Reserve(Reference),
    /// Capital of a participation.
    Capital(Reference),
    /// What a kind of cost has come to and is not shared over the goods. Debit-normal.
    Costs(Category),
    /// What the goods of the project have cost. Debit-normal.
    Pool,
    /// Given to the owner and not accounted for. Debit-normal.
    Advances,
    /// Earned, without tax.
    Revenue,
    /// Owed to somebody for a purpose.
    PayableFor(PartyId, Owed),
    /// Profit that was paid on account. Debit-normal.
    AdvanceOnProfit(Reference),
    /// Profit that stays back for late costs.
    Holdback(Reference),
    /// Waits until somebody can be paid.
    Unclaimed(PartyId),
    /// Interest on money that waits.
    Yield(ProjectId),
    /// What a conversion lost. Debit-normal; below zero by what it gained.
    Fx,
    /// Tax that will be given back. Debit-normal.
    CreditableTax,
    /// Tax charged on sales.
    TaxCharged,
    /// Of that, what a marketplace has kept. Debit-normal.
    TaxKept,
    /// Income tax withheld from profits.
    IncomeTaxWithheld,
    /// What the tax office's rounding took. Debit-normal; below zero by what it gave.
    TaxRounding,
}

/// What somebody is owed for.
#[value]
pub enum Owed {
    /// Capital goes back.
    Capital,
    /// A share of profit.
    Profit,
    /// What was left of goods.
    Residual,
    /// What was paid in and not needed.
    Refund,
    /// The platform's commission.
    Commission,
    /// Tax on it.
    Iva,
}

impl Account {
    /// Whether debits raise the balance.
    pub const fn is_debit_normal(&self) -> bool {
        matches!(
            self,
            Account::Cash
                | Account::Receivable(_)
                | Account::Costs(_)
                | Account::Pool
                | Account::Advances
                | Account::AdvanceOnProfit(_)
                | Account::Fx
                | Account::CreditableTax
                | Account::TaxKept
                | Account::TaxRounding
        )
    }

    /// Whether its balance may be below zero.
    const fn may_be_negative(&self) -> bool {
        matches!(self, Account::Cash | Account::Fx | Account::TaxRounding)
    }

    /// Reads the text form. Errors: `id_syntax`.
    pub fn parse(text: &str) -> Result<Account, Refusal> {
        let unknown = || Refusal::new(Code::IdSyntax).at("account").got(text);
        match text.split_once(':') {
            Some(("escrow", "cash")) => Ok(Account::Cash),
            None if text == "fees_held" => Ok(Account::FeesHeld),
            Some(("funding", of)) => Ok(Account::Funding(MilestoneId::parse(of)?)),
            Some(("held", of)) => Ok(Account::Held(MilestoneId::parse(of)?)),
            Some(("payable", of)) => match of.split_once(':') {
                None => Ok(Account::Payable(PartyId::parse(of)?)),
                Some((party, purpose)) => {
                    let known = Owed::ALL.iter().copied().find(|known| known.as_str() == purpose);
                    let purpose = known.ok_or_else(unknown)?;
                    Ok(Account::PayableFor(PartyId::parse(party)?, purpose))
                }
            },
            Some(("reserve", of)) => Ok(Account::Reserve(Reference::parse(of)?)),
            Some(("capital", of)) => Ok(Account::Capital(Reference::parse(of)?)),
            Some(("costs", "pool")) => Ok(Account::Pool),
            Some(("costs", of)) => Category::parse(of).map(Account::Costs).ok_or_else(unknown),
            Some(("advances", "owner")) => Ok(Account::Advances),
            None if text == "revenue" => Ok(Account::Revenue),
            Some(("advance_on_profit", of)) => Ok(Account::AdvanceOnProfit(Reference::parse(of)?)),
            Some(("holdback", of)) => Ok(Account::Holdback(Reference::parse(of)?)),
            Some(("unclaimed", of)) => Ok(Account::Unclaimed(PartyId::parse(of)?)),
            Some(("yield", of)) => Ok(Account::Yield(ProjectId::parse(of)?)),
            Some(("fx", "result")) => Ok(Account::Fx),
            Some(("tax", "creditable_iva")) => Ok(Account::CreditableTax),
            Some(("tax", "iva_charged")) => Ok(Account::TaxCharged),
            Some(("tax", "iva_withheld_by_third_party")) => Ok(Account::TaxKept),
            Some(("tax", "isr_withheld")) => Ok(Account::IncomeTaxWithheld),
            Some(("tax", "rounding")) => Ok(Account::TaxRounding),
            Some(("unapplied", of)) => Ok(Account::Unapplied(Reference::parse(of)?)),
            Some(("receivable", of)) => Ok(Account::Receivable(PartyId::parse(of)?)),
            Some(("claim", of)) => Ok(Account::Claim(PartyId::parse(of)?)),
            _ => Err(unknown()),
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
            Account::Reserve(request) => write!(f, "reserve:{request}"),
            Account::Capital(request) => write!(f, "capital:{request}"),
            Account::Costs(category) => write!(f, "costs:{}", category.as_str()),
            Account::Pool => f.write_str("costs:pool"),
            Account::Advances => f.write_str("advances:owner"),
            Account::Revenue => f.write_str("revenue"),
            Account::PayableFor(party, purpose) => {
                write!(f, "payable:{party}:{}", purpose.as_str())
            }
            Account::AdvanceOnProfit(request) => write!(f, "advance_on_profit:{request}"),
            Account::Holdback(request) => write!(f, "holdback:{request}"),
            Account::Unclaimed(party) => write!(f, "unclaimed:{party}"),
            Account::Yield(project) => write!(f, "yield:{project}"),
            Account::Fx => f.write_str("fx:result"),
            Account::CreditableTax => f.write_str("tax:creditable_iva"),
            Account::TaxCharged => f.write_str("tax:iva_charged"),
            Account::TaxKept => f.write_str("tax:iva_withheld_by_third_party"),
            Account::IncomeTaxWithheld => f.write_str("tax:isr_withheld"),
            Account::TaxRounding => f.write_str("tax:rounding"),
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
#[value]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// The amount, more than nothing.
    pub amount: Money,
}

/// A balanced movement of money.
#[value]
#[derive(Default)]
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
#[value]
pub struct JournalEntry {
    /// Version of the event in the history.
    pub version: u32,
    /// When it took effect.
    pub effective_at: Timestamp,
    /// What moved.
    pub movement: Movement,
}

/// The balance of one account in one currency.
#[value]
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

/// Whether an account may have this balance: most are more than nothing.
fn may_be(account: &Account, balance: Money) -> bool {
    balance.is_positive() || (account.may_be_negative() && !balance.is_zero())
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
