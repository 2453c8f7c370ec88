//! The control socket: how other processes talk to a running soak.
