//! The escrow module over HTTP: each handler says what its request means to the core.

use super::list::Filter;
use super::model::{
    Acceptance, Actions, Approval, Claim, Delivery, EscrowPage, HistoryPage, LedgerPage, ListQuery,
    NewEscrow, Nothing, PageQuery, Payment, Previewed, Quoted, Reply, Ruling, Shipment, ShownCase,
    noted,
};
use super::reply::{cut, disputed, history, location, page_length, seen, shown, shown_case};
use super::scene::{Plan, Scene};
use super::visible::Eyes;
use super::{New, Order, sandbox, schema};
use crate::App;
use crate::http::extract::{CasePath, DevelopmentOnly, EscrowPath, Json, Query, no_query};
use crate::http::headers::{ChangeHeaders, CreateHeaders, TimeHeader};
use crate::http::problem::{Problem, Refusals};
use crate::sender::Sender;
use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tercero::escrow::CommandKind;
use tercero::{CaseId, Code, Command, Refusal, Role};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All routes of the module, relative to its prefix.
pub(crate) fn router() -> OpenApiRouter<App> {
    let lists =
        OpenApiRouter::new().routes(routes!(list)).routes(routes!(events)).routes(routes!(ledger));
    OpenApiRouter::new()
        .routes(routes!(quote))
        .routes(routes!(create))
        .routes(routes!(show))
        .routes(routes!(propose))
        .routes(routes!(accept))
        .routes(routes!(pay))
        .routes(routes!(ship))
        .routes(routes!(deliver))
        .routes(routes!(approve))
        .routes(routes!(dispute))
        .routes(routes!(actions))
        .routes(routes!(preview))
        .routes(routes!(report_fact))
        .routes(routes!(respond))
        .routes(routes!(escalate))
        .routes(routes!(rule))
        .route_layer(middleware::from_fn(no_query))
        .merge(lists)
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

/// Shows a draft to the others.
#[utoipa::path(put, path = "/transactions/{id}/propose", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn propose(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), |scene| scene.does(Command::Propose {})).await
}

/// Accepts the terms as they were read.
#[utoipa::path(put, path = "/transactions/{id}/accept", tag = "escrow", request_body = Acceptance,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn accept(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Acceptance>,
) -> Result<Response, Problem> {
    let Acceptance { terms_version, terms_hash } = body;
    change(app, Order::new(sender, id), move |scene| {
        scene.does(Command::Accept { terms_version, terms_hash })
    })
    .await
}

/// Development only: pays what is due for a milestone, and the money arrives at once.
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

/// Goods are on their way, or work is delivered.
#[utoipa::path(put, path = "/transactions/{id}/ship", tag = "escrow", request_body = Shipment,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn ship(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Shipment>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let named = body.milestone;
    match (body.tracking, body.proof) {
        (Some(tracking), None) => {
            change(app, order, move |scene| {
                let milestone = scene.own_milestone(named.as_ref(), CommandKind::Ship)?;
                scene.does(Command::Ship { milestone, tracking: tracking.clone() })
            })
            .await
        }
        (None, Some(text)) => {
            let proof = order.note("proof", &text)?;
            change(app, order, move |scene| {
                let milestone = scene.own_milestone(named.as_ref(), CommandKind::Submit)?;
                scene.does(Command::Submit { milestone, proof })
            })
            .await
        }
        (None, None) | (Some(_), Some(_)) => {
            let why = "goods have a `tracking`, work has a `proof`";
            Err(Refusal::new(Code::JsonType).because(why).at("tracking").into())
        }
    }
}

/// Goods have arrived: by carrier, buyer or admin as a fact, by the seller as a claim with a proof.
#[utoipa::path(put, path = "/transactions/{id}/deliver", tag = "escrow", request_body = Delivery,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn deliver(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Delivery>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let proof = body.proof.as_ref().map(|text| order.note("proof", text)).transpose()?;
    let (named, occurred_at) = (body.milestone, body.occurred_at);
    change(app, order, move |scene| match (scene.actor.role, proof, occurred_at) {
        (Role::Seller, Some(proof), None) => {
            let milestone = scene.own_milestone(named.as_ref(), CommandKind::ClaimDelivered)?;
            scene.does(Command::ClaimDelivered { milestone, proof })
        }
        (Role::Seller, _, _) => Err(Refusal::new(Code::JsonType)
            .because("the seller gives a `proof` and no `occurred_at`")
            .at("proof")),
        (_, None, occurred_at) => {
            let milestone = scene.own_milestone(named.as_ref(), CommandKind::Delivered)?;
            scene.does(Command::Delivered { milestone, occurred_at })
        }
        (_, Some(_), _) => Err(Refusal::new(Code::JsonUnknownField)
            .because("only the seller gives a proof")
            .at("proof")),
    })
    .await
}

/// Accepts what was delivered.
#[utoipa::path(put, path = "/transactions/{id}/approve", tag = "escrow", request_body = Approval,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = schema::Escrow), Refusals))]
async fn approve(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Approval>,
) -> Result<Response, Problem> {
    change(app, Order::new(sender, id), move |scene| {
        let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::Approve)?;
        scene.does(Command::Approve { milestone })
    })
    .await
}

/// Contests all or part of what a milestone holds. Only that part is locked.
#[utoipa::path(post, path = "/transactions/{id}/dispute", tag = "escrow", request_body = Claim,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
async fn dispute(
    State(app): State<App>,
    EscrowPath(id): EscrowPath,
    sender: Sender,
    Json(body): Json<Claim>,
) -> Result<Response, Problem> {
    let mut order = Order::new(sender, id);
    let key = order.sender.key()?.clone();
    let statement = order.note("text", &body.text)?;
    let stream = id.to_string();
    blocking(move || {
        let answer = app.handle(&order, |scene| {
            let milestone = scene.own_milestone(body.milestone.as_ref(), CommandKind::Dispute)?;
            let case = CaseId(key.command(&stream, &scene.actor).0);
            let Claim { amount, reason, .. } = body;
            scene.does(Command::Dispute { milestone, case, amount, reason, statement })
        })?;
        let opened = CaseId(key.command(&stream, &answer.actor).0);
        Ok(created(shown_case(&answer, disputed(&answer, opened))?))
    })
    .await
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
        let eyes = Eyes::of(&answer.actor, answer.escrow.state())?;
        let events = preview.events.iter().map(|event| eyes.event(event));
        Ok(axum::Json(Previewed {
            events: events.filter_map(Result::transpose).collect::<Result<_, _>>()?,
            ledger: preview.ledger.into_iter().map(|posted| eyes.movement(posted)).collect(),
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
        let eyes = Eyes::of(&answer.actor, answer.escrow.state())?;
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

/// Contests a claim, with or without an offer.
#[utoipa::path(put, path = "/disputes/{id}/respond", tag = "escrow", request_body = Reply,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
async fn respond(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Reply>,
) -> Result<Response, Problem> {
    let (statement, note) = noted("text", &body.text)?;
    let offer = body.offer;
    blocking(move || {
        let answer = app.handle_case(sender, case, vec![note], |scene| {
            scene.does(Command::Respond { case, statement, offer })
        })?;
        shown_case(&answer, case)
    })
    .await
}

/// Asks for the next stage of a case.
#[utoipa::path(put, path = "/disputes/{id}/escalate", tag = "escrow", request_body = Nothing,
    params(("id" = uuid::Uuid, Path), TimeHeader, ChangeHeaders),
    security(("actor" = [])), responses((status = 200, body = ShownCase), Refusals))]
async fn escalate(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, Problem> {
    blocking(move || {
        let answer =
            app.handle_case(sender, case, vec![], |scene| scene.does(Command::Escalate { case }))?;
        shown_case(&answer, case)
    })
    .await
}

/// Decides a case.
#[utoipa::path(post, path = "/disputes/{id}/rulings", tag = "escrow", request_body = Ruling,
    params(("id" = uuid::Uuid, Path), TimeHeader, CreateHeaders),
    security(("actor" = [])), responses((status = 201, body = ShownCase), Refusals))]
async fn rule(
    State(app): State<App>,
    CasePath(case): CasePath,
    sender: Sender,
    Json(body): Json<Ruling>,
) -> Result<Response, Problem> {
    sender.key()?;
    let (reason, note) = noted("reasons", &body.reasons)?;
    let to_buyer = body.to_buyer;
    blocking(move || {
        let answer = app.handle_case(sender, case, vec![note], |scene| {
            scene.does(Command::Rule { case, to_buyer, reason })
        })?;
        Ok(created(shown_case(&answer, case)?))
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
