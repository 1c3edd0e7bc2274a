//! The trial balance of a deal or a project: its whole journal, added up account by account.
//! Debits must equal credits, and every account must come to what was worked out by hand.

use super::{Outcome, equal};
use crate::Done;
use std::collections::BTreeMap;
use tercero::journal::JournalEntry;
use tercero::{Currency, Money};

/// The narrowest column of accounts.
const SHORTEST: usize = 17;

/// What was debited and credited to one account, or to all.
#[derive(Clone, Copy)]
struct Sums {
    debits: Money,
    credits: Money,
}

/// Adds the journal up and prints it. What is left must be `expected`, debits less credits; everything else is zero.
pub(super) fn balance(journal: &[JournalEntry], expected: &[(&str, &str)]) -> Done {
    let nothing = Money::zero(Currency::parse("EUR")?);
    let accounts = add_up(journal, nothing)?;
    let width = accounts.keys().map(String::len).fold(SHORTEST, usize::max);
    println!("\n{:<width$}{:>12}{:>12}{:>12}", "account", "debits", "credits", "balance");
    let mut total = Sums { debits: nothing, credits: nothing };
    for (account, sums) in &accounts {
        let balance = print(account, width, *sums)?;
        let known = expected.iter().find(|(name, _)| name == account);
        equal(account, &balance, known.map_or("0.00", |(_, amount)| amount))?;
        total.debits = total.debits.plus(sums.debits)?;
        total.credits = total.credits.plus(sums.credits)?;
    }
    if let Some((missing, _)) = expected.iter().find(|(name, _)| !accounts.contains_key(*name)) {
        return Err(format!("nothing was booked to {missing}").into());
    }
    equal("debits less credits", &print("total", width, total)?, "0.00")
}

fn add_up(journal: &[JournalEntry], nothing: Money) -> Outcome<BTreeMap<String, Sums>> {
    let mut accounts = BTreeMap::new();
    for JournalEntry { movement, .. } in journal {
        for (is_debit, side) in [(true, &movement.debits), (false, &movement.credits)] {
            for posting in side {
                let sums = accounts
                    .entry(posting.account.to_string())
                    .or_insert(Sums { debits: nothing, credits: nothing });
                let sum = if is_debit { &mut sums.debits } else { &mut sums.credits };
                *sum = sum.plus(posting.amount)?;
            }
        }
    }
    Ok(accounts)
}

/// One line of the table; returns its balance.
fn print(account: &str, width: usize, sums: Sums) -> Outcome<String> {
    let balance = sums.debits.minus(sums.credits)?.amount_text();
    let (debits, credits) = (sums.debits.amount_text(), sums.credits.amount_text());
    println!("{account:<width$}{debits:>12}{credits:>12}{balance:>12}");
    Ok(balance)
}
