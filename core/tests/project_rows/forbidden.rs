//! Ways that are closed on purpose, each with its own code: from whatever state, nothing changes.

use super::*;
use tercero::project::command::{EndedBy, Identity, PaidTo};

fn releasing() -> Command {
    Command::ReleaseFunds { line: reference("goods"), amount: eur("1.00"), to: PaidTo::Supplier }
}

fn starting() -> Command {
    Command::StartExecution {
        contract: digest("x"),
        line: reference("goods"),
        amount: eur("1.00"),
        to: PaidTo::Supplier,
        conversions: Vec::new(),
    }
}

/// What is refused for the state, and that the answer says what would be possible.
#[track_caller]
fn closed(venture: &mut Venture, role: Role, command: Command, code: Code) {
    let name = to_json(&command).unwrap();
    let refusal = venture.refused(role, command);
    assert_eq!(refusal.code, code, "{refusal:?}");
    let value = refusal.value.unwrap();
    assert!(name.contains(&format!("\"type\":\"{value}\"")), "{name} {value}");
    assert!(
        refusal.allowed.iter().any(|allowed| allowed == "freeze_project"),
        "{:?}",
        refusal.allowed
    );
    assert!(!refusal.allowed.iter().any(|allowed| *allowed == value));
}

#[test]
fn a_completed_project_is_settled_and_never_cancelled() {
    let mut venture = completed(offer(), eur("100.00"));
    for role in [Role::Owner, Role::Admin, Role::Compliance] {
        closed(&mut venture, role, cancelling(), Code::SettleInstead);
    }
    let end = Command::TerminateProject { fault: EndedBy::Nobody, report: digest("x") };
    closed(&mut venture, Role::Admin, end, Code::IllegalTransition);
}

#[test]
fn a_project_with_requests_never_becomes_a_draft_again() {
    let mut venture = Venture::funding(offer());
    closed(&mut venture, Role::Owner, Command::UnpublishProject {}, Code::IllegalTransition);
    venture.verify("ivan", Identity::Basic);
    venture.request("ivan", Kind::ProfitOnly, eur("40.00")).unwrap();
    closed(&mut venture, Role::Owner, Command::UnpublishProject {}, Code::DraftClosed);
    let edit = Command::EditProject { offer: offer(), offer_version: 1 };
    closed(&mut venture, Role::Owner, edit, Code::DraftClosed);
}

#[test]
fn nothing_is_spent_without_a_snapshot() {
    let mut venture = Venture::funding(offer());
    closed(&mut venture, Role::Owner, releasing(), Code::NoSnapshot);
    venture.invest("ivan", Kind::ProfitOnly, eur("80.00"));
    closed(&mut venture, Role::Owner, starting(), Code::NoSnapshot);
    venture.reconcile();
    venture.wait(days(2));
    assert_eq!(venture.state(), ProjectState::ReadyForApproval);
    closed(&mut venture, Role::Owner, starting(), Code::NoSnapshot);
    closed(&mut venture, Role::Owner, releasing(), Code::NoSnapshot);
}

#[test]
fn an_ended_project_answers_no_command_of_its_life() {
    let mut cancelled = approved(offer());
    cancelled.by(Role::Admin, cancelling()).unwrap();
    for mut venture in [cancelled, settled(offer(), eur("100.00"))] {
        for (role, command) in [
            (Role::Owner, Command::PublishProject {}),
            (Role::Owner, Command::OpenFunding {}),
            (Role::Owner, Command::CloseFunding {}),
            (Role::Admin, Command::CheckReadiness {}),
            (Role::Admin, Command::ApproveProject {}),
            (Role::Admin, cancelling()),
            (Role::Owner, starting()),
            (Role::Owner, releasing()),
            (Role::Owner, Command::CompleteExecution {}),
            (Role::Admin, Command::ReopenExecution { reason: digest("x") }),
            (Role::Admin, posting(1)),
            (Role::Admin, Command::RecomputeSettlement {}),
        ] {
            closed(&mut venture, role, command, Code::ProjectEnded);
        }
        let deliver = Command::DeliverUnits { request: reference("r-ivan"), evidence: digest("x") };
        let late = venture.refused(Role::Owner, deliver);
        assert!(matches!(late.code, Code::ProjectEnded | Code::IllegalTransition), "{late:?}");
        let ask = asking(&venture, "late", eur("10.00"));
        venture.verify("iris", Identity::Basic);
        let late = refused_to(&mut venture, "iris", Role::Investor, ask);
        says(&late, Code::NotFunding, "", "", &[]);
    }
}

#[test]
fn a_participation_is_not_withdrawn_and_no_state_is_left_out() {
    let mut venture = approved(offer());
    let refusal = refused_to(&mut venture, "ivan", Role::Investor, withdrawing("r-ivan"));
    assert_eq!(refusal.code, Code::IllegalTransition);
    let late = venture.refused(Role::Owner, approving("r-ivan"));
    assert_eq!(late.code, Code::NotFunding);
    closed(&mut venture, Role::Owner, releasing(), Code::IllegalTransition);
    let mut working = working(offer());
    closed(&mut working, Role::Admin, cancelling(), Code::IllegalTransition);
    closed(&mut working, Role::Owner, starting(), Code::IllegalTransition);
    let mut draft = Venture::drafted(offer());
    closed(&mut draft, Role::Owner, Command::OpenFunding {}, Code::IllegalTransition);
    closed(&mut draft, Role::Owner, releasing(), Code::IllegalTransition);
}

#[test]
fn a_command_is_given_once_and_time_runs_one_way() {
    let mut venture = Venture::funding(offer());
    let mut ctx = venture.context("cora", Role::Compliance);
    let freeze = Command::FreezeProject { reason: digest("stop") };
    venture.project.handle(&freeze, &ctx).unwrap();
    let before = venture.project.clone();
    assert!(venture.project.handle(&freeze, &ctx).unwrap().repeated);
    let other = Command::UnfreezeProject {};
    assert_eq!(venture.project.handle(&other, &ctx).unwrap_err().code, Code::CommandIdReused);
    ctx = venture.context("cora", Role::Compliance);
    ctx.expected_version = Some(1);
    assert_eq!(venture.project.handle(&other, &ctx).unwrap_err().code, Code::VersionConflict);
    ctx.expected_version = None;
    ctx.at = support::at("2026-02-28T09:00:00.000Z");
    assert_eq!(venture.project.handle(&other, &ctx).unwrap_err().code, Code::ClockRegressed);
    assert_eq!(venture.project, before);
}

use super::support;
