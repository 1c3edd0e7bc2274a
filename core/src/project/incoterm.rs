//! The terms of delivery of the Incoterms 2020 as a table: what the supplier's price has in it, and what it has not.
//! From it follows what the project pays itself and what the customs value adds to the price.

use tercero_macros::value;

/// A term of delivery of the Incoterms 2020: what the supplier's price includes, and so what the project pays itself.
#[value]
pub enum Incoterm {
    /// Ex works.
    Exw,
    /// Free carrier.
    Fca,
    /// Free on board.
    Fob,
    /// Carriage paid to.
    Cpt,
    /// Cost and freight.
    Cfr,
    /// Carriage and insurance paid to.
    Cip,
    /// Cost, insurance and freight.
    Cif,
    /// Delivered at place.
    Dap,
    /// Delivered at place unloaded.
    Dpu,
    /// Delivered, duty paid.
    Ddp,
}

/// Something that has to be paid on the way, in the order of the way.
#[value]
pub enum Element {
    /// The goods.
    Goods,
    /// From the supplier's door to the carrier or port.
    OriginHaulage,
    /// Export clearance.
    Export,
    /// International freight.
    Freight,
    /// Insurance of the transport.
    Insurance,
    /// From the border to the place of delivery.
    Delivery,
    /// Duties, taxes and broker at the border.
    Import,
}

/// One row of the table of [`Incoterm`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IncotermRow {
    /// Inside the supplier's price.
    pub in_price: &'static [Element],
    /// What the project pays, as lines of its own.
    pub own_lines: &'static [Element],
    /// What is added to the price for the customs value, as far as it is paid.
    pub increments: &'static [Element],
}

impl Incoterm {
    /// What the price includes, what the project pays and what the customs value adds.
    ///
    /// ```
    /// use tercero::project::customs::{Element, Incoterm};
    ///
    /// let row = Incoterm::Cfr.row();
    /// assert!(row.in_price.contains(&Element::Freight));
    /// assert_eq!(row.increments, [Element::Insurance]);
    /// ```
    pub const fn row(self) -> IncotermRow {
        use Element::{Delivery, Export, Freight, Goods, Import, Insurance, OriginHaulage};
        let (in_price, own_lines, increments): (&[Element], &[Element], &[Element]) = match self {
            Incoterm::Exw => (
                &[Goods],
                &[OriginHaulage, Export, Freight, Insurance, Delivery, Import],
                &[OriginHaulage, Freight, Insurance],
            ),
            Incoterm::Fca | Incoterm::Fob => (
                &[Goods, OriginHaulage, Export],
                &[Freight, Insurance, Delivery, Import],
                &[Freight, Insurance],
            ),
            Incoterm::Cpt | Incoterm::Cfr => (
                &[Goods, OriginHaulage, Export, Freight],
                &[Insurance, Delivery, Import],
                &[Insurance],
            ),
            Incoterm::Cip | Incoterm::Cif => {
                (&[Goods, OriginHaulage, Export, Freight, Insurance], &[Delivery, Import], &[])
            }
            Incoterm::Dap | Incoterm::Dpu => {
                (&[Goods, OriginHaulage, Export, Freight, Insurance, Delivery], &[Import], &[])
            }
            Incoterm::Ddp => {
                (&[Goods, OriginHaulage, Export, Freight, Insurance, Delivery, Import], &[], &[])
            }
        };
        IncotermRow { in_price, own_lines, increments }
    }
}
