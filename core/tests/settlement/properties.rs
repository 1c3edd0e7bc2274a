//! What holds for every project, however strange: what goes out is what there is, and nobody is treated worse than agreed.

use crate::random::{Columns, actuals, facts, money, plain, position, positions, rules, tiers};
use proptest::collection::vec;
use proptest::prelude::*;
use tercero::allocation::{allocate_increment_into, allocate_into};
use tercero::project::columns::SettlementColumns;
use tercero::project::distribution::{Cash, distribute_into, interim, share};
use tercero::project::explain::{Figure, Reason, explain, explain_at, explain_position};
use tercero::project::settlement::{
    Actuals, Position, ProfitSplit, Settlement, SettlementRules, Weights, settle, settle_into,
};
use tercero::project::supplementary::{PositionReserve, Reserve, Reserves, supplementary};
use tercero::project::waterfall::{Tier, waterfall};
use tercero::{Code, Money, Rate, from_json, to_json};

fn total(monies: impl IntoIterator<Item = Money>) -> i128 {
    monies.into_iter().map(Money::minor).sum()
}

/// Settles, unless there is a profit and nobody to share it.
fn settled(rules: &SettlementRules, facts: &Actuals, positions: &[Position]) -> Option<Settlement> {
    match settle(rules, facts, positions) {
        Ok(settlement) => Some(settlement),
        Err(refusal) => {
            assert_eq!(refusal.code, Code::ZeroWeights, "{refusal}");
            let weight = |position: &Position| match rules.weights {
                Weights::Capital => position.capital.minor(),
                Weights::CapitalDays => position.capital.minor() * i128::from(position.days),
            };
            assert!(positions.iter().all(|position| weight(position) == 0));
            assert!(facts.revenue.is_positive());
            None
        }
    }
}

/// Largest remainder in the plainest way; small numbers only.
fn by_hand(total: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum::<i128>().max(1);
    let mut parts: Vec<i128> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(total * weights[*index] % sum));
    let left = total - parts.iter().sum::<i128>();
    for index in order.into_iter().take(usize::try_from(left).unwrap()) {
        parts[index] += 1;
    }
    parts
}

fn edge() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), Just(1), Just(i64::MAX), Just(i64::MAX - 1), 0..=i64::MAX, 0_i64..1_000]
}

proptest! {
    /// Payouts, owner, commission, tax, withholdings and holdbacks are revenue and capital less costs, and what is owed.
    #[test]
    fn what_goes_out_is_what_there_is(
        rules in rules(), facts in facts(), positions in positions(),
    ) {
        let Some(settlement) = settled(&rules, &facts, &positions) else { return Ok(()) };
        let (totals, lines) = (&settlement.totals, &settlement.lines);
        let out = total(lines.iter().flat_map(|line| {
            [line.payout, line.parked, line.withheld, line.advance, line.distributed, line.holdback]
        })) + total([totals.owner_payout, totals.owner_holdback, totals.owner_paid])
            + total([totals.commission, totals.commission_tax]);
        let capital = total(positions.iter().map(|position| position.capital));
        let there = facts.revenue.minor() + capital - facts.costs.minor();
        let owed = total(lines.iter().map(|line| line.receivable))
            + total([totals.owner_receivable, totals.owner_excess_liability]);
        prop_assert_eq!(out, there + owed);
        for line in lines {
            let has = total([line.capital, line.profit, line.receivable]);
            let gets = total([line.withheld, line.advance, line.distributed, line.holdback]);
            prop_assert_eq!(has, gets + total([line.payout, line.parked]));
        }
        prop_assert_eq!(totals.result.minor(), facts.revenue.minor() - totals.costs.minor());
        prop_assert_eq!(totals.costs.minor() + totals.owner_debt.minor(), facts.costs.minor());
        prop_assert_eq!(
            total([totals.overrun_absorbed, totals.owner_debt]), totals.overrun.minor()
        );
        let text = to_json(&settlement).unwrap();
        prop_assert_eq!(from_json::<Settlement>(&text).unwrap(), settlement);
    }

    #[test]
    fn nobody_gets_less_than_nothing_or_loses_more_than_his_capital(
        rules in rules(), facts in facts(), positions in positions(),
    ) {
        let Some(Settlement { totals, lines }) = settled(&rules, &facts, &positions)
            else { return Ok(()) };
        for line in &lines {
            let position = positions.iter().find(|one| one.id == line.position).unwrap();
            for amount in [
                line.capital, line.profit, line.loss, line.withheld, line.holdback, line.payout,
                line.parked, line.receivable, line.commission, line.commission_tax,
            ] {
                prop_assert!(amount.minor() >= 0);
            }
            prop_assert_eq!(line.capital.minor() + line.loss.minor(), position.capital.minor());
            prop_assert!(line.withheld <= line.profit && line.holdback <= line.profit);
            prop_assert!(line.payout.is_zero() || line.payout >= rules.payout_threshold);
            prop_assert!(line.parked < rules.payout_threshold || line.parked.is_zero());
            prop_assert!(line.payout.is_zero() || line.parked.is_zero());
        }
        for amount in [
            totals.commission, totals.commission_tax, totals.commission_shortfall,
            totals.owner_share, totals.owner_payout, totals.owner_holdback,
            totals.owner_receivable, totals.owner_excess_liability, totals.owner_netted,
        ] {
            prop_assert!(amount.minor() >= 0);
        }
        if totals.result.minor() <= 0 {
            let none = [totals.commission, totals.commission_tax, totals.owner_share];
            prop_assert_eq!(total(none), 0);
            prop_assert_eq!(
                total([totals.loss, totals.owner_excess_liability]), -totals.result.minor()
            );
        } else {
            prop_assert!(totals.loss.is_zero() && totals.owner_excess_liability.is_zero());
        }
        let order: Vec<(bool, u32)> = lines.iter().map(|line| {
            let position = positions.iter().find(|one| one.id == line.position).unwrap();
            (position.owner, position.seq)
        }).collect();
        prop_assert!(order.is_sorted());
    }

    #[test]
    fn the_order_of_the_positions_does_not_matter(
        rules in rules(), facts in facts(),
        (positions, shuffled) in positions().prop_flat_map(|positions| {
            (Just(positions.clone()), Just(positions).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(settle(&rules, &facts, &positions), settle(&rules, &facts, &shuffled));
    }

    #[test]
    fn columns_and_single_positions_agree(
        rules in rules(), facts in facts(), positions in positions(),
    ) {
        let columns = Columns::of(&positions);
        let column = || vec![-1_i64; positions.len()];
        let mut out = [(); 9].map(|()| column());
        let [profit, loss, payout, withheld, holdback, parked, receivable, commission, tax] =
            &mut out;
        let places = SettlementColumns {
            profit, loss, payout, withheld, holdback, parked, receivable, commission,
            commission_tax: tax,
        };
        let bulk = settle_into(&rules, &facts, columns.view(), places);
        let single = settle(&rules, &facts, &positions);
        prop_assert_eq!(&bulk, &single.clone().map(|single| single.totals));
        let Ok(single) = single else { return Ok(()) };
        for (index, line) in single.lines.iter().enumerate() {
            let amounts = [
                line.profit, line.loss, line.payout, line.withheld, line.holdback, line.parked,
                line.receivable, line.commission, line.commission_tax,
            ];
            for (column, amount) in out.iter().zip(amounts) {
                prop_assert_eq!(i128::from(column[index]), amount.minor());
            }
        }
        let (mut profit, mut loss, mut payout) = (column(), column(), column());
        let few = SettlementColumns {
            profit: &mut profit, loss: &mut loss, payout: &mut payout, ..Default::default()
        };
        prop_assert_eq!(&settle_into(&rules, &facts, columns.view(), few), &bulk);
        prop_assert!([profit, loss, payout] == out[..3]);
    }

    /// Profit by the weights, loss by capital with the owner's first, each by a largest remainder computed by hand.
    #[test]
    fn shares_are_the_largest_remainders(
        mut rules in rules(), facts in facts(), positions in positions(),
    ) {
        rules.split = ProfitSplit::Simple {};
        let Some(settlement) = settled(&rules, &facts, &positions) else { return Ok(()) };
        let columns = Columns::of(&positions);
        let mut sorted: Vec<&Position> = positions.iter().collect();
        sorted.sort_by_key(|position| (position.owner, position.seq));
        let capital: Vec<i128> = sorted.iter().map(|position| position.capital.minor()).collect();
        let days = sorted.iter().map(|position| i128::from(position.days));
        let weights = match rules.weights {
            Weights::Capital => capital.clone(),
            Weights::CapitalDays => capital.iter().zip(days).map(|(c, d)| c * d).collect(),
        };
        let minors = |figure: fn(&tercero::project::settlement::SettlementLine) -> Money| {
            settlement.lines.iter().map(|line| figure(line).minor()).collect::<Vec<i128>>()
        };
        let pool = settlement.totals.investor_pool.minor();
        prop_assert_eq!(minors(|line| line.profit), by_hand(pool, &weights));
        let loss = settlement.totals.loss.minor();
        if rules.first_loss {
            let (investors, owners) = capital.split_at(capital.len() - columns.owners);
            let first = loss.min(owners.iter().sum());
            let wanted = [by_hand(loss - first, investors), by_hand(first, owners)].concat();
            prop_assert_eq!(minors(|line| line.loss), wanted);
        } else {
            prop_assert_eq!(minors(|line| line.loss), by_hand(loss, &capital));
        }
    }

    /// Tiers that only return the capital and split are the simple rule.
    #[test]
    fn a_waterfall_of_two_tiers_is_the_simple_split(
        mut rules in rules(), facts in facts(), positions in positions(),
    ) {
        rules.split = ProfitSplit::Simple {};
        let mut tiered = rules.clone();
        let tiers = vec![Tier::ReturnOfCapital {}, Tier::Split { owner: rules.owner_share }];
        let basis = tercero::project::settlement::Basis::European;
        tiered.split = ProfitSplit::Waterfall { tiers, basis };
        tiered.owner_share = Rate::ZERO;
        // Investors who pay a commission themselves share what is left, not what they pay; the last cents may differ.
        prop_assume!(
            rules.commission.payer != tercero::project::commission::CommissionPayer::Investors
        );
        prop_assert_eq!(
            settle(&rules, &facts, &positions), settle(&tiered, &facts, &positions)
        );
    }

    #[test]
    fn a_waterfall_gives_away_everything(
        tiers in tiers(), distributable in 0_i64..1_000_000,
        lots in vec((1_i64..100_000, 0_u32..800), 1..8),
    ) {
        let capital: Vec<Money> = lots.iter().map(|(capital, _)| money(*capital)).collect();
        let days: Vec<u32> = lots.iter().map(|(_, days)| *days).collect();
        let paid = waterfall(&tiers, money(distributable), &capital, &days).unwrap();
        let all = paid.owner.minor() + total(paid.investors.iter().copied());
        prop_assert_eq!(all, i128::from(distributable));
        let by_tier = total(paid.tiers.iter().flat_map(|tier| [tier.owner, tier.investors]));
        prop_assert_eq!(by_tier, all);
        let mut open = false;
        for tier in &paid.tiers {
            let given = tier.owner.minor() + tier.investors.minor();
            prop_assert!(given <= tier.due.minor());
            prop_assert!(!open || given == 0, "a tier is served before an earlier one is full");
            open |= given < tier.due.minor();
            prop_assert!(tier.parts.iter().zip(&tier.dues).all(|(part, due)| part <= due));
        }
        let returned = total(paid.tiers[0].parts.iter().copied());
        let raised = total(capital.iter().copied());
        prop_assert!(paid.owner.is_zero() || returned == raised);
    }

    /// The first settlement and the difference are the recomputation; all differences are that of the result.
    #[test]
    fn a_supplementary_settlement_is_the_recomputation(
        rules in rules(), before in facts(), now in facts(), positions in positions(),
        reserve in vec((0_i64..50_000, 0_i64..50_000), 12),
    ) {
        let (Some(first), Some(second)) = (
            settled(&rules, &before, &positions), settled(&rules, &now, &positions)
        ) else { return Ok(()) };
        let reserve: Vec<Reserve> = reserve.iter().map(|(holdback, future)| {
            Reserve { holdback: money(*holdback), future: money(*future) }
        }).collect();
        let reserves = Reserves {
            owner: reserve[11].clone(),
            positions: positions.iter().zip(&reserve).map(|(position, reserve)| {
                PositionReserve { position: position.id.clone(), reserve: reserve.clone() }
            }).collect(),
        };
        let late = supplementary(&rules, &before, &now, &positions, &reserves).unwrap();
        prop_assert_eq!(&late.totals, &second.totals);
        let mut differences = total([
            late.commission.difference, late.commission_tax.difference, late.owner.difference,
        ]);
        for ((line, first), second) in late.lines.iter().zip(&first.lines).zip(&second.lines) {
            let due = |line: &tercero::project::settlement::SettlementLine| {
                line.capital.minor() + line.profit.minor() - line.withheld.minor()
            };
            prop_assert_eq!(&line.position, &first.position);
            prop_assert_eq!(due(first) + line.entitlement.difference.minor(), due(second));
            differences += total([line.entitlement.difference, line.withheld.difference]);
            let reserve = &reserves.positions.iter()
                .find(|one| one.position == line.position).unwrap().reserve;
            let taken = &line.collected;
            prop_assert_eq!(
                total([taken.from_holdback, taken.from_future, taken.receivable]),
                line.payable.minor() - line.entitlement.difference.minor()
            );
            prop_assert_eq!(
                total([taken.from_holdback, taken.released]), reserve.holdback.minor()
            );
            prop_assert!(taken.from_future.is_zero() || taken.released.is_zero());
            prop_assert!(
                taken.receivable.is_zero() || taken.from_future == reserve.future
            );
        }
        let brought = |facts: &Actuals| facts.revenue.minor() - facts.costs.minor();
        prop_assert_eq!(differences, brought(&now) - brought(&before));
    }

    /// Interim money is never taken back, and all of it together is less than two minor units from the exact share.
    #[test]
    fn interim_payments_end_where_one_payment_would(
        capital in vec(1_i64..100_000, 1..10), amounts in vec(0_i64..200_000, 1..8),
    ) {
        let mut positions: Vec<Position> =
            (1..).zip(&capital).map(|(seq, capital)| position(seq, *capital)).collect();
        let rules = plain();
        let mut paid = vec![0_i64; capital.len()];
        for amount in &amounts {
            let cash = Cash {
                cash: money(amount + 5), committed_costs: money(3), reserve: money(2),
            };
            let lines = interim(&rules, &cash, money(*amount), &positions).unwrap();
            prop_assert_eq!(
                total(lines.iter().map(|line| line.payment)), i128::from(*amount)
            );
            let (mut payment, mut of_capital) = (paid.clone(), paid.clone());
            distribute_into(&capital, &paid, *amount, &mut payment, &mut of_capital).unwrap();
            for (index, (position, line)) in positions.iter_mut().zip(&lines).enumerate() {
                prop_assert!(line.payment.minor() >= 0 && line.profit.minor() >= 0);
                prop_assert_eq!(line.payment.minor(), i128::from(payment[index]));
                prop_assert_eq!(line.capital.minor(), i128::from(of_capital[index]));
                position.distributed = position.distributed.plus(line.capital).unwrap();
                position.profit_distributed =
                    position.profit_distributed.plus(line.profit).unwrap();
                prop_assert!(position.distributed <= position.capital);
                let whole = position.distributed == position.capital;
                prop_assert!(whole || position.profit_distributed.is_zero());
                paid[index] += payment[index];
            }
        }
        let all = money(amounts.iter().sum());
        let one_shot = share(&rules, all, Weights::Capital, &positions).unwrap();
        for (paid, portion) in paid.iter().zip(one_shot) {
            prop_assert!((i128::from(*paid) - portion.amount.minor()).abs() <= 2);
        }
    }

    /// The increment by its definition: what is missing to the whole, and what is too much taken back unit by unit.
    #[test]
    fn increments_in_columns_are_those_of_the_definition(
        parts in vec((0_i64..50, 0_i64..40), 1..90), amount in 0_i64..60,
    ) {
        let weights: Vec<i64> = parts.iter().map(|(weight, _)| *weight).collect();
        let paid: Vec<i64> = parts.iter().map(|(_, paid)| *paid).collect();
        let mut out = vec![0; parts.len()];
        let sum: i64 = weights.iter().sum();
        let whole = amount + paid.iter().sum::<i64>();
        let result = allocate_increment_into(&weights, &paid, amount, &mut out);
        if sum == 0 && whole > 0 {
            prop_assert_eq!(result.unwrap_err().code, Code::ZeroWeights);
            return Ok(());
        }
        result.unwrap();
        let mut wanted = vec![0; parts.len()];
        allocate_into(whole, &weights, &mut wanted).unwrap();
        let mut deficit = 0;
        for (part, paid) in wanted.iter_mut().zip(&paid) {
            *part -= paid;
            deficit -= (*part).min(0);
            *part = (*part).max(0);
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|index| {
            (whole * weights[*index] % sum.max(1), std::cmp::Reverse(*index))
        });
        while deficit > 0 {
            for index in &order {
                if deficit > 0 && wanted[*index] > 0 {
                    wanted[*index] -= 1;
                    deficit -= 1;
                }
            }
        }
        prop_assert_eq!(out, wanted);
    }

    /// Every explanation leads to the amount of the line, from all positions or from one.
    #[test]
    fn explanations_lead_to_the_amounts(
        rules in rules(), facts in facts(), positions in positions(), pick in any::<prop::sample::Index>(),
    ) {
        let Some(settlement) = settled(&rules, &facts, &positions) else { return Ok(()) };
        let explained = explain(&rules, &facts, &positions).unwrap();
        for (line, explained) in settlement.lines.iter().zip(&explained.lines) {
            prop_assert_eq!(&line.position, &explained.position);
            let last = |figure| {
                let found = explained.amounts.iter().rev().find(|one| one.figure == figure);
                found.map_or(0, |one| one.amount.minor())
            };
            prop_assert_eq!(last(Figure::Profit), line.profit.minor());
            prop_assert_eq!(last(Figure::Loss), line.loss.minor());
            prop_assert_eq!(last(Figure::Withheld), line.withheld.minor());
            prop_assert_eq!(last(Figure::Holdback), line.holdback.minor());
            prop_assert_eq!(last(Figure::Payout), line.payout.minor());
            prop_assert_eq!(last(Figure::Parked), line.parked.minor());
            for one in &explained.amounts {
                match &one.reason {
                    Reason::Allocated { total, weight, share, .. } => {
                        let weight: i128 = weight.parse().unwrap();
                        let divisor: i128 = share.divisor.parse().unwrap();
                        let remainder: i128 = share.remainder.parse().unwrap();
                        let whole = share.whole.minor();
                        prop_assert_eq!(total.minor() * weight, whole * divisor + remainder);
                        prop_assert_eq!(whole + i128::from(share.rounded_up), one.amount.minor());
                    }
                    Reason::HalfUp { of, whole, remainder, divisor, rounded_up, limited, rate } => {
                        let divisor: i128 = divisor.parse().unwrap();
                        let remainder: i128 = remainder.parse().unwrap();
                        let exact = whole.minor() + i128::from(*rounded_up);
                        prop_assert_eq!(*rounded_up, remainder * 2 >= divisor);
                        prop_assert_eq!(*limited, one.amount.minor() < exact);
                        prop_assert!(*limited || one.amount.minor() == exact);
                        prop_assert!(rate.is_zero() || whole <= of);
                    }
                    Reason::Sum { terms } => {
                        let sum = total(terms.iter().map(|term| term.amount));
                        prop_assert_eq!(sum, one.amount.minor());
                    }
                }
            }
        }
        let totals = &settlement.totals;
        for (figure, amount) in [
            (Figure::Result, totals.result), (Figure::CommissionTax, totals.commission_tax),
            (Figure::OwnerShare, totals.owner_share),
        ] {
            let found = explained.totals.iter().rev().find(|one| one.figure == figure);
            prop_assert_eq!(found.map_or(0, |one| one.amount.minor()), amount.minor());
        }
        let index = pick.index(positions.len());
        let line = &explained.lines[index];
        let alone = explain_position(&rules, &facts, &positions, &line.position).unwrap();
        prop_assert_eq!(&alone.lines, std::slice::from_ref(line));
        prop_assert_eq!(&alone.totals, &explained.totals);
        let columns = Columns::of(&positions);
        let amounts = explain_at(&rules, &facts, columns.view(), index).unwrap();
        prop_assert_eq!(&amounts, &line.amounts);
    }

    /// Amounts at the very edge are refused or settled, without a panic.
    #[test]
    fn amounts_at_the_edge_do_not_break_anything(
        mut rules in rules(),
        rows in vec((edge(), edge(), edge()), 0..6),
        revenue in edge(),
        costs in edge(),
        owners in 0_usize..4,
    ) {
        rules.payout_threshold = money(0);
        let capital: Vec<i64> = rows.iter().map(|(capital, _, _)| *capital).collect();
        let days: Vec<i64> = rows.iter().map(|(_, days, _)| *days).collect();
        let advance: Vec<i64> = rows.iter().map(|(_, _, advance)| *advance).collect();
        let column = || vec![0_i64; capital.len()];
        let (mut profit, mut loss, mut payout) = (column(), column(), column());
        let out = SettlementColumns {
            profit: &mut profit, loss: &mut loss, payout: &mut payout, ..Default::default()
        };
        let positions = tercero::project::columns::PositionColumns {
            capital: &capital, owners, days: &days, advance: &advance, ..Default::default()
        };
        if let Err(refusal) = settle_into(&rules, &actuals(revenue, costs), positions, out) {
            prop_assert!(refusal.code != Code::InvariantViolated, "{refusal}");
        }
    }
}
