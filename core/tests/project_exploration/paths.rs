//! The way to each state, so that it can be told and walked again through the handle a host uses.
//! Walked again it seals the same, replays to the same, and a host that slept gets the same as one that was punctual.

use crate::support::project::Venture;
use crate::{Node, context};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use tercero::aggregate::Aggregate;
use tercero::journal::Balances;
use tercero::project::{Command, Project};
use tercero::{Role, Timestamp};

/// One step on the way.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    Wait(Timestamp),
    Command(Box<Command>, Role, &'static str),
}

/// All ways: each step and the one before it.
pub(crate) struct Paths {
    begun: Venture,
    steps: Vec<(usize, Said)>,
}

impl Paths {
    pub(crate) fn from(begun: Venture) -> Paths {
        let now = begun.now;
        Paths { begun, steps: vec![(0, Said::Wait(now))] }
    }

    pub(crate) fn add(&mut self, before: usize, said: Said) -> usize {
        self.steps.push((before, said));
        self.steps.len() - 1
    }

    fn way(&self, mut at: usize) -> Vec<&Said> {
        let mut way = Vec::new();
        while at > 0 {
            way.push(&self.steps[at].1);
            at = self.steps[at].0;
        }
        way.reverse();
        way
    }

    /// The way, for whoever looks into a failure.
    pub(crate) fn text(&self, at: usize) -> String {
        let mut text = String::new();
        for said in self.way(at) {
            match said {
                Said::Wait(until) => writeln!(text, "  until {until}").unwrap(),
                Said::Command(command, role, actor) => {
                    writeln!(text, "  {role:?} {actor}: {command:?}").unwrap();
                }
            }
        }
        text
    }

    /// Does something to a state; if it fails, tells the way there first.
    pub(crate) fn guarded(&self, node: &Node, look: impl FnOnce(&Node)) {
        if let Err(failed) = catch_unwind(AssertUnwindSafe(|| look(node))) {
            println!("{:?}, the way:\n{}", node.state.state(), self.text(node.path));
            println!("{:#?}", node.state.balances());
            resume_unwind(failed);
        }
    }

    /// Walks the way to `node` through the handle: punctually and every command twice, and once more without a tick.
    pub(crate) fn walk(&self, node: &Node) {
        self.guarded(node, |node| {
            let punctual = self.handled(node, true);
            let late = self.handled(node, false);
            assert_eq!(*punctual.state(), node.state, "the handle leads elsewhere");
            assert_eq!(late.state(), punctual.state(), "late differs from punctual");
            let facts = |project: &Project| -> Vec<_> {
                let entries = project.history().entries().iter();
                let bodies = entries.map(|entry| entry.body::<tercero::project::Event>().unwrap());
                bodies.map(|body| (body.version, body.effective_at, body.event)).collect()
            };
            assert_eq!(facts(&late), facts(&punctual), "late tells it differently");
            let replayed = Project::replay(punctual.history().entries().to_vec()).unwrap();
            assert_eq!(replayed, punctual);
            let hash = |project: &Project| project.approved().map(|known| known.hash().unwrap());
            assert_eq!(hash(&replayed), hash(&punctual));
            if let Some(approved) = punctual.approved() {
                approved.verify().unwrap();
            }
            let mut balances = Balances::default();
            for entry in punctual.journal().unwrap() {
                balances.post(&entry.movement).unwrap();
            }
            assert_eq!(balances, *punctual.state().balances(), "the journal is not the books");
            punctual.state().check().unwrap();
        });
    }

    fn handled(&self, node: &Node, punctual: bool) -> Project {
        let mut project = self.begun.project.clone();
        let mut now = self.begun.now;
        for (number, said) in self.way(node.path).into_iter().enumerate() {
            match said {
                Said::Wait(until) => {
                    now = *until;
                    if punctual {
                        project.tick(now).unwrap();
                    }
                }
                Said::Command(command, role, actor) => {
                    let ctx = context(now, *role, actor, u64::try_from(number).unwrap());
                    let handled = project.handle(command, &ctx).unwrap();
                    assert!(!handled.repeated);
                    if punctual {
                        let before = project.clone();
                        assert!(project.handle(command, &ctx).unwrap().repeated);
                        assert_eq!(project, before, "a repeated command changes something");
                    }
                }
            }
        }
        project.tick(node.now).unwrap();
        project
    }
}
