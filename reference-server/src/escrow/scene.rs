//! What a request finds when it is read: the escrow at that time, and who asks.
//! A request that came before is read in the scene of its first time, so it means the same again.

use super::decide::first_time;
use tercero::escrow::CommandKind;
use tercero::{Actor, Code, Command, CommandId, Escrow, MilestoneId, Refusal, Timestamp, to_json};

/// The escrow with its due timers applied, seen by one person.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) escrow: Escrow,
    pub(crate) actor: Actor,
    pub(crate) at: Timestamp,
}

/// The commands a request comes to.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Who gives which command, in order.
    pub(crate) steps: Vec<(Actor, Command)>,
    /// What makes two requests without a key the same.
    pub(crate) request: String,
}

impl Scene {
    /// The escrow at `at`, or at its last record if that is later.
    pub(crate) fn at(escrow: &Escrow, actor: Actor, at: Timestamp) -> Result<Scene, Refusal> {
        let at = at.max(escrow.recorded_at());
        let mut escrow = escrow.clone();
        escrow.tick(at)?;
        Ok(Scene { escrow, actor, at })
    }

    /// What the request with this command id found when it came first, if it came before.
    pub(crate) fn of_first_time(
        escrow: &Escrow,
        id: CommandId,
        actor: &Actor,
    ) -> Result<Option<Scene>, Refusal> {
        let Some((version, at)) = first_time(escrow, id)? else { return Ok(None) };
        if version == 1 {
            return Err(Code::CommandIdReused.into());
        }
        let before = escrow.history().range(1, version.saturating_sub(1)).to_vec();
        Scene::at(&Escrow::replay(before)?, actor.clone(), at).map(Some)
    }

    /// One command of the actor.
    pub(crate) fn does(&self, command: Command) -> Result<Plan, Refusal> {
        let request = to_json(&command)?;
        Ok(Plan { steps: vec![(self.actor.clone(), command)], request })
    }

    /// The milestone a command of the actor is about.
    pub(crate) fn own_milestone(
        &self,
        named: Option<&MilestoneId>,
        kind: CommandKind,
    ) -> Result<MilestoneId, Refusal> {
        self.milestone(named, &self.actor, kind)
    }

    /// The milestones a command of `actor` could be about.
    pub(crate) fn milestones(
        &self,
        actor: &Actor,
        kind: CommandKind,
    ) -> Result<Vec<String>, Refusal> {
        let actions = self.escrow.actions(actor, self.at)?;
        let fitting = actions.into_iter().filter(|action| action.command == kind && action.allowed);
        Ok(fitting.filter_map(|action| action.subject).collect())
    }

    /// The milestone a command of `actor` is about: the one that is named, or the only one that fits.
    ///
    /// Where none fits, the first is as good as any: the core says why it does not fit.
    pub(crate) fn milestone(
        &self,
        named: Option<&MilestoneId>,
        actor: &Actor,
        kind: CommandKind,
    ) -> Result<MilestoneId, Refusal> {
        if let Some(named) = named {
            return Ok(named.clone());
        }
        match self.milestones(actor, kind)?.as_slice() {
            [] => self
                .escrow
                .state()
                .milestones()
                .first()
                .map(|first| first.id.clone())
                .ok_or(Refusal::new(Code::NotFound).at("milestone")),
            [only] => MilestoneId::parse(only),
            several => {
                let why = "several milestones fit, so one must be named";
                let refusal = Refusal::new(Code::JsonType).because(why).at("milestone");
                Err(several.iter().fold(refusal, |refusal, id| refusal.allow(id.clone())))
            }
        }
    }
}
