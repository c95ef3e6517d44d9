//! The bots: people who are programs.
//!
//! Owns what a bot does in a class and what is learned from it. Must not know the server that it
//! talks to, and never prints: what happened is returned as a value.

pub mod swarm;
