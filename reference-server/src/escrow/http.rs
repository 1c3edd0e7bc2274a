//! The escrow module over HTTP: each handler says what its request means to the core.

mod approvals;
mod deal;
mod disputes;
mod evidence;
mod holds;
mod payouts;
mod proposals;
mod returns;
mod third;
mod work;

use super::bodies::{NewEscrow, Payment};
use super::list::Filter;
use super::model::{
    Actions, Deadlines, EscrowPage, HistoryPage, LedgerPage, ListQuery, PageQuery, Previewed,
    Quoted,
};
use super::reply::{cut, history, location, page_length, seen, shown, shown_case};
use super::scene::{Plan, Scene};
use super::visible::Eyes;
use super::{New, Order, sandbox, schema};
use crate::App;
use crate::http::extract::{DevelopmentOnly, EscrowPath, Json, Query, no_query};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use crate::store::Note;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tercero::{CaseId, Code, Command, Refusal, Role};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All routes of the module, relative to its prefix.
pub(crate) fn router() -> OpenApiRouter<App> {
    let with_query = OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(events))
        .routes(routes!(ledger))
        .routes(routes!(evidence::proofs));
    OpenApiRouter::new()
        .routes(routes!(quote))
        .routes(routes!(create))
        .routes(routes!(show, deal::edit, deal::discard))
        .routes(routes!(deal::propose))
        .routes(routes!(deal::accept))
        .routes(routes!(deal::counter))
        .routes(routes!(deal::decline))
        .routes(routes!(deal::withdraw))
        .routes(routes!(deal::cancel))
        .routes(routes!(pay))
        .routes(routes!(work::ship))
        .routes(routes!(work::submit))
        .routes(routes!(work::deliver))
        .routes(routes!(work::approve))
        .routes(routes!(work::request_changes))
        .routes(routes!(returns::reject_return))
        .routes(routes!(returns::ship_return))
        .routes(routes!(returns::return_delivered))
        .routes(routes!(returns::accept_return))
        .routes(routes!(returns::contest_return))
        .routes(routes!(payouts::release))
        .routes(routes!(payouts::refund))
        .routes(routes!(proposals::propose_amendment))
        .routes(routes!(proposals::propose_cancel))
        .routes(routes!(proposals::propose_extension))
        .routes(routes!(proposals::accept_proposal))
        .routes(routes!(proposals::reject_proposal))
        .routes(routes!(proposals::withdraw_proposal))
        .routes(routes!(holds::place_hold))
        .routes(routes!(holds::lift_hold))
        .routes(routes!(actions))
        .routes(routes!(preview))
        .routes(routes!(report_fact))
        .routes(routes!(disputes::dispute))
        .routes(routes!(disputes::claim))
        .routes(routes!(disputes::respond))
        .routes(routes!(disputes::accept_claim))
        .routes(routes!(disputes::withdraw_case))
        .routes(routes!(disputes::escalate))
        .routes(routes!(disputes::offer))
        .routes(routes!(disputes::accept_offer))
        .routes(routes!(disputes::add_evidence))
        .routes(routes!(third::propose_settlement))
        .routes(routes!(third::accept_settlement))
        .routes(routes!(third::reject_settlement))
        .routes(routes!(third::assign_arbiter))
        .routes(routes!(third::recuse))
        .routes(routes!(third::rule))
        .routes(routes!(third::appeal))
        .routes(routes!(deadlines))
        .routes(routes!(evidence::receipt))
        .routes(routes!(approvals::ask))
        .routes(routes!(approvals::approval))
        .routes(routes!(approvals::approve))
        .routes(routes!(approvals::reject))
        .route_layer(middleware::from_fn(no_query))
        .merge(with_query)
}

/// What everybody pays and receives under some terms.
#[utoipa::path(post, path = "/quote", tag = "escrow", params(TimeHeader), request_body = NewEscrow,
    security(("actor" = [])), responses((status = 200, body = Quoted), Refusals))]
async fn quote(_: Sender, Json(body): Json<NewEscrow>) -> Result<axum::Json<Quoted>, Problem> {
    let (quote, terms_hash) = (body.terms.quote()?, body.terms.hash()?);
    Ok(axum::Json(Quoted { quote, terms_hash }))
}

/// Starts an escrow: proposed at once, unless it is a draft.
#[utoipa::path(post, path = "/transactions", tag = "escrow", params(TimeHeader, CreateHeaders), request_body = NewEscrow,
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
async fn create(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    sender: Sender,
    Json(body): Json<NewEscrow>,
) -> Result<Response, Problem> {
    let new = New { id: body.id, terms: body.terms, draft: body.draft };
    blocking(move || {
        let answer = app.create(&sender, &new)?;
        let location = location(&uri, answer.escrow.state().id());
        Ok(created((location, shown(&answer)?)))
    })
    .await
}

/// The sender's escrows, the newest first.
#[utoipa::path(get, path = "/transactions", tag = "escrow", params(ListQuery, TimeHeader),
    security(("actor" = [])), responses((status = 200, body = EscrowPage), Refusals))]
async fn list(
    State(app): State<App>,
    sender: Sender,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let filter =
        Filter { role: query.role, phase: query.phase, needs_my_action: query.needs_my_action };
    let limit = page_length(query.limit)?;
    blocking(move || {
        let page = app.list(&sender, &filter, query.cursor, limit)?;
        let data = page.data.iter().map(seen).collect::<Result<_, _>>()?;
        let (has_more, next_cursor) = (page.next.is_some(), page.next);
        Ok(axum::Json(EscrowPage { data, has_more, next_cursor }).into_response())
    })
    .await
}

/// One escrow, as the sender may see it.
#[utoipa::path(get, path = "/transactions/{id}", tag = "escrow", params(("id" = uuid::Uuid, Path), TimeHeader),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn show(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
) -> Result<Response, Problem> {
    blocking(move || shown(&app.show(&sender, id)?)).await
}

/// Development only: pays what is due for a milestone or for an agreed amendment, and the money arrives at once.
#[utoipa::path(put, path = "/transactions/{id}/pay", tag = "escrow", request_body = Payment,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn pay(
    _: DevelopmentOnly,
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Payment>,
) -> Result<Response, Problem> {
    let order = Order::new(sender, id);
    let known = order.clone();
    change(app, order, move |scene| sandbox::payment(scene, &known, &body)).await
}

/// What the sender could do now, and why not.
#[utoipa::path(get, path = "/transactions/{id}/actions", tag = "escrow",
    params(("id" = uuid::Uuid, Path), TimeHeader),
    security(("actor" = [])), responses((status = 200, body = Actions), Refusals))]
async fn actions(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer = app.show(&sender, id)?;
        answer.escrow.view(&answer.actor)?;
        let data = answer.escrow.actions(&answer.actor, answer.at)?;
        Ok(axum::Json(Actions { data }).into_response())
    })
    .await
}

/// The timers that run, and what silence means for each.
#[utoipa::path(get, path = "/transactions/{id}/deadlines", tag = "escrow",
    params(("id" = uuid::Uuid, Path), TimeHeader),
    security(("actor" = [])), responses((status = 200, body = Deadlines), Refusals))]
async fn deadlines(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer = app.show(&sender, id)?;
        let data = answer.escrow.view(&answer.actor)?.deadlines;
        Ok(axum::Json(Deadlines { data }).into_response())
    })
    .await
}

/// What a command would do. Nothing is stored.
#[utoipa::path(post, path = "/transactions/{id}/preview", tag = "escrow", request_body = schema::Command,
    params(("id" = uuid::Uuid, Path), TimeHeader),
    security(("actor" = [])), responses((status = 200, body = Previewed), Refusals))]
async fn preview(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(command): Json<Command>,
) -> Result<Response, Problem> {
    blocking(move || {
        let (answer, preview) = app.preview(&sender, id, &command)?;
        let eyes = Eyes::of(&answer.actor, &answer.escrow)?;
        let events = preview.events.iter().map(|event| eyes.event(u32::MAX, event));
        let ledger = preview.ledger.into_iter().map(|posted| eyes.movement(posted));
        Ok(axum::Json(Previewed {
            events: events.filter_map(Result::transpose).collect::<Result<_, _>>()?,
            ledger: ledger.filter(|posted| !posted.is_empty()).collect(),
            payouts: eyes.payouts(preview.payouts),
        })
        .into_response())
    })
    .await
}

/// The recorded history, as the sender may see it.
#[utoipa::path(get, path = "/transactions/{id}/events", tag = "escrow",
    params(("id" = uuid::Uuid, Path), PageQuery, TimeHeader),
    security(("actor" = [])), responses((status = 200, body = HistoryPage), Refusals))]
async fn events(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let limit = page_length(query.limit)?;
    blocking(move || {
        let mut data = history(&app, &app.recorded(&sender, id)?, query.cursor, limit)?;
        let next_cursor = cut(&mut data, limit, |entry| entry.version);
        let has_more = next_cursor.is_some();
        Ok(axum::Json(HistoryPage { data, has_more, next_cursor }).into_response())
    })
    .await
}

/// The journal, as the sender may see it.
#[utoipa::path(get, path = "/transactions/{id}/ledger", tag = "escrow",
    params(("id" = uuid::Uuid, Path), PageQuery, TimeHeader),
    security(("actor" = [])), responses((status = 200, body = LedgerPage), Refusals))]
async fn ledger(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    let limit = page_length(query.limit)?;
    blocking(move || {
        let answer = app.show(&sender, id)?;
        let eyes = Eyes::of(&answer.actor, &answer.escrow)?;
        let mut journal = answer.escrow.journal()?;
        journal.retain(|entry| query.cursor.is_none_or(|after| i64::from(entry.version) > after));
        let entries = journal.into_iter().map(|entry| eyes.journal_entry(entry));
        let mut data: Vec<_> = entries.filter(|entry| !entry.movement.is_empty()).collect();
        let next_cursor = cut(&mut data, limit, |entry| entry.version);
        let has_more = next_cursor.is_some();
        Ok(axum::Json(LedgerPage { data, has_more, next_cursor }).into_response())
    })
    .await
}

/// Development only: a fact that the payment provider or the carrier reports.
#[utoipa::path(post, path = "/transactions/{id}/facts", tag = "escrow", request_body = schema::Command,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = schema::Escrow), Refusals))]
async fn report_fact(
    _: DevelopmentOnly,
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(fact): Json<Command>,
) -> Result<Response, Problem> {
    sender.key()?;
    blocking(move || {
        let answer = app.handle(&Order::new(sender, id), |scene| match scene.actor.role {
            Role::Provider | Role::Carrier => scene.does(fact.clone()),
            _ => Err(Refusal::new(Code::NotAllowed)
                .at("actor")
                .got(&scene.actor.id)
                .allow("provider")
                .allow("carrier")),
        })?;
        Ok(created(shown(&answer)?))
    })
    .await
}

/// Works a change through and shows the escrow after it.
async fn change(
    app: App,
    order: Order,
    plan: impl Fn(&Scene) -> Result<Plan, Refusal> + Send + 'static,
) -> Result<Response, Problem> {
    blocking(move || shown(&app.handle(&order, plan)?)).await
}

/// Works a request that creates something through and shows the escrow after it.
async fn add(
    app: App,
    order: Order,
    plan: impl Fn(&Scene) -> Result<Plan, Refusal> + Send + 'static,
) -> Result<Response, Problem> {
    order.sender.key()?;
    blocking(move || Ok(created(shown(&app.handle(&order, plan)?)?))).await
}

/// Works a command about a case through and shows the case after it.
async fn change_case(
    app: App,
    sender: Sender,
    case: CaseId,
    notes: Vec<Note>,
    command: Command,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer = app.handle_case(sender, case, notes, |scene| scene.does(command.clone()))?;
        shown_case(&answer, case)
    })
    .await
}

/// The same for a command that adds something to the case.
async fn add_to_case(
    app: App,
    sender: Sender,
    case: CaseId,
    notes: Vec<Note>,
    command: Command,
) -> Result<Response, Problem> {
    sender.key()?;
    Ok(created(change_case(app, sender, case, notes, command).await?))
}

/// Runs what waits for the disk off the async threads.
async fn blocking(
    work: impl FnOnce() -> Result<Response, Refusal> + Send + 'static,
) -> Result<Response, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Refusal::new(Code::Internal))?.map_err(Problem::from)
}

fn created(response: impl IntoResponse) -> Response {
    (StatusCode::CREATED, response).into_response()
}
