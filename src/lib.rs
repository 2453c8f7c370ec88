//! papersoak: soak an autonomous trading agent on paper, and prove that the run was sound.
//!
//! Other tools can paper trade. The proof is the product: every input is on disk before its effects
//! leave, so that a run can be replayed to the byte, and every cent of difference with the venue has
//! a name.
//!
//! # The picture
//!
//! ```text
//!    market ticks     venue replies     the agent's orders     a person's acts     timers
//!         └────────────────┴──────────────────┴──────────────────────┴───────────────┘
//!                                             ▼
//!                runtime: one inbound queue ─► stamp (seq, now) ─► journal ─► engine
//!                                             ▼
//!      engine: a deterministic state machine.  apply(&mut State, &Envelope) ─► effects
//!              agent ▸ guard (risk, breaker, budget) ▸ orders ▸ ledger ▸ reconcile ▸ alerts
//!                                             ▼
//!      effects, released only when their cause is on disk:  send · record · latch · wake me at
//!                                             ▼
//!      snapshot (read model) ──► report (lines, page, rows) ──► terminal, control socket
//! ```
//!
//! The crank is turned in two ways over the same engine and the same paper exchange: [`runtime`] in
//! real time over sockets, [`sim`] in virtual time in one thread, a week in seconds.
//!
//! # The code map, in reading order
//!
//! | folder | what lives there | may use |
//! |---|---|---|
//! | [`model`] | the vocabulary: ids, money, symbols, orders, positions, time | nothing |
//! | [`event`] | what can change state, what the engine can ask for | `model` |
//! | [`agent`] | the agent's port and the built-in crossover | `model`, `event` |
//! | [`engine`] | orders, ledger, risk, breaker, budget, reconciliation, alerts | `model`, `event`, `agent` |
//! | [`paper`] | the paper exchange: matching, fees, idempotency; as pure as the engine | `model` |
//! | [`gate`] | the go/no-go decision: evidence, freshness, fifteen items, the verdict | `model`, `event`, `engine`, `journal`, `caught` |
//! | [`snapshot`] | the read model, the contract between the core and every face | `model`, `event`, `engine`, `gate` |
//! | [`bundle`] | everything a decision rests on in one file, and checking it offline | `model` to `journal` and `report` |
//! | [`report`] | the snapshot and the result in words for people | `model`, `event`, `snapshot` |
//! | [`journal`] | the truth on disk: `SQLite`, checkpoints, recovery, latch, logs | `model`, `event` |
//! | [`market`] | feeds: synthetic and recorded; sessions, read and written | `model`, `event` |
//! | [`fault`] | what can go wrong, when, and how often: one vocabulary for simulation, drills and game days | `model`, `event` |
//! | [`venue`] | HTTP and WebSocket: client, stream; a server with `paper` behind the same wire, and its store | `model`, `event`, `paper`, `clock` |
//! | [`sim`] | the whole world in one thread under virtual time | `model` to `market` but `report`, and `venue::store` |
//! | [`config`] | `soak.toml`, the data folder, names, the key | `model`, `event`, `market`, `paper`, `venue` |
//! | [`link`] | the lock and the control socket: finding a running soak and talking to it | `model`, `event`, `snapshot` |
//! | [`notify`] | alerts that leave the box: the queue on disk, webhooks, commands | `model`, `event`, `journal`, `clock` |
//! | `tui` | the dashboard: panels, keys, themes, the terminal; feature `tui` | `model`, `event`, `fault`, `snapshot`, `clock`, `caught`, and `link`'s client |
//! | [`runtime`] | the async shell, the only place that spawns and selects | all above |
//! | [`regress`] | recorded sessions: cut out of a journal, run, held against what is expected of the agent | `model` to `sim` but `report`; `config` |
//! | [`drill`] | rehearsed failures: each a world in, a verdict out; the load test | all above |
//! | [`commands`] | the command line, one file per verb, wiring only | anything |
//!
//! # The way of an order, for a first reading
//!
//! 1. A tick comes over the stream ([`venue::VenueStream`]) or out of a feed ([`market::Feed`]) and becomes an
//!    [`event::Input`].
//! 2. The runtime's pump stamps it, hands it to [`engine::apply`] and to the journal's writer.
//! 3. In `apply` the agent ([`agent`]) closes a bar and wants something; the guard asks risk, breaker and
//!    budget; what passes becomes an order with an idempotency key, and an [`event::Effect`] to send it.
//! 4. The pump holds the request until the journal says that its cause is durable. Then it leaves.
//! 5. The answer is an input like any other. So is the lack of one: the order is UNKNOWN until the
//!    reconciliation, which compares orders, fills, positions and balance every few seconds, has evidence.
//! 6. [`snapshot::build`] takes a picture whenever somebody looks, [`report`] puts it in words. A dashboard
//!    listens for pictures on the control socket ([`link::Viewer`]); what lies behind them it asks of the
//!    journal ([`runtime::Archive`]), where a picture is kept each minute.
//!
//! After a crash the same inputs are read back ([`runtime::recover`]) and the same state is there.
//!
//! `tests/tidy.rs` checks the table and the other house rules. [`clock`] is the only place that asks
//! what time it is; [`caught`] keeps a panic that somebody waits for from being loud.
//!
//! # Invariants
//!
//! Each is a test, and an assertion that stays on in release.
//!
//! 1. **Same inputs, same state.** The engine and the paper exchange have no clock, no chance, no
//!    I/O. Ids derive from the sequence of inputs.
//! 2. **Intent before bytes.** An order is durable before its request leaves; after a crash its
//!    idempotency key is used again.
//! 3. **UNKNOWN is never guessed away.** Only evidence from the venue, or a person on record, ends it.
//! 4. **A failed query is no information.** It never means flat and never clears an alert.
//! 5. **Nothing is sent again that may have happened.** 429 waits and repeats the same key; 500 does
//!    not repeat.
//! 6. **The breaker is below the agent and on disk.** A missing or unreadable latch means tripped.
//!    Only a person resets it, with a reason.
//! 7. **The budget is arithmetic.** In no 60 seconds more requests than allowed, 60% of them in normal
//!    running, a tenth kept for closing and reconciling.
//! 8. **Money is decimal.** The equity identity holds to the last digit.
//! 9. **Nothing grows.** Every queue, map and retry has a named limit; every drop is counted and shown.
//! 10. **The journal failing stops new risk, never the process.**
//! 11. **A viewer is a viewer.** Nothing that a client of the control socket does can slow the soak.
//! 12. **Paper is proven.** A venue that cannot prove it is paper gets no order.
//!
//! # Why not …?
//!
//! - *Why not one async task per concern?* Their interleaving would be an input that no journal holds.
//! - *Why not floats?* 0.1 is none of them, and an identity that holds to the last digit finds errors
//!   that one within a tolerance hides.
//! - *Why not a status of its own for each face?* The page, the list, the line and the JSON would come to
//!   disagree; all are made from one picture.
//! - *Why not replay the journal to look back?* A week of it takes seconds for each step. A picture a minute
//!   costs 5 MiB a week, and the same panels draw it.
//! - *Why not ratatui's own terminal?* It sends twice the bytes for the same frame, and its event reader does
//!   not survive a hang-up in a process that lives on. Its buffers and widgets are used.
//! - *Why not an in-memory paper exchange?* Its account has to outlive kill -9, as a venue's does.

pub mod agent;
pub mod bundle;
pub mod caught;
pub mod clock;
pub mod commands;
pub mod config;
pub mod drill;
pub mod engine;
pub mod event;
pub mod fault;
pub mod gate;
pub mod journal;
pub mod link;
pub mod market;
pub mod model;
pub mod notify;
pub mod paper;
pub mod regress;
pub mod report;
pub mod runtime;
pub mod sim;
pub mod snapshot;
#[cfg(feature = "tui")]
pub mod tui;
pub mod venue;
