//! The rule book: which fee lines apply to a deal at an instant, and for every rule why it won or lost.
//! Among the rules of one stack group the most specific wins, then the highest priority, then the oldest; groups add up.

use crate::aggregate::Role;
use crate::commission::{FeeLine, FeeSchedule};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::{BOOK_RULES, SCOPE_VALUES};
use crate::money::{Currency, Money};
use crate::time::Timestamp;
use std::cmp::{Ordering, Reverse};
use std::fmt;
use tercero_macros::value;

/// The amounts a rule is for, in one currency. Like the tiers of a rule it begins above an amount and ends with one.
#[value(name = "PriceRange")]
#[derive(Copy)]
pub struct AmountRange {
    /// The price is more than this.
    pub above: Option<Money>,
    /// The price is at most this.
    pub up_to: Option<Money>,
}

/// Which deals a rule is for. An empty list means any; a deal has to fit every list that is not empty.
#[value]
#[derive(Default)]
#[serde(default)]
pub struct Scope {
    /// What is sold, in the host's own words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<Reference>,
    /// Who sells.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seller: Vec<PartyId>,
    /// Who buys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buyer: Vec<PartyId>,
    /// The country, in the host's own code, such as ISO 3166.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub country: Vec<Reference>,
    /// The currency of the deal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub currency: Vec<Currency>,
    /// How the buyer pays, in the host's own words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub method: Vec<Reference>,
    /// In which role the deal was started.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role: Vec<Role>,
    /// The price.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amount: Vec<AmountRange>,
}

/// What is known of a deal.
#[value]
pub struct Attributes {
    /// The price, which also names the currency.
    pub price: Money,
    /// What is sold.
    pub category: Option<Reference>,
    /// Who sells.
    pub seller: Option<PartyId>,
    /// Who buys.
    pub buyer: Option<PartyId>,
    /// The country.
    pub country: Option<Reference>,
    /// How the buyer pays.
    pub method: Option<Reference>,
    /// In which role the deal was started.
    pub role: Option<Role>,
}

impl Attributes {
    /// A deal of which only the price is known.
    pub const fn of(price: Money) -> Attributes {
        Attributes {
            price,
            category: None,
            seller: None,
            buyer: None,
            country: None,
            method: None,
            role: None,
        }
    }
}

/// One thing a scope can ask for.
#[value]
pub enum Dimension {
    /// What is sold.
    Category,
    /// Who sells.
    Seller,
    /// Who buys.
    Buyer,
    /// The country.
    Country,
    /// The currency.
    Currency,
    /// How the buyer pays.
    Method,
    /// In which role the deal was started.
    Role,
    /// The price.
    Amount,
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule of the book: a fee line with the deals and the time it is for. Amounts of the line are in the currency of the
/// deal, so a rule with amounts should name its currency in the scope.
#[value]
pub struct BookRule {
    /// Its name.
    pub id: Reference,
    /// Which edition of the rule. Two editions of one rule are never valid at the same time.
    pub version: u32,
    /// From when it is valid, that instant included; without it since ever.
    pub valid_from: Option<Timestamp>,
    /// Until when it is valid, that instant excluded; without it for ever.
    pub valid_to: Option<Timestamp>,
    /// The deals it is for.
    #[serde(default)]
    pub scope: Scope,
    /// Among equally specific rules of a group the one with the larger number wins.
    #[serde(default)]
    pub priority: u32,
    /// At most one rule of a group applies; the lines of different groups add up.
    pub stack_group: Reference,
    /// What it asks. Rules of one group may use one line id, rules of different groups may not.
    pub line: FeeLine,
}

/// Why a rule won or lost.
#[value]
pub enum Verdict {
    /// Its line is in the schedule.
    Won {},
    /// It is not valid yet.
    NotYetValid {},
    /// It is no longer valid.
    Expired {},
    /// It is for deals that differ in this.
    Mismatch {
        /// In what.
        dimension: Dimension,
    },
    /// Nobody said this of the deal.
    Missing {
        /// What.
        dimension: Dimension,
    },
    /// Another rule of its group asks for more dimensions.
    LessSpecific {
        /// The winner.
        to: Reference,
    },
    /// Another rule that is as specific has a higher priority.
    LowerPriority {
        /// The winner.
        to: Reference,
    },
    /// Another rule that is as specific, with the same priority, is older.
    Younger {
        /// The winner.
        to: Reference,
    },
}

/// A rule with its verdict.
#[value(name = "ExplainedRule")]
pub struct Explained {
    /// The rule.
    pub rule: Reference,
    /// Its edition.
    pub version: u32,
    /// Its group.
    pub stack_group: Reference,
    /// The id of its line.
    pub line: Reference,
    /// Why it won or lost.
    pub verdict: Verdict,
    /// The same for a person, in English.
    pub message: String,
}

/// The fees of a deal, and why they are these.
#[value]
pub struct Resolution {
    /// The lines of the winners, in the order in which their groups are first named. Amounts have the decimals of the deal's
    /// currency.
    pub schedule: FeeSchedule,
    /// Every rule of the book, in its order.
    pub explained: Vec<Explained>,
}

/// Two rules of which only the order of their age or of the book decides.
#[value]
pub struct Warning {
    /// The one that wins.
    pub rule: Reference,
    /// Its edition.
    pub version: u32,
    /// The other.
    pub other: Reference,
    /// Its edition.
    pub other_version: u32,
    /// Their group.
    pub stack_group: Reference,
    /// The same for a person, in English.
    pub message: String,
}

/// A checked list of rules.
///
/// ```
/// use tercero::rulebook::{Attributes, RuleBook, Verdict};
/// use tercero::{Currency, Money, Timestamp, from_json};
///
/// let line = r#"{"id":"platform","base":{"type":"price"},"payers":[{"payer":"seller","weight":"1"}],
///     "payees":[{"party":"platform","weight":"1"}],"rule":{"tiers":[{"rate":"RATE","on":"whole"}]}}"#;
/// let book: RuleBook = from_json(&format!(
///     r#"{{"rules":[
///         {{"id":"default","version":1,"stack_group":"platform","line":{}}},
///         {{"id":"books","version":1,"stack_group":"platform","scope":{{"category":["books"]}},"line":{}}}]}}"#,
///     line.replace("RATE", "0.05"), line.replace("RATE", "0.03"),
/// ))?;
/// let deal = Attributes::of(Money::parse("100.00", Currency::parse("EUR")?)?);
/// let found = book.resolve(&deal, Timestamp::parse("2026-03-01T09:00:00Z")?)?;
/// assert_eq!(found.explained[0].verdict, Verdict::Won {});
/// assert_eq!(found.explained[1].message, "the deal has no category, so the default rule applies");
/// assert_eq!(found.schedule.lines[0].rule.tiers[0].rate.to_string(), "0.05");
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[value(checked)]
pub struct RuleBook {
    /// The rules, in their order.
    rules: Vec<BookRule>,
}

impl RuleBook {
    fn checked(self) -> Result<RuleBook, Refusal> {
        RuleBook::new(self.rules)
    }

    /// Checks `rules`. A line's rule is checked in every currency its scope names.
    ///
    /// Errors: `rule_invalid` for an empty book, a rule that ends before it begins, two editions of one rule at one time,
    /// one line id in two groups, an amount range that is empty or turned around; `limit_exceeded`; `currency_mismatch` and
    /// `amount_range` in an amount range; those of [`crate::commission::Rule::fee`].
    pub fn new(rules: Vec<BookRule>) -> Result<RuleBook, Refusal> {
        if rules.is_empty() {
            return Err(invalid("a book needs a rule").at("rules"));
        }
        if rules.len() > BOOK_RULES {
            return Err(Refusal::new(Code::LimitExceeded).at("rules").allow("at most 256 rules"));
        }
        for (index, rule) in rules.iter().enumerate() {
            let earlier = rules.iter().take(index);
            rule.check(earlier).map_err(|r| r.at(format!("rules[{index}]")))?;
        }
        Ok(RuleBook { rules })
    }

    /// The rules, in their order.
    pub fn rules(&self) -> &[BookRule] {
        &self.rules
    }

    /// The fees of a deal at an instant.
    ///
    /// A group in which no rule fits the deal adds nothing. A group of which a rule might fit, if only the deal said what the
    /// rule asks for, needs a rule that does fit, such as one without a scope.
    /// Errors: `no_rule` if no group has a winner, or one lacks it for want of an attribute; `amount_scale` if an amount of
    /// a winner has more decimals than the currency of the deal.
    pub fn resolve(&self, deal: &Attributes, at: Timestamp) -> Result<Resolution, Refusal> {
        let mut schedule = FeeSchedule::default();
        let mut winners: Vec<&BookRule> = Vec::new();
        for group in self.groups() {
            let of_group = || self.rules.iter().filter(|rule| rule.stack_group == *group);
            let best = of_group().filter(|rule| rule.loses(deal, at).is_none()).min_by(order);
            if let Some(winner) = best {
                winners.push(winner);
                schedule.lines.push(winner.line.clone());
                continue;
            }
            let missing = of_group().find_map(|rule| match rule.loses(deal, at) {
                Some(Verdict::Missing { dimension }) => Some(dimension),
                _ => None,
            });
            if let Some(dimension) = missing {
                return Err(Refusal::new(Code::NoRule)
                    .because(format!("the deal has no {dimension}, and there is no default rule"))
                    .at(dimension.to_string())
                    .got(group));
            }
        }
        if winners.is_empty() {
            return Err(Refusal::new(Code::NoRule).at("rules"));
        }
        let explained = self.rules.iter().map(|rule| rule.explain(deal, at, &winners)).collect();
        let schedule = schedule.in_currency(deal.price.currency())?;
        Ok(Resolution { schedule, explained })
    }

    /// Pairs of rules that can both fit one deal at one time and are equally specific with equal priority: which of them wins
    /// may not be what was meant.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for (index, other) in self.rules.iter().enumerate() {
            for rule in self.rules.iter().take(index).filter(|rule| rule.ties(other)) {
                let (rule, other) = match order(&rule, &other) {
                    Ordering::Greater => (other, rule),
                    Ordering::Less | Ordering::Equal => (rule, other),
                };
                warnings.push(Warning {
                    rule: rule.id.clone(),
                    version: rule.version,
                    other: other.id.clone(),
                    other_version: other.version,
                    stack_group: rule.stack_group.clone(),
                    message: format!(
                        "`{}` and `{}` are equally specific and have the same priority: the older, or the first in the \
                         book, wins",
                        rule.id, other.id
                    ),
                });
            }
        }
        warnings
    }

    /// The stack groups, in the order in which they are first named.
    fn groups(&self) -> Vec<&Reference> {
        let mut groups: Vec<&Reference> = Vec::new();
        for group in self.rules.iter().map(|rule| &rule.stack_group) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }
}

/// Which of two rules wins when both fit: the lesser. Of equal ones the first in the book, because the search is stable.
fn order(a: &&BookRule, b: &&BookRule) -> Ordering {
    let rank = |rule: &BookRule| {
        (Reverse(rule.scope.dimensions()), Reverse(rule.priority), rule.valid_from)
    };
    rank(a).cmp(&rank(b))
}

fn invalid(why: &'static str) -> Refusal {
    Refusal::new(Code::RuleInvalid).because(why)
}

impl BookRule {
    /// Finds what is wrong with the rule, alone or beside those before it.
    fn check<'a>(&self, mut earlier: impl Iterator<Item = &'a BookRule>) -> Result<(), Refusal> {
        if self.valid_from.zip(self.valid_to).is_some_and(|(from, to)| to <= from) {
            return Err(invalid("the rule ends before it begins").at("valid_to"));
        }
        let clash = earlier.find_map(|known| {
            if known.id == self.id && (known.version == self.version || self.meets(known)) {
                Some(("id", "two editions of one rule are valid at one time, or have one number"))
            } else if known.line.id == self.line.id && known.stack_group != self.stack_group {
                Some(("line.id", "two groups have lines of one id"))
            } else {
                None
            }
        });
        if let Some((field, why)) = clash {
            return Err(invalid(why).at(field).got(&self.id));
        }
        self.scope.check().map_err(|r| r.at("scope"))?;
        // Without a currency nothing is known of the decimals: four are the most there are.
        let most_decimals = [Currency::parse("CLF")?];
        let currencies: &[Currency] = match self.scope.currency.as_slice() {
            [] => &most_decimals,
            named => named,
        };
        for currency in currencies {
            let rule = self.line.rule.fee(Money::zero(*currency));
            rule.map_err(|r| r.at("line.rule"))?;
        }
        Ok(())
    }

    /// Whether both are valid at some instant.
    fn meets(&self, other: &BookRule) -> bool {
        let begins_before_end = |a: &BookRule, b: &BookRule| {
            b.valid_to.is_none_or(|to| a.valid_from.is_none_or(|from| from < to))
        };
        begins_before_end(self, other) && begins_before_end(other, self)
    }

    /// Whether nothing but age decides between both.
    fn ties(&self, other: &BookRule) -> bool {
        self.stack_group == other.stack_group
            && self.priority == other.priority
            && self.scope.dimensions() == other.scope.dimensions()
            && self.meets(other)
            && self.scope.meets(&other.scope)
    }

    /// Why the rule does not fit the deal, if it does not.
    fn loses(&self, deal: &Attributes, at: Timestamp) -> Option<Verdict> {
        if self.valid_from.is_some_and(|from| at < from) {
            return Some(Verdict::NotYetValid {});
        }
        if self.valid_to.is_some_and(|to| at >= to) {
            return Some(Verdict::Expired {});
        }
        let fits = self.scope.fits(deal);
        let first = |wanted: Fit| {
            fits.iter().find(|(_, fit)| *fit == wanted).map(|(dimension, _)| *dimension)
        };
        let mismatch = first(Fit::Differs).map(|dimension| Verdict::Mismatch { dimension });
        mismatch.or_else(|| first(Fit::Unknown).map(|dimension| Verdict::Missing { dimension }))
    }

    fn explain(&self, deal: &Attributes, at: Timestamp, winners: &[&BookRule]) -> Explained {
        let winner = winners.iter().find(|w| w.stack_group == self.stack_group);
        let verdict = match (self.loses(deal, at), winner) {
            (Some(verdict), _) => verdict,
            (None, Some(winner)) if **winner != *self => self.beaten_by(winner),
            (None, _) => Verdict::Won {},
        };
        let default = winner.is_some_and(|winner| winner.scope.dimensions() == 0);
        Explained {
            rule: self.id.clone(),
            version: self.version,
            stack_group: self.stack_group.clone(),
            line: self.line.id.clone(),
            message: verdict.message(default),
            verdict,
        }
    }

    fn beaten_by(&self, winner: &BookRule) -> Verdict {
        let to = winner.id.clone();
        if self.scope.dimensions() < winner.scope.dimensions() {
            Verdict::LessSpecific { to }
        } else if self.priority < winner.priority {
            Verdict::LowerPriority { to }
        } else {
            Verdict::Younger { to }
        }
    }
}

impl Verdict {
    /// The verdict for a person; `default` says whether a rule without a scope won the group.
    fn message(&self, default: bool) -> String {
        match self {
            Verdict::Won {} if default => "no rule of its group that asks for more fits".to_owned(),
            Verdict::Won {} => {
                "it fits the deal and no rule of its group is ahead of it".to_owned()
            }
            Verdict::NotYetValid {} => "it is not valid yet".to_owned(),
            Verdict::Expired {} => "it is no longer valid".to_owned(),
            Verdict::Mismatch { dimension } => format!("the deal has another {dimension}"),
            Verdict::Missing { dimension } if default => {
                format!("the deal has no {dimension}, so the default rule applies")
            }
            Verdict::Missing { dimension } => format!("the deal has no {dimension}"),
            Verdict::LessSpecific { to } => format!("`{to}` is more specific"),
            Verdict::LowerPriority { to } => {
                format!("`{to}` is as specific and has a higher priority")
            }
            Verdict::Younger { to } => {
                format!("`{to}` is as specific, has the same priority and is older or stands first")
            }
        }
    }
}

/// How a deal stands to one dimension of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// The scope does not ask, or the deal has what it asks for.
    Fits,
    /// The deal has something else.
    Differs,
    /// Nobody said.
    Unknown,
}

impl Fit {
    fn of<T: PartialEq>(wanted: &[T], has: Option<&T>) -> Fit {
        match has {
            _ if wanted.is_empty() => Fit::Fits,
            None => Fit::Unknown,
            Some(value) if wanted.contains(value) => Fit::Fits,
            Some(_) => Fit::Differs,
        }
    }
}

impl Scope {
    /// How many dimensions it asks for.
    fn dimensions(&self) -> usize {
        self.lengths().into_iter().filter(|length| *length > 0).count()
    }

    fn lengths(&self) -> [usize; 8] {
        [
            self.category.len(),
            self.seller.len(),
            self.buyer.len(),
            self.country.len(),
            self.currency.len(),
            self.method.len(),
            self.role.len(),
            self.amount.len(),
        ]
    }

    fn check(&self) -> Result<(), Refusal> {
        if self.lengths().into_iter().any(|length| length > SCOPE_VALUES) {
            return Err(
                Refusal::new(Code::LimitExceeded).allow("at most 64 values of one dimension")
            );
        }
        let ranges = self.amount.iter().enumerate();
        ranges.into_iter().try_for_each(|(index, range)| {
            range.check().map_err(|refusal| refusal.at(format!("amount[{index}]")))
        })
    }

    /// How a deal stands to every dimension.
    fn fits(&self, deal: &Attributes) -> [(Dimension, Fit); 8] {
        let amount = match &self.amount {
            ranges if ranges.is_empty() => Fit::Fits,
            ranges if ranges.iter().any(|range| range.contains(deal.price)) => Fit::Fits,
            _ => Fit::Differs,
        };
        [
            (Dimension::Category, Fit::of(&self.category, deal.category.as_ref())),
            (Dimension::Seller, Fit::of(&self.seller, deal.seller.as_ref())),
            (Dimension::Buyer, Fit::of(&self.buyer, deal.buyer.as_ref())),
            (Dimension::Country, Fit::of(&self.country, deal.country.as_ref())),
            (Dimension::Currency, Fit::of(&self.currency, Some(&deal.price.currency()))),
            (Dimension::Method, Fit::of(&self.method, deal.method.as_ref())),
            (Dimension::Role, Fit::of(&self.role, deal.role.as_ref())),
            (Dimension::Amount, amount),
        ]
    }

    /// Whether some deal fits both.
    fn meets(&self, other: &Scope) -> bool {
        fn share<T: PartialEq>(a: &[T], b: &[T]) -> bool {
            a.is_empty() || b.is_empty() || a.iter().any(|value| b.contains(value))
        }
        let ranges = || self.amount.iter().any(|a| other.amount.iter().any(|b| a.meets(b)));
        share(&self.category, &other.category)
            && share(&self.seller, &other.seller)
            && share(&self.buyer, &other.buyer)
            && share(&self.country, &other.country)
            && share(&self.currency, &other.currency)
            && share(&self.method, &other.method)
            && share(&self.role, &other.role)
            && (self.amount.is_empty() || other.amount.is_empty() || ranges())
    }
}

impl AmountRange {
    fn check(&self) -> Result<(), Refusal> {
        let AmountRange { above, up_to } = *self;
        let bounds = || above.into_iter().chain(up_to);
        if bounds().next().is_none() {
            return Err(invalid("a range needs `above` or `up_to`"));
        }
        if let Some(below) = bounds().find(|bound| bound.minor() < 0) {
            return Err(Refusal::new(Code::AmountRange).got(below.amount_text()));
        }
        let Some((above, up_to)) = above.zip(up_to) else { return Ok(()) };
        above.same_currency(up_to)?;
        if up_to <= above {
            return Err(invalid("the range ends before it begins")
                .at("up_to")
                .got(up_to.amount_text())
                .allow(format!("more than {}", above.amount_text())));
        }
        Ok(())
    }

    /// The bounds in minor units: more than the first, at most the second.
    fn bounds(self) -> (i128, i128) {
        (self.above.map_or(i128::MIN, Money::minor), self.up_to.map_or(i128::MAX, Money::minor))
    }

    fn currency(self) -> Option<Currency> {
        self.above.or(self.up_to).map(Money::currency)
    }

    fn contains(self, price: Money) -> bool {
        let (above, up_to) = self.bounds();
        self.currency() == Some(price.currency()) && price.minor() > above && price.minor() <= up_to
    }

    /// Whether some amount is in both.
    fn meets(self, other: &AmountRange) -> bool {
        let ((above, up_to), (other_above, other_up_to)) = (self.bounds(), other.bounds());
        self.currency() == other.currency() && above.max(other_above) < up_to.min(other_up_to)
    }
}
