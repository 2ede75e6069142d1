//! The call machine, natively and on virtual time. `rig` plays application, browser and hub.

mod at;
mod dtmf;
mod endings;
mod errors;
mod flow;
mod hang_up;
mod hub_events;
mod media;
mod prepare;
mod rig;
mod trace;
