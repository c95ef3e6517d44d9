//! Every test that uses the kit from outside, in one program: each program links SQLCipher and
//! OpenSSL, which takes longer than most of the tests.

mod support;

mod architecture;
mod book;
mod bot_failures;
mod bots;
mod bots_page;
mod catalogues;
mod causes;
mod class_code;
mod class_log;
mod class_terminal;
mod classes;
mod classroom_properties;
mod classroom_server;
mod cli;
mod client_plain;
mod client_terminal;
mod commands_page;
mod config;
mod crowds;
mod documents;
mod examples;
mod faults;
mod fuzz_corpus;
mod hostile;
mod journal;
mod journal_care;
mod lab;
mod lab_keeper;
mod lab_report;
#[cfg(target_os = "linux")]
mod lab_sandbox;
mod languages;
mod lesson_client;
mod lessons;
mod lessons_page;
mod link;
mod log_cli;
mod packages;
mod page;
mod page_pictures;
mod passes;
mod recordings;
mod replay;
mod scenario_files;
mod swarm;
mod tls;
mod tls_terminal;
mod trace;
mod transcripts;
mod web;
mod wire;
