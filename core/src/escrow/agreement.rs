//! Terms together with what follows from them: the quote, the hash and the two sides.

use crate::commission::Payer;
use crate::error::Refusal;
use crate::escrow::terms::Terms;
use crate::id::{Hash, PartyId};
use crate::money::Money;
use crate::quote::Quote;
use serde::{Deserialize, Serialize};

/// Terms together with everything that follows from them and never changes: what an acceptance pins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "AgreementText", into = "AgreementText")]
pub struct Agreement {
    /// The terms.
    pub terms: Terms,
    /// Which edition of the terms, from 1.
    pub version: u32,
    /// The quote.
    pub quote: Quote,
    /// The terms hash, as it was accepted: later editions of this crate may complete stored terms with more defaults.
    pub hash: Hash,
    /// The price.
    pub price: Money,
    /// The buyer.
    pub buyer: PartyId,
    /// The seller.
    pub seller: PartyId,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementText {
    terms: Terms,
    version: u32,
    hash: Hash,
}

impl Agreement {
    pub(crate) fn new(terms: Terms, version: u32) -> Result<Agreement, Refusal> {
        Ok(Agreement {
            version,
            quote: terms.quote()?,
            hash: terms.hash()?,
            price: terms.price(),
            buyer: terms.side(Payer::Buyer)?.clone(),
            seller: terms.side(Payer::Seller)?.clone(),
            terms,
        })
    }

    /// The party on one side.
    pub(crate) const fn side(&self, side: Payer) -> &PartyId {
        match side {
            Payer::Buyer => &self.buyer,
            Payer::Seller => &self.seller,
        }
    }
}

impl PartialEq for Agreement {
    /// The hash covers the terms and all that follows from them.
    fn eq(&self, other: &Agreement) -> bool {
        self.hash == other.hash && self.version == other.version
    }
}

impl Eq for Agreement {}

impl std::hash::Hash for Agreement {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
        self.version.hash(state);
    }
}

impl TryFrom<AgreementText> for Agreement {
    type Error = Refusal;

    fn try_from(text: AgreementText) -> Result<Agreement, Refusal> {
        Ok(Agreement { hash: text.hash, ..Agreement::new(text.terms, text.version)? })
    }
}

impl From<Agreement> for AgreementText {
    fn from(agreement: Agreement) -> AgreementText {
        AgreementText { terms: agreement.terms, version: agreement.version, hash: agreement.hash }
    }
}
