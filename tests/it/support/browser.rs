//! A real browser without a window, driven by W3C WebDriver (<https://www.w3.org/TR/webdriver2/>).

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::lacks;
use super::server::PATIENCE;

/// Longer than a browser takes to start on a busy machine.
const START: Duration = Duration::from_secs(60);

pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// A browser whose first tab has a screen of that size; `None`, with a word, where there is none.
    pub fn open(width: u32, height: u32) -> Option<Self> {
        if lacks("chromedriver", "chromium-driver") {
            return None;
        }
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
        let port = lines
            .filter(|line| line.contains("successfully on port"))
            .find_map(|line| line.rsplit(' ').next()?.trim_end_matches('.').parse().ok())
            .unwrap();
        let mut browser = Self { driver, port, session: String::new() };
        let options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--ignore-certificate-errors", "--enable-precise-memory-info",
        ] });
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let opened = browser.request("POST", "/session", &capabilities);
        browser.session = opened["sessionId"].as_str().unwrap().to_owned();
        browser.screen(width, height, 1.0);
        Some(browser)
    }

    /// Gives this tab a screen of that size, of which a pixel is so many of the page's: zoom.
    pub fn screen(&self, width: u32, height: u32, zoom: f64) {
        let size = |pixels: u32| (f64::from(pixels) / zoom) as u32;
        let metrics = json!({
            "width": size(width), "height": size(height), "deviceScaleFactor": zoom, "mobile": false,
        });
        self.tools("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Sets what the person prefers: `prefers-color-scheme` `dark`.
    pub fn prefer(&self, features: &[(&str, &str)]) {
        let features = features.iter().map(|(name, value)| json!({ "name": name, "value": value }));
        let features = features.collect::<Vec<_>>();
        self.tools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Does something that only this browser's own protocol can.
    pub fn tools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.command("POST", "/goog/cdp/execute", &body)
    }

    /// Writes a picture of this tab to a file, as WebP, so many of its pixels for one of the page's.
    pub fn picture(&self, path: &str, scale: f64) {
        let size = self.value("[innerWidth, innerHeight]");
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": scale });
        let taken = json!({ "format": "webp", "quality": 80, "clip": clip });
        let taken = self.tools("Page.captureScreenshot", &taken);
        let mut decoder = Command::new("base64")
            .arg("-d")
            .stdin(Stdio::piped())
            .stdout(File::create(path).unwrap())
            .spawn()
            .unwrap();
        let mut input = decoder.stdin.take().unwrap();
        input.write_all(taken["data"].as_str().unwrap().as_bytes()).unwrap();
        drop(input);
        assert!(decoder.wait().unwrap().success());
    }

    /// Opens another tab with a screen of that size, and goes on in it.
    pub fn tab(&self, width: u32, height: u32) -> String {
        let made = self.command("POST", "/window/new", &json!({ "type": "tab" }));
        let tab = made["handle"].as_str().unwrap().to_owned();
        self.switch(&tab);
        self.screen(width, height, 1.0);
        tab
    }

    /// The tab that this is in.
    pub fn current(&self) -> String {
        self.command("GET", "/window", &Value::Null).as_str().unwrap().to_owned()
    }

    /// Goes on in that tab.
    pub fn switch(&self, tab: &str) {
        self.command("POST", "/window", &json!({ "handle": tab }));
    }

    /// Presses keys, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let action = |kind: &str, key: char| json!({ "type": kind, "value": key });
        let keys = keys.chars().flat_map(|key| [action("keyDown", key), action("keyUp", key)]);
        let keys = json!({ "type": "key", "id": "keys", "actions": keys.collect::<Vec<_>>() });
        self.command("POST", "/actions", &json!({ "actions": [keys] }));
    }

    /// Moves the focus to what comes before.
    pub fn back(&self) {
        let action = |kind: &str, key: char| json!({ "type": kind, "value": key });
        let (shift, tab) = ('\u{e008}', '\u{e004}');
        let keys = [("keyDown", shift), ("keyDown", tab), ("keyUp", tab), ("keyUp", shift)];
        let keys = keys.map(|(kind, key)| action(kind, key));
        let keys = json!({ "type": "key", "id": "keys", "actions": keys });
        self.command("POST", "/actions", &json!({ "actions": [keys] }));
    }

    /// What axe-core finds against WCAG 2.2 A and AA, as the page is now.
    pub fn violations(&self) -> Vec<Value> {
        if self.value("typeof axe") != json!("object") {
            // The page's own policy lets no script in but its own; the tools are not the page.
            let axe = include_str!("../../axe/axe.min.js");
            self.tools("Runtime.evaluate", &json!({ "expression": axe }));
        }
        let script = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'], runOnly: \
            ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) => done(found.violations.map(\
            (one) => [one.id, one.nodes.map((node) => [node.target.join(' '), node.failureSummary])])))";
        let body = json!({ "script": script, "args": [] });
        self.command("POST", "/execute/async", &body).as_array().unwrap().clone()
    }

    pub fn go(&self, url: &str) {
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// Types into the element that a CSS selector finds; `\n` is Enter.
    pub fn write(&self, css: &str, text: &str) {
        let element = self.element(css);
        let text = text.replace('\n', "\u{e007}");
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    pub fn click(&self, css: &str) {
        let element = self.element(css);
        self.command("POST", &format!("/element/{element}/click"), &json!({}));
    }

    fn element(&self, css: &str) -> String {
        let using = json!({ "using": "css selector", "value": css });
        let found = self.command("POST", "/element", &using);
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    /// The value of an expression of JavaScript.
    pub fn value(&self, expression: &str) -> Value {
        let script = json!({ "script": format!("return {expression}"), "args": [] });
        self.command("POST", "/execute/sync", &script)
    }

    /// Waits until an expression of JavaScript is true.
    pub fn until(&self, expression: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.value(expression) != json!(true) {
            assert!(Instant::now() < deadline, "{expression}: {}", self.text());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the page shows that text.
    pub fn until_shown(&self, text: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(text)));
    }

    /// All that the page shows.
    pub fn text(&self) -> String {
        self.value("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// What is in the console.
    pub fn console(&self) -> Vec<Value> {
        let log = self.command("POST", "/se/log", &json!({ "type": "browser" }));
        log.as_array().unwrap().clone()
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.request(method, &format!("/session/{}{path}", self.session), body)
    }

    fn request(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(START)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        // The driver keeps the connection open.
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let start = head.len();
            assert!(reader.read_line(&mut head).unwrap() > 0, "{path}: {head}");
            let line = head[start..].to_lowercase();
            if let Some(number) = line.strip_prefix("content-length:") {
                length = number.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{path}: {body}");
        serde_json::from_str::<Value>(&body).unwrap()["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !thread::panicking() {
            self.command("DELETE", "", &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
