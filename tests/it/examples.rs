//! The programs in `examples/` do what they say, in a class that one of them opens.

use std::net::TcpStream;
use std::process::Command;
use std::thread;

use async_std::task;

use crate::support::python;
use crate::support::server::Peer;

#[allow(dead_code)]
#[path = "../../examples/embedded.rs"]
mod embedded;

#[test]
fn a_class_within_a_program_is_one_and_the_bot_answers_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = embedded::open(folder.path()).unwrap();
    let address = server.addresses().unwrap()[0];
    let (over, is_over) = async_channel::bounded::<()>(1);
    let class = thread::spawn(|| {
        task::block_on(server.run(async move {
            let _ = is_over.recv().await;
        }))
    });
    let mut ana = Peer::tcp(TcpStream::connect(address).unwrap());
    ana.send("ana");
    let bot = Command::new("python3")
        .args(["examples/bot.py", &address.to_string()])
        .env("PATH", python::path())
        .spawn();
    let mut bot = bot.unwrap();
    ana.await_line("calculadora");
    ana.send("7 x 8");
    ana.await_line("(calculadora) 7 x 8 = 56");
    over.send_blocking(()).unwrap();
    ana.await_line("* .");
    class.join().unwrap();
    assert!(bot.wait().unwrap().success());
}
