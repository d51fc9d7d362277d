//! Stub.

pub mod grammar;
