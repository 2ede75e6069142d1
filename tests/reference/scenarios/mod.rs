//! What a client and ASP.NET Core's own SignalR server do together, for any shell: the native one runs every scenario
//! under `cargo test`, the browser's own in Chromium and Firefox.

mod ends;
mod messages;
mod recovery;

use super::{client, shell};

pub(crate) use self::{ends::*, messages::*, recovery::*};

/// Hands the names of all scenarios to a macro that makes tests of them.
macro_rules! each_scenario {
    ($make_tests:ident) => {
        $make_tests! {
            invocations_and_events_in_order
            outcomes
            greeting_in_the_handshakes_frame
            oversize_to_the_byte
            results_for_the_server
            handshake_refusals
            handshake_time_limit_of_the_server
            closes_of_every_kind
            malformed_message
            shutdown_of_the_server
            silent_client_is_dropped_unless_it_pings
            refused_socket_says_why
            ids_unknown_in_use_and_gone
            reconnects_with_a_new_connection
            resumes_with_the_events_of_the_gap
            resumes_many_times_and_loses_nothing
            resumes_while_the_old_socket_is_dead
            starts_anew_while_the_old_socket_is_alive
            refused_resume_carries_over
        }
    };
}
