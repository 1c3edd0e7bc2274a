//! The handles: an escrow, a project, and the history of either. A handle never changes; a step gives back a new one.
//! So nothing is locked, and a handle that was kept still answers whatever happened after it.

use pyo3::prelude::*;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use tercero::aggregate::{Actor, Aggregate, Context, Snapshot, Stream};
use tercero::escrow;
use tercero::history::{self, Checkpoint, Entry};
use tercero::journal::{Balance, JournalEntry};
use tercero::lang::python::{Given, Json, guard};
use tercero::project::{self, Drafted, Identity, ProjectState, explain::Explanation};
use tercero::{
    EscrowId, MilestoneId, Money, Offer, ProjectId, Reference, Refusal, Terms, Timestamp,
    from_json, to_json,
};

/// A step from one handle to the next: the new state of the stream and what it left in the history.
struct Step<A> {
    stream: Arc<Stream<A>>,
    entries: Vec<Entry>,
    first: u32,
    last: u32,
    repeated: bool,
}

impl<A: Aggregate> Step<A> {
    /// The first step of a stream: all of its entries are new.
    fn begun(stream: Stream<A>) -> Step<A> {
        let entries = stream.history().entries().to_vec();
        Step::sealed(stream, entries)
    }

    fn sealed(stream: Stream<A>, entries: Vec<Entry>) -> Step<A> {
        let version = |entry: Option<&Entry>| entry.map_or(0, |entry| entry.version);
        let (first, last) = (version(entries.first()), version(entries.last()));
        Step { stream: Arc::new(stream), entries, first, last, repeated: false }
    }

    fn handled(
        stream: &Stream<A>,
        command: &A::Command,
        ctx: &Context,
    ) -> Result<Step<A>, Refusal> {
        let mut stream = stream.clone();
        let handled = stream.handle(command, ctx)?;
        let (first, last, repeated) = (handled.first, handled.last, handled.repeated);
        Ok(Step { stream: Arc::new(stream), entries: handled.entries, first, last, repeated })
    }

    fn ticked(stream: &Stream<A>, at: Timestamp) -> Result<Step<A>, Refusal> {
        let mut stream = stream.clone();
        let entries = stream.tick(at)?;
        Ok(Step::sealed(stream, entries))
    }
}

/// What a command or the time did to an escrow: the new handle, and the entries to store.
#[pyclass(module = "tercero", frozen)]
pub(crate) struct Transition(Step<escrow::State>);

#[pymethods]
impl Transition {
    /// The handle after it.
    #[getter]
    fn escrow(&self) -> Escrow {
        Escrow(Arc::clone(&self.0.stream))
    }

    /// The entries it sealed, to be stored as they are.
    #[getter]
    fn entries(&self) -> PyResult<Given<Vec<Entry>>> {
        guard(|| Ok(Given(self.0.entries.clone())))
    }

    /// Version of the first entry it sealed; 0 if there is none.
    #[getter]
    fn first(&self) -> u32 {
        self.0.first
    }

    /// Version of the last entry it sealed; 0 if there is none.
    #[getter]
    fn last(&self) -> u32 {
        self.0.last
    }

    /// Whether this is the answer to an earlier command with the same id.
    #[getter]
    fn repeated(&self) -> bool {
        self.0.repeated
    }
}

/// An escrow with its history.
#[pyclass(module = "tercero", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Escrow(Arc<tercero::Escrow>);

impl Hash for Escrow {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.history().checkpoint().hash(hasher);
    }
}

#[pymethods]
impl Escrow {
    /// Starts an escrow as a draft only its creator works on.
    #[staticmethod]
    fn draft(
        id: Given<EscrowId>,
        terms: Given<Terms>,
        ctx: Given<Context>,
    ) -> PyResult<Transition> {
        let draft = || tercero::Escrow::draft(id.0, terms.0, &ctx.0);
        guard(|| draft().map(Step::begun).map(Transition))
    }

    /// Starts an escrow and proposes it at once.
    #[staticmethod]
    fn propose(
        id: Given<EscrowId>,
        terms: Given<Terms>,
        ctx: Given<Context>,
    ) -> PyResult<Transition> {
        let propose = || tercero::Escrow::propose(id.0, terms.0, &ctx.0);
        guard(|| propose().map(Step::begun).map(Transition))
    }

    /// Builds the handle again from all its entries; the chain is verified on the way.
    #[staticmethod]
    fn replay(py: Python<'_>, entries: Given<Vec<Entry>>) -> PyResult<Escrow> {
        guard(|| py.detach(|| tercero::Escrow::replay(entries.0)).map(Arc::new).map(Escrow))
    }

    /// Builds the handle again from a snapshot and the entries after it.
    #[staticmethod]
    #[pyo3(signature = (snapshot, tail = Given(Vec::new())))]
    fn restore(py: Python<'_>, snapshot: Given<Json>, tail: Given<Vec<Entry>>) -> PyResult<Escrow> {
        guard(|| {
            let snapshot: Snapshot = from_json(snapshot.0.as_str())?;
            py.detach(|| tercero::Escrow::restore(&snapshot, tail.0)).map(Arc::new).map(Escrow)
        })
    }

    /// Works a command through, or refuses it and changes nothing.
    fn handle(
        &self,
        py: Python<'_>,
        command: Given<escrow::Command>,
        ctx: Given<Context>,
    ) -> PyResult<Transition> {
        guard(|| py.detach(|| Step::handled(&self.0, &command.0, &ctx.0)).map(Transition))
    }

    /// Lets time pass: applies the timers that are due at `at`.
    fn tick(&self, py: Python<'_>, at: Given<Timestamp>) -> PyResult<Transition> {
        guard(|| py.detach(|| Step::ticked(&self.0, at.0)).map(Transition))
    }

    /// What `command` would do, without doing it.
    fn preview(
        &self,
        py: Python<'_>,
        command: Given<escrow::Command>,
        ctx: Given<Context>,
    ) -> PyResult<Given<escrow::Preview>> {
        guard(|| py.detach(|| self.0.preview(&command.0, &ctx.0)).map(Given))
    }

    /// What `actor` could do at `now`, and why not.
    fn actions(
        &self,
        py: Python<'_>,
        actor: Given<Actor>,
        now: Given<Timestamp>,
    ) -> PyResult<Given<Vec<escrow::Action>>> {
        guard(|| py.detach(|| self.0.actions(&actor.0, now.0)).map(Given))
    }

    /// The only form of it that `actor` should see.
    fn view(&self, py: Python<'_>, actor: Given<Actor>) -> PyResult<Given<escrow::View>> {
        guard(|| py.detach(|| self.0.view(&actor.0)).map(Given))
    }

    /// The timers that run, earliest first.
    fn deadlines(&self) -> PyResult<Given<Vec<escrow::Deadline>>> {
        guard(|| Ok(Given(self.0.deadlines())))
    }

    /// When the host has to call `tick`, if ever.
    fn next_deadline(&self) -> PyResult<Given<Option<Timestamp>>> {
        guard(|| Ok(Given(self.0.next_deadline())))
    }

    /// What still has to be paid for a milestone now, with the fees that fall due with it.
    fn due(&self, milestone: Given<MilestoneId>) -> PyResult<Given<Money>> {
        guard(|| self.0.due(&milestone.0).map(Given))
    }

    /// The payments that are to be made or on their way.
    fn payouts(&self) -> PyResult<Given<Vec<escrow::Payout>>> {
        guard(|| Ok(Given(self.0.payouts())))
    }

    /// One balanced entry for every event that moved money.
    fn journal(&self, py: Python<'_>) -> PyResult<Given<Vec<JournalEntry>>> {
        guard(|| py.detach(|| self.0.journal()).map(Given))
    }

    /// What stands on each account.
    fn balances(&self) -> PyResult<Given<Vec<Balance>>> {
        guard(|| Ok(Given(self.0.state().balances().clone().into())))
    }

    /// The state as text to store, to be restored together with the entries after it.
    fn snapshot(&self, py: Python<'_>) -> PyResult<String> {
        guard(|| py.detach(|| to_json(&self.0.snapshot()?)))
    }

    /// Explains the event with this version.
    fn explain(&self, version: Given<u32>) -> PyResult<Given<escrow::Explained>> {
        guard(|| self.0.explain(version.0).map(Given))
    }

    /// The phase.
    #[getter]
    fn phase(&self) -> PyResult<Given<escrow::Phase>> {
        guard(|| Ok(Given(self.0.state().phase())))
    }

    /// The terms as they stand.
    #[getter]
    fn terms(&self) -> PyResult<Given<Terms>> {
        guard(|| Ok(Given(self.0.state().agreement().terms.clone())))
    }

    /// Which edition of the terms that is, from 1.
    #[getter]
    fn terms_version(&self) -> PyResult<u32> {
        guard(|| Ok(self.0.state().agreement().version))
    }

    /// What an acceptance accepts.
    #[getter]
    fn terms_hash(&self) -> PyResult<Given<tercero::Hash>> {
        guard(|| Ok(Given(self.0.terms_hash())))
    }

    /// Its id.
    #[getter]
    fn id(&self) -> PyResult<Given<EscrowId>> {
        guard(|| Ok(Given(self.0.state().id())))
    }

    /// The number of entries so far.
    #[getter]
    fn version(&self) -> PyResult<u32> {
        guard(|| Ok(self.0.version()))
    }

    /// The hash of the last entry.
    #[getter]
    fn head(&self) -> PyResult<Given<tercero::Hash>> {
        guard(|| Ok(Given(self.0.history().checkpoint().hash)))
    }

    /// The latest time recorded; no command may lie before it.
    #[getter]
    fn recorded_at(&self) -> PyResult<Given<Timestamp>> {
        guard(|| Ok(Given(self.0.recorded_at())))
    }

    /// Everything about it, as a value.
    #[getter]
    fn state(&self) -> PyResult<Given<escrow::State>> {
        guard(|| Ok(Given(self.0.state().clone())))
    }

    /// The sealed entries.
    #[getter]
    fn history(&self) -> PyResult<History> {
        guard(|| Ok(History(self.0.history().clone())))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }

    fn __repr__(&self) -> PyResult<String> {
        let (id, version) = (self.0.state().id(), self.0.version());
        guard(|| {
            Ok(format!("<Escrow {id}, {}, version {version}>", self.0.state().phase().as_str()))
        })
    }
}

/// What a command or the time did to a project: the new handle, and the entries to store.
#[pyclass(module = "tercero", frozen)]
pub(crate) struct ProjectTransition(Step<project::State>);

#[pymethods]
impl ProjectTransition {
    /// The handle after it.
    #[getter]
    fn project(&self) -> Project {
        Project(Arc::clone(&self.0.stream))
    }

    /// The entries it sealed, to be stored as they are.
    #[getter]
    fn entries(&self) -> PyResult<Given<Vec<Entry>>> {
        guard(|| Ok(Given(self.0.entries.clone())))
    }

    /// Version of the first entry it sealed; 0 if there is none.
    #[getter]
    fn first(&self) -> u32 {
        self.0.first
    }

    /// Version of the last entry it sealed; 0 if there is none.
    #[getter]
    fn last(&self) -> u32 {
        self.0.last
    }

    /// Whether this is the answer to an earlier command with the same id.
    #[getter]
    fn repeated(&self) -> bool {
        self.0.repeated
    }
}

/// A project with its history.
#[pyclass(module = "tercero", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct Project(Arc<tercero::Project>);

impl Hash for Project {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.history().checkpoint().hash(hasher);
    }
}

#[pymethods]
impl Project {
    /// Starts a project as a draft only its owner works on; the host vouches for what is known of his identity.
    #[staticmethod]
    #[pyo3(signature = (id, offer, ctx, identity = Given(Identity::None)))]
    fn create(
        id: Given<ProjectId>,
        offer: Given<Offer>,
        ctx: Given<Context>,
        identity: Given<Identity>,
    ) -> PyResult<ProjectTransition> {
        let create = || tercero::Project::create(id.0, offer.0, identity.0, &ctx.0);
        guard(|| create().map(Step::begun).map(ProjectTransition))
    }

    /// Builds the handle again from all its entries; the chain is verified on the way.
    #[staticmethod]
    fn replay(py: Python<'_>, entries: Given<Vec<Entry>>) -> PyResult<Project> {
        guard(|| py.detach(|| tercero::Project::replay(entries.0)).map(Arc::new).map(Project))
    }

    /// Builds the handle again from a snapshot and the entries after it.
    #[staticmethod]
    #[pyo3(signature = (snapshot, tail = Given(Vec::new())))]
    fn restore(
        py: Python<'_>,
        snapshot: Given<Json>,
        tail: Given<Vec<Entry>>,
    ) -> PyResult<Project> {
        guard(|| {
            let snapshot: Snapshot = from_json(snapshot.0.as_str())?;
            py.detach(|| tercero::Project::restore(&snapshot, tail.0)).map(Arc::new).map(Project)
        })
    }

    /// Works a command through, or refuses it and changes nothing.
    fn handle(
        &self,
        py: Python<'_>,
        command: Given<project::Command>,
        ctx: Given<Context>,
    ) -> PyResult<ProjectTransition> {
        guard(|| py.detach(|| Step::handled(&self.0, &command.0, &ctx.0)).map(ProjectTransition))
    }

    /// Lets time pass: applies the timers that are due at `at`.
    fn tick(&self, py: Python<'_>, at: Given<Timestamp>) -> PyResult<ProjectTransition> {
        guard(|| py.detach(|| Step::ticked(&self.0, at.0)).map(ProjectTransition))
    }

    /// What `command` would do, without doing it.
    fn preview(
        &self,
        py: Python<'_>,
        command: Given<project::Command>,
        ctx: Given<Context>,
    ) -> PyResult<Given<project::Preview>> {
        guard(|| py.detach(|| self.0.preview(&command.0, &ctx.0)).map(Given))
    }

    /// What `actor` could do at `now`, and why not.
    fn actions(
        &self,
        py: Python<'_>,
        actor: Given<Actor>,
        now: Given<Timestamp>,
    ) -> PyResult<Given<Vec<project::Action>>> {
        guard(|| py.detach(|| self.0.actions(&actor.0, now.0)).map(Given))
    }

    /// The only form of it that `actor` should see.
    fn view(&self, py: Python<'_>, actor: Given<Actor>) -> PyResult<Given<project::View>> {
        guard(|| py.detach(|| self.0.view(&actor.0)).map(Given))
    }

    /// The timers that run, earliest first.
    fn deadlines(&self) -> PyResult<Given<Vec<project::Deadline>>> {
        guard(|| Ok(Given(self.0.deadlines())))
    }

    /// When the host has to call `tick`, if ever.
    fn next_deadline(&self) -> PyResult<Given<Option<Timestamp>>> {
        guard(|| Ok(Given(self.0.next_deadline())))
    }

    /// The payments that are to be made or on their way.
    fn payouts(&self) -> PyResult<Given<Vec<project::Payout>>> {
        guard(|| Ok(Given(self.0.payouts())))
    }

    /// One balanced entry for every event that moved money.
    fn journal(&self, py: Python<'_>) -> PyResult<Given<Vec<JournalEntry>>> {
        guard(|| py.detach(|| self.0.journal()).map(Given))
    }

    /// What stands on each account.
    fn balances(&self) -> PyResult<Given<Vec<Balance>>> {
        guard(|| Ok(Given(self.0.state().balances().clone().into())))
    }

    /// The state as text to store, to be restored together with the entries after it.
    fn snapshot(&self, py: Python<'_>) -> PyResult<String> {
        guard(|| py.detach(|| to_json(&self.0.snapshot()?)))
    }

    /// Where each amount of one participation in a settlement comes from.
    fn explain(
        &self,
        settlement: Given<u32>,
        request: Given<Reference>,
    ) -> PyResult<Given<Explanation>> {
        guard(|| self.0.explain(settlement.0, &request.0).map(Given))
    }

    /// The phase.
    #[getter]
    fn phase(&self) -> PyResult<Given<ProjectState>> {
        guard(|| Ok(Given(self.0.state().state())))
    }

    /// The offer as it stands.
    #[getter]
    fn offer(&self) -> PyResult<Given<Offer>> {
        guard(|| Ok(Given(self.0.state().offer().clone())))
    }

    /// Which version of the offer that is, from 1.
    #[getter]
    fn offer_version(&self) -> PyResult<u32> {
        guard(|| Ok(self.0.state().offer_version()))
    }

    /// What somebody who takes part accepts.
    #[getter]
    fn offer_hash(&self) -> PyResult<Given<tercero::Hash>> {
        guard(|| self.0.offer_hash().map(Given))
    }

    /// The snapshot in force, once the project is approved.
    #[getter]
    fn approved(&self) -> PyResult<Given<Option<project::Snapshot>>> {
        guard(|| Ok(Given(self.0.approved().cloned())))
    }

    /// The requests and participations, in the order of acceptance.
    #[getter]
    fn requests(&self) -> PyResult<Given<Vec<project::Request>>> {
        guard(|| Ok(Given(self.0.state().requests().to_vec())))
    }

    /// The settlements as they were drafted, oldest first.
    #[getter]
    fn drafts(&self) -> PyResult<Given<Vec<Drafted>>> {
        guard(|| Ok(Given(self.0.state().drafts().cloned().collect())))
    }

    /// Its id.
    #[getter]
    fn id(&self) -> PyResult<Given<ProjectId>> {
        guard(|| Ok(Given(self.0.state().id())))
    }

    /// The number of entries so far.
    #[getter]
    fn version(&self) -> PyResult<u32> {
        guard(|| Ok(self.0.version()))
    }

    /// The hash of the last entry.
    #[getter]
    fn head(&self) -> PyResult<Given<tercero::Hash>> {
        guard(|| Ok(Given(self.0.history().checkpoint().hash)))
    }

    /// The latest time recorded; no command may lie before it.
    #[getter]
    fn recorded_at(&self) -> PyResult<Given<Timestamp>> {
        guard(|| Ok(Given(self.0.recorded_at())))
    }

    /// Everything about it, as a value.
    #[getter]
    fn state(&self) -> PyResult<Given<project::State>> {
        guard(|| Ok(Given(self.0.state().clone())))
    }

    /// The sealed entries.
    #[getter]
    fn history(&self) -> PyResult<History> {
        guard(|| Ok(History(self.0.history().clone())))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }

    fn __repr__(&self) -> PyResult<String> {
        let (id, version) = (self.0.state().id(), self.0.version());
        guard(|| {
            Ok(format!("<Project {id}, {}, version {version}>", self.0.state().state().as_str()))
        })
    }
}

/// The entries of one stream from some checkpoint on, usually from the start.
#[pyclass(module = "tercero", frozen, eq, hash)]
#[derive(PartialEq)]
pub(crate) struct History(history::History);

impl Hash for History {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.checkpoint().hash(hasher);
    }
}

#[pymethods]
impl History {
    /// Stored entries behind `base`, unverified.
    #[new]
    fn new(base: Given<Checkpoint>, entries: Given<Vec<Entry>>) -> PyResult<History> {
        guard(|| Ok(History(history::History::from_entries(base.0, entries.0))))
    }

    /// The place this history starts behind.
    #[getter]
    fn base(&self) -> PyResult<Given<Checkpoint>> {
        guard(|| Ok(Given(self.0.base().clone())))
    }

    /// The entries, oldest first.
    #[getter]
    fn entries(&self) -> PyResult<Given<Vec<Entry>>> {
        guard(|| Ok(Given(self.0.entries().to_vec())))
    }

    /// The place of the last entry.
    #[getter]
    fn checkpoint(&self) -> PyResult<Given<Checkpoint>> {
        guard(|| Ok(Given(self.0.checkpoint())))
    }

    /// The entries with versions `first` to `last`, as far as they are here.
    fn range(&self, first: Given<u32>, last: Given<u32>) -> PyResult<Given<Vec<Entry>>> {
        guard(|| Ok(Given(self.0.range(first.0, last.0).to_vec())))
    }

    /// Recomputes the chain over the stored bytes.
    fn verify(&self, py: Python<'_>) -> PyResult<Given<Checkpoint>> {
        guard(|| py.detach(|| self.0.verify()).map(Given))
    }

    /// Verifies the chain and that it still runs through `held`, a checkpoint kept by somebody else.
    fn verify_against(
        &self,
        py: Python<'_>,
        held: Given<Checkpoint>,
    ) -> PyResult<Given<Checkpoint>> {
        guard(|| py.detach(|| self.0.verify_against(&held.0)).map(Given))
    }

    fn __len__(&self) -> PyResult<usize> {
        guard(|| Ok(self.0.entries().len()))
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }

    fn __repr__(&self) -> PyResult<String> {
        let place = self.0.checkpoint();
        guard(|| Ok(format!("<History of {}, version {}>", place.stream, place.version)))
    }
}
