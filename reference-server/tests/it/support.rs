//! A server under test, and its callers by name.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use tempfile::TempDir;
use tercero_server::{Config, Mode, Server};
use tokio::sync::oneshot;

/// When every deal of the tests begins.
pub(crate) const START: &str = "2026-03-01T09:00:00.000Z";

/// A running server.
pub(crate) struct Running {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    agent: ureq::Agent,
    folder: Option<TempDir>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) text: String,
}

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Call<'s> {
    server: &'s Running,
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

static KEYS: AtomicU64 = AtomicU64::new(0);

/// A key no other request has.
pub(crate) fn key() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

impl Running {
    /// A server in development mode with an empty database.
    pub(crate) fn start() -> Running {
        let folder = TempDir::new().unwrap();
        let mut server = Running::start_on(&folder.path().join("test.sqlite"), None);
        server.folder = Some(folder);
        server
    }

    /// The same, with a clock that begins at START and moves by requests alone.
    pub(crate) fn start_by_hand() -> Running {
        let server = Running::start();
        server.get("/escrow/transactions").by("ana").at(START).send().is(200);
        server
    }

    /// A server on a database that may exist.
    pub(crate) fn start_on(database: &Path, mode: Option<Mode>) -> Running {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let receipt_key = (mode == Some(Mode::Production)).then(|| {
            let file = database.with_extension("key");
            std::fs::write(&file, "07".repeat(32)).unwrap();
            file
        });
        let config = Config { listen, database: database.to_owned(), mode, receipt_key };
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, addr) = channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let server = Server::build(config).await.unwrap();
                ready.send(server.addr()).unwrap();
                server.run(async { drop(stopped.await) }).await.unwrap();
            });
        });
        Running::at(addr.recv().unwrap(), Some(stop), Some(thread))
    }

    /// A server that runs elsewhere.
    pub(crate) fn at(
        addr: SocketAddr,
        stop: Option<oneshot::Sender<()>>,
        thread: Option<JoinHandle<()>>,
    ) -> Running {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        Running { addr, stop, thread, agent: config.build().into(), folder: None }
    }

    /// Where it listens.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub(crate) fn call(&self, method: &'static str, path: impl Into<String>) -> Call<'_> {
        Call { server: self, method, path: path.into(), headers: Vec::new(), body: None }
    }

    pub(crate) fn get(&self, path: impl Into<String>) -> Call<'_> {
        self.call("GET", path)
    }

    pub(crate) fn put(&self, path: impl Into<String>) -> Call<'_> {
        self.call("PUT", path)
    }

    /// A POST with a key of its own.
    pub(crate) fn post(&self, path: impl Into<String>) -> Call<'_> {
        self.call("POST", path).with("Idempotency-Key", &key())
    }

    /// Proposed by ana, under `terms`.
    pub(crate) fn proposed(&self, terms: &Value) -> Value {
        let post = self.post("/escrow/transactions").by("ana").json(&json!({ "terms": terms }));
        post.send().is(201).json()
    }

    /// Proposed by ana and accepted by everybody else the terms name.
    pub(crate) fn agreed(&self, terms: &Value) -> String {
        let escrow = self.proposed(terms);
        let id = escrow["id"].as_str().unwrap().to_owned();
        let parties = terms["parties"].as_array().unwrap().iter();
        for party in parties.filter(|party| party["id"] != "ana") {
            self.accept(&id, party["id"].as_str().unwrap(), &escrow);
        }
        id
    }

    pub(crate) fn accept(&self, id: &str, actor: &str, escrow: &Value) {
        let body =
            json!({ "terms_version": escrow["terms_version"], "terms_hash": escrow["terms_hash"] });
        self.put(format!("/escrow/transactions/{id}/accept")).by(actor).json(&body).send().is(200);
    }

    /// One milestone of goods, paid, shipped and delivered.
    pub(crate) fn delivered(&self) -> String {
        let id = self.agreed(&terms());
        for (step, actor, body) in [
            ("pay", "ana", json!({})),
            ("ship", "beto", json!({ "tracking": "parcel" })),
            ("deliver", "carrier:celia", json!({})),
        ] {
            self.step(&id, step, actor, &body).is(200);
        }
        id
    }

    pub(crate) fn step(&self, id: &str, step: &str, actor: &str, body: &Value) -> Answer {
        self.put(format!("/escrow/transactions/{id}/{step}")).by(actor).json(body).send()
    }

    pub(crate) fn show(&self, id: &str, actor: &str) -> Value {
        self.get(format!("/escrow/transactions/{id}")).by(actor).send().is(200).json()
    }

    /// Something new below an escrow.
    pub(crate) fn add(&self, id: &str, part: &str, actor: &str, body: &Value) -> Answer {
        self.post(format!("/escrow/transactions/{id}/{part}")).by(actor).json(body).send()
    }

    /// What the provider says of a payment, a bank or a leg.
    pub(crate) fn fact(&self, id: &str, fact: &Value) -> Answer {
        self.add(id, "facts", "provider:paco", fact)
    }

    /// The provider says that money has arrived for a milestone.
    #[track_caller]
    pub(crate) fn cleared(&self, id: &str, milestone: &str, payin: &str, amount: &str) {
        let fact = json!({ "type": "payin_cleared", "milestone": milestone, "payin": payin,
            "amount": euros(amount) });
        self.fact(id, &fact).is(201);
    }

    /// The provider says of every payment leg that it has arrived.
    pub(crate) fn settle(&self, id: &str) {
        for leg in self.show(id, "admin:root")["legs"].as_array().unwrap() {
            if leg["state"] != "settled" {
                let fact = json!({ "type": "leg_settled", "leg": leg["id"], "reference": key() });
                self.fact(id, &fact).is(201);
            }
        }
    }

    /// The escrow as somebody sees it at a time.
    pub(crate) fn show_at(&self, id: &str, actor: &str, time: &str) -> Value {
        self.get(format!("/escrow/transactions/{id}")).by(actor).at(time).send().is(200).json()
    }

    /// What stands on an account, as staff see it.
    pub(crate) fn balance(&self, id: &str, account: &str) -> Option<String> {
        let escrow = self.show(id, "admin:root");
        let of_account = |balance: &&Value| balance["account"] == account;
        let found = escrow["balances"].as_array().unwrap().iter().find(of_account)?;
        Some(found["balance"]["amount"].as_str().unwrap().to_owned())
    }

    /// Compares what stands on some accounts with `expected`; nothing stands on one that is empty.
    #[track_caller]
    pub(crate) fn stands(&self, id: &str, expected: &[(&str, &str)]) {
        for (account, amount) in expected {
            let found = self.balance(id, account);
            assert_eq!(found.as_deref().unwrap_or("0.00"), *amount, "{account}");
        }
    }

    pub(crate) fn version(&self, id: &str) -> u64 {
        self.show(id, "admin:root")["version"].as_u64().unwrap()
    }

    /// Ends the server and waits for it.
    pub(crate) fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // Connections that are kept alive would hold a graceful end up.
        self.agent = ureq::Agent::new_with_defaults();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.end();
        }
    }
}

impl Call<'_> {
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub(crate) fn by(self, actor: &str) -> Self {
        self.with("Tercero-Actor", actor)
    }

    pub(crate) fn at(self, time: &str) -> Self {
        self.with("Tercero-Time", time)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    pub(crate) fn bytes(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.with("Content-Type", media_type)
    }

    pub(crate) fn send(self) -> Answer {
        self.try_send().unwrap()
    }

    pub(crate) fn try_send(self) -> Result<Answer, ureq::Error> {
        let uri = format!("http://{}{}", self.server.addr, self.path);
        let mut request = ureq::http::Request::builder().method(self.method).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let mut response = match self.body {
            Some(body) => self.server.agent.run(request.body(body).unwrap())?,
            None => self.server.agent.run(request.body(()).unwrap())?,
        };
        let text = response.body_mut().read_to_string()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, text })
    }
}

impl Answer {
    /// The same answer, after a look at its status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Checks that it is a problem with this code, in all its fields.
    #[track_caller]
    pub(crate) fn refuses(self, status: u16, code: &str) -> Value {
        let problem: Value = serde_json::from_str(&self.text).unwrap_or_default();
        assert_eq!((self.status, problem["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["type"], format!("/errors/{code}"));
        assert_eq!(problem["status"], status);
        for field in ["title", "detail", "instance"] {
            assert!(problem[field].is_string(), "{field} in {}", self.text);
        }
        problem
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub(crate) fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

/// ana buys one thing of beto for 100 euros; the platform takes 5 percent of it.
pub(crate) fn terms() -> Value {
    terms_of(&["100.00"])
}

/// The same with several milestones, `m1`, `m2` and so on.
pub(crate) fn terms_of(amounts: &[&str]) -> Value {
    let milestone = |(n, amount): (usize, &&str)| json!({ "id": format!("m{}", n + 1), "title": "A thing", "amount": euros(amount) });
    json!({
        "currency": "EUR",
        "parties": [
            { "id": "ana", "role": "buyer" },
            { "id": "beto", "role": "seller" },
        ],
        "milestones": amounts.iter().enumerate().map(milestone).collect::<Vec<_>>(),
        "fees": [{
            "id": "platform",
            "rule": { "tiers": [{ "rate": "0.05", "on": "whole" }] },
            "base": { "type": "price" },
            "payers": [{ "payer": "seller", "weight": "1" }],
            "payees": [{ "party": "platform", "weight": "1" }],
        }],
    })
}

/// The same with xavi as the arbiter.
pub(crate) fn arbitrated(amounts: &[&str]) -> Value {
    let mut terms = terms_of(amounts);
    let arbiter = json!({ "id": "xavi", "role": "arbiter" });
    terms["parties"].as_array_mut().unwrap().push(arbiter);
    terms
}
