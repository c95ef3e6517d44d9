//! The page in a real browser, with a terminal in the same class.

use serde_json::json;

use crate::support::browser::Browser;
use crate::support::server::Server;

#[test]
fn a_student_with_a_browser_and_one_with_a_terminal_are_in_the_same_class() {
    let Some(page) = Browser::open(320, 640) else { return };
    let server = Server::start_with(&["--web", "127.0.0.1:0", "--no-journal"]);
    let mut ana = server.join("ana");
    page.go(&format!("http://{}/", server.web_address()));
    let requests = page.value("performance.getEntriesByType('resource').length");
    assert!(requests.as_u64().unwrap() <= 4, "{requests} and the page itself");

    // A refused name is asked again, and the next one comes in.
    page.until("!document.getElementById('door').hidden");
    page.write("#name", "ana\n");
    page.until_shown("Nome em uso");
    page.value("document.getElementById('name').value = ''");
    page.write("#name", "bia\n");
    ana.await_line("* + bia entrou (2 na sala)");
    page.until_shown("2 na sala");

    // Both ways, with whatever may stand in a line.
    page.write("#line", "oi de um celular\n");
    ana.await_line("[bia] oi de um celular");
    ana.send("<b id=evil>oi</b>, bia! https://example.com/x. javascript:alert(1)");
    page.until_shown("<b id=evil>oi</b>, bia!");
    assert_eq!(page.value("document.getElementById('evil')"), json!(null));
    let links = page.value("[...document.links].map((link) => [link.href, link.rel])");
    assert_eq!(links, json!([["https://example.com/x", "noopener noreferrer"]]));
    assert_eq!(page.value("document.querySelectorAll('#log .mention').length"), json!(1));
    ana.send("/msg bia psiu");
    page.until("document.querySelector('#log .private')?.innerText.includes('psiu') === true");

    // Controls, completion, and the wire as `nc` shows it.
    page.click("#controls button:nth-child(4)");
    page.click("#panel .digits button:nth-child(7)");
    page.until_shown("7 × 7 = 49");
    page.write("#line", "/lo");
    page.until("document.getElementById('choices').innerText.includes('/lower')");
    page.write("#line", "\u{e004}BEM BAIXO\n");
    ana.await_line("[bia] bem baixo");
    page.click("#wire-switch");
    page.until("document.getElementById('lines').innerText.includes('(ana) psiu')");
    let wide = page.value("document.documentElement.scrollWidth <= innerWidth");
    assert_eq!(wide, json!(true), "nothing is wider than the screen");

    // A reload comes back by itself; leaving is told, and ends at the door.
    page.value("location.reload()");
    page.until("document.getElementById('room')?.hidden === false");
    page.write("#line", "sair\n");
    page.until_shown("Até logo!");
    ana.await_line("* - bia saiu");
    assert_eq!(page.console(), [] as [serde_json::Value; 0]);
}
