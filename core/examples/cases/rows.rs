//! Which rows of a table fired, and how often: each accepted command is worked through once more, one row at a time.
//! A number of the specification stands for several rows; what set a row off and where it led tell which one it was.

use tercero::aggregate::{Context, Step};
use tercero::machine::{Machine, On, Row, To};
use tercero::{Refusal, Timestamp};

/// Counts for the rows of one machine.
pub(crate) struct Rows<A: Machine> {
    rows: Vec<&'static Row<A>>,
    fired: Vec<u64>,
    /// Whether a row can have made an event, where nothing else tells it from the next one.
    made: fn(&Row<A>, &A::Event) -> bool,
}

impl<A: Machine> Rows<A> {
    pub(crate) fn new(made: fn(&Row<A>, &A::Event) -> bool) -> Rows<A> {
        let rows: Vec<_> = A::rows().collect();
        Rows { fired: vec![0; rows.len()], rows, made }
    }

    /// Something of this machine began, by the one row that begins it.
    pub(crate) fn begun(&mut self, by: A::Kind) {
        let begins = |row: &&Row<A>| row.on == On::By(by);
        self.fired[self.rows.iter().position(&begins).unwrap()] += 1;
    }

    /// Counts the rows behind `command`, which was accepted: timers and reactions before it, its own, those after it.
    pub(crate) fn trace(
        &mut self,
        mut state: A,
        command: &A::Command,
        ctx: &Context,
    ) -> Result<A, Refusal> {
        self.settle(&mut state, ctx.at)?;
        let step = state.decide(command, ctx)?;
        let kind = A::kind(command);
        let before = state.clone();
        self.apply(&mut state, step, ctx.at, |row| {
            let about = [before.about(command), Some(before.whole())];
            let covers = about.into_iter().flatten().any(|subject| A::covers(row.from, subject));
            row.on == On::By(kind) && row.who.contains(&ctx.role) && covers
        })?;
        self.settle(&mut state, ctx.at)?;
        Ok(state)
    }

    fn settle(&mut self, state: &mut A, now: Timestamp) -> Result<(), Refusal> {
        loop {
            if let Some(step) = state.react()? {
                let at = state.clock();
                self.apply(state, step, at, |row| row.on == On::Then)?;
            } else if let Some((at, step)) = state.due(now)? {
                self.apply(state, step, at, |row| matches!(row.on, On::At(_)))?;
            } else {
                return Ok(());
            }
        }
    }

    /// Applies a step and counts its row, the first that fits, and the rows that go along with it.
    fn apply(
        &mut self,
        state: &mut A,
        step: Step<A::Event>,
        at: Timestamp,
        set_off: impl Fn(&Row<A>) -> bool,
    ) -> Result<(), Refusal> {
        let before = state.clone();
        for event in &step.events {
            state.evolve(event, at)?;
        }
        let made = |row: &Row<A>| step.events.iter().any(|event| (self.made)(row, event));
        let fits = |row: &&Row<A>| row.id == step.row && set_off(row) && made(row);
        let best = self.rows.iter().position(|row| fits(row) && led(row, &before, state));
        let place = best.or_else(|| self.rows.iter().position(&fits));
        self.fired[place.unwrap()] += 1;
        for (row, fired) in self.rows.iter().zip(&mut self.fired) {
            let goes_along = matches!(row.on, On::With(with) if with.contains(&step.row));
            *fired += u64::from(goes_along && made(row) && went(row, &before, state));
        }
        Ok(())
    }

    /// How many rows there are, and how often each of them fired, by name.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (String, u64)> {
        let name =
            |row: &Row<A>| format!("{} {:?} from {:?} to {:?}", row.id, row.on, row.from, row.to);
        self.rows.iter().zip(&self.fired).map(move |(row, fired)| (name(row), *fired))
    }
}

/// How many subjects there are in one of these states.
fn count<A: Machine>(state: &A, states: A::States) -> usize {
    state.subjects(states).count()
}

/// Whether a row can have led from one state to the other.
fn led<A: Machine>(row: &Row<A>, before: &A, after: &A) -> bool {
    match row.to {
        To::Same => count(before, row.from) <= count(after, row.from),
        To::Or(_) => true,
        To::State(states) => {
            let (earlier, later) = (count(before, states), count(after, states));
            let stays = before.subjects(row.from).any(|subject| A::covers(states, subject));
            later > earlier || (later == earlier && stays)
        }
    }
}

/// Whether a subject of a row that goes along with another went where the row leads.
fn went<A: Machine>(row: &Row<A>, before: &A, after: &A) -> bool {
    match row.to {
        To::Same | To::Or(_) => count(before, row.from) > 0,
        To::State(states) => count(after, states) > count(before, states),
    }
}
