//! Writes the two modules of the Python package that follow from the core: one exception class for each refusal code, and
//! one `StrEnum` for each enum of names.

use std::fmt::Write;
use tercero::Code;
use tercero::lang::{Choice, Chosen};

/// What stands in front of every generated module.
const NOTICE: &str = "\n\nWritten by `cargo xtask generate`. Do not edit.\n\"\"\"\n\n";

/// `tercero/errors.py`.
pub(crate) fn errors() -> Result<String, std::fmt::Error> {
    let mut module = format!("\"\"\"Refusals: one class for each code of the registry.{NOTICE}");
    module += include_str!("generate_python/errors.py");
    for code in Code::ALL {
        let (name, title) = (class(code.as_str()), code.title());
        write!(
            module,
            "\n\nclass {name}(TerceroError):\n    {}\n\n    code = \"{code}\"\n    title = {title:?}\n    status = {}\n",
            quoted(&format!("{}.", capital(title))),
            code.http_status()
        )?;
    }
    module += "\n\nCODES: dict[str, type[TerceroError]] = {\n";
    for code in Code::ALL {
        writeln!(module, "    \"{code}\": {},", class(code.as_str()))?;
    }
    module += "}\n\"\"\"The class of each code.\"\"\"\n";
    let classes: Vec<_> = Code::ALL.iter().map(|code| class(code.as_str())).collect();
    all(&mut module, &["CODES", "Refused", "TerceroError", "refused"], classes)?;
    Ok(module)
}

/// `tercero/choices.py`.
pub(crate) fn choices() -> Result<String, std::fmt::Error> {
    let mut module =
        format!("\"\"\"Enums of names, as they are written in every language.{NOTICE}");
    module += include_str!("generate_python/choices.py");
    let choices = list();
    for (name, about, members) in &choices {
        write!(module, "\n\nclass {name}(Choice):\n    {}\n", quoted(about))?;
        for member in *members {
            write!(module, "\n    {} = \"{}\"\n", member.name.to_uppercase(), member.name)?;
            if !member.about.is_empty() {
                writeln!(module, "    {}", quoted(member.about))?;
            }
        }
    }
    let classes = choices.iter().map(|(name, ..)| (*name).to_owned()).collect();
    all(&mut module, &["Choice"], classes)?;
    Ok(module)
}

/// `__all__`, in order.
fn all(module: &mut String, more: &[&str], mut names: Vec<String>) -> std::fmt::Result {
    names.extend(more.iter().map(|name| (*name).to_owned()));
    names.sort();
    *module += "\n__all__ = [\n";
    for name in names {
        writeln!(module, "    \"{name}\",")?;
    }
    *module += "]\n";
    Ok(())
}

/// `amount_scale` as a class is `AmountScale`; a `Deadline` is a value.
fn class(code: &str) -> String {
    match code {
        "deadline" => "DeadlineRefused".to_owned(),
        _ => code.split('_').map(capital).collect(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A docstring; the text has no quotes of three.
fn quoted(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    match lines.as_slice() {
        [one] => format!("\"\"\"{}\"\"\"", one.replace('\\', "\\\\")),
        _ => format!("\"\"\"{}\n    \"\"\"", lines.join("\n    ").replace('\\', "\\\\")),
    }
}

type Described = (&'static str, &'static str, &'static [Chosen]);

fn choice<T: Choice>() -> Described {
    (T::NAME, T::ABOUT, T::CHOICES)
}

/// All enums of names, by their names.
fn list() -> Vec<Described> {
    let mut choices = vec![
        choice::<tercero::allocation::AllocationRule>(),
        choice::<tercero::project::offer::ApprovalMode>(),
        choice::<tercero::project::settlement::Basis>(),
        choice::<tercero::project::offer::CaptureAt>(),
        choice::<tercero::escrow::event::CaseState>(),
        choice::<tercero::project::costs::Category>(),
        choice::<tercero::escrow::chargeback::ChargebackKind>(),
        choice::<tercero::escrow::chargeback::ChargebackState>(),
        choice::<tercero::escrow::event::CloseReason>(),
        choice::<tercero::escrow::command::CommandKind>(),
        choice::<tercero::project::commission::CommissionBase>(),
        choice::<tercero::project::commission::CommissionPayer>(),
        choice::<tercero::project::waterfall::Compounding>(),
        choice::<tercero::project::costs::CostPhase>(),
        choice::<tercero::project::waterfall::DayCount>(),
        choice::<tercero::rulebook::Dimension>(),
        choice::<tercero::project::simulation::Direction>(),
        choice::<tercero::project::customs::Element>(),
        choice::<tercero::project::command::EndedBy>(),
        choice::<tercero::project::liquidation::Ending>(),
        choice::<tercero::project::liquidation::Fault>(),
        choice::<tercero::project::liquidation::FeeBearer>(),
        choice::<tercero::project::explain::Figure>(),
        choice::<tercero::project::fx::FxPolicy>(),
        choice::<tercero::project::liquidation::GoodsEnding>(),
        choice::<tercero::escrow::command::HoldKind>(),
        choice::<tercero::escrow::HoldState>(),
        choice::<tercero::project::command::Identity>(),
        choice::<tercero::project::customs::Incoterm>(),
        choice::<tercero::project::commission::Invoices>(),
        choice::<tercero::escrow::terms::Kind>(),
        choice::<tercero::project::funding::LastTicket>(),
        choice::<tercero::project::event::Leaving>(),
        choice::<tercero::escrow::LegState>(),
        choice::<tercero::escrow::terms::Liability>(),
        choice::<tercero::escrow::MilestoneState>(),
        choice::<tercero::project::MoneyState>(),
        choice::<tercero::commission::On>(),
        choice::<tercero::escrow::command::OnExpiry>(),
        choice::<tercero::escrow::timers::OnTimeout>(),
        choice::<tercero::project::change_order::OrderState>(),
        choice::<tercero::project::funding::Oversubscription>(),
        choice::<tercero::journal::Owed>(),
        choice::<tercero::project::command::PaidTo>(),
        choice::<tercero::commission::Payer>(),
        choice::<tercero::project::PayoutState>(),
        choice::<tercero::escrow::Phase>(),
        choice::<tercero::project::in_kind::PricePolicy>(),
        choice::<tercero::project::profile::Profile>(),
        choice::<tercero::project::command::CommandKind>(),
        choice::<tercero::project::offer::Kind>(),
        choice::<tercero::project::ProjectState>(),
        choice::<tercero::project::timers::Timer>(),
        choice::<tercero::escrow::ProposalState>(),
        choice::<tercero::escrow::event::Purpose>(),
        choice::<tercero::escrow::command::Reason>(),
        choice::<tercero::commission::RefundCause>(),
        choice::<tercero::commission::RefundPolicy>(),
        choice::<tercero::escrow::event::ReleaseCause>(),
        choice::<tercero::project::RequestStatus>(),
        choice::<tercero::project::in_kind::ResidualPolicy>(),
        choice::<tercero::aggregate::Role>(),
        choice::<tercero::project::customs::Rounding>(),
        choice::<tercero::escrow::event::RuledBy>(),
        choice::<tercero::project::liquidation::Stage>(),
        choice::<tercero::project::profile::TaxInstrument>(),
        choice::<tercero::project::commission::TaxMode>(),
        choice::<tercero::project::profile::Person>(),
        choice::<tercero::escrow::timers::Timer>(),
        choice::<tercero::commission::Timing>(),
        choice::<tercero::project::command::Uncollectable>(),
        choice::<tercero::project::settlement::Weights>(),
        choice::<tercero::project::offer::YieldPolicy>(),
    ];
    choices.sort_by_key(|(name, ..)| *name);
    choices
}
