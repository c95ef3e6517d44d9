//! Lessons and manual are a book: its table of contents has every page, and no link leads nowhere.

use std::collections::HashSet;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A heading, a link or a picture of a document.
struct Item {
    line: usize,
    text: String,
    /// Where it leads, unless it is a heading.
    to: Option<String>,
}

/// The headings, links and pictures of a document, in the order in which they end.
fn items(document: &Path) -> Vec<Item> {
    let text = fs::read_to_string(document).unwrap();
    let (mut open, mut found): (Vec<Item>, Vec<Item>) = Default::default();
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        let line = 1 + text[..range.start].matches('\n').count();
        let begin = |to| Item { line, text: String::new(), to };
        match event {
            Event::Start(Tag::Heading { .. }) => open.push(begin(None)),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                open.push(begin(Some(dest_url.into_string())));
            }
            Event::End(TagEnd::Heading(_) | TagEnd::Link | TagEnd::Image) => {
                found.extend(open.pop());
            }
            // A link may stand in a heading, and a picture in a link.
            Event::Text(words) | Event::Code(words) => {
                open.iter_mut().for_each(|item| item.text.push_str(&words));
            }
            _ => {}
        }
    }
    found
}

/// The names by which links reach the headings of a document. They are made by the rule that
/// mdbook and the sites that host code have in common.
fn anchors(document: &Path) -> HashSet<String> {
    let mut names = HashSet::new();
    for heading in items(document).into_iter().filter(|item| item.to.is_none()) {
        let name: String = heading
            .text
            .to_lowercase()
            .chars()
            .filter(|&c| c.is_alphanumeric() || " -_".contains(c))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        // The second of the same name is `name-1`.
        let others = (1..).map(|number| format!("{name}-{number}"));
        let free = iter::once(name.clone()).chain(others).find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// The documents in a folder.
fn documents(folder: impl AsRef<Path>) -> impl Iterator<Item = PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"))
}

/// The pages that `docs/book/pages.py` makes, and those whose headings say too little.
const NAMED_BY_THE_BOOK: [&str; 4] = ["opcoes.md", "options.md", "README.pt-BR.md", "README.md"];

/// The pages of the lessons. They link only to each other, because they are read without the rest.
fn lessons() -> Vec<PathBuf> {
    let folders = fs::read_dir("lessons").unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.is_dir());
    let pages = folders.flat_map(documents);
    let pages = documents("lessons").chain(pages);
    pages.collect()
}

/// The pages of the book that are named by their own headings.
fn pages() -> Vec<PathBuf> {
    let manual = documents("docs").chain([PathBuf::from("CONTRIBUTING.md")]);
    lessons().into_iter().chain(manual).collect()
}

/// The parts of the table of contents: a heading, and the pages below it with their titles.
fn parts() -> Vec<(String, Vec<(PathBuf, String)>)> {
    let mut parts: Vec<(String, Vec<_>)> = Vec::new();
    for item in items(Path::new("docs/book/SUMMARY.md")) {
        match item.to {
            None => parts.push((item.text, Vec::new())),
            Some(to) => {
                let (_, entries) = parts.last_mut().expect("a heading above the first entry");
                entries.push((PathBuf::from(to), item.text));
            }
        }
    }
    parts
}

#[test]
fn the_table_of_contents_has_every_page_once_and_by_its_title() {
    let entries = parts().into_iter().flat_map(|(_, entries)| entries);
    let (others, entries): (Vec<_>, Vec<_>) =
        entries.partition(|(page, _)| NAMED_BY_THE_BOOK.iter().any(|name| page == Path::new(name)));
    assert_eq!(others.len(), NAMED_BY_THE_BOOK.len());
    let title = |page: PathBuf| {
        let heading = items(&page).into_iter().find(|item| item.to.is_none());
        (page, heading.map_or_else(String::new, |heading| heading.text))
    };
    let pages: Vec<_> = pages().into_iter().map(title).collect();
    let missing: Vec<_> = pages.iter().filter(|page| !entries.contains(page)).collect();
    assert!(missing.is_empty(), "not in docs/book/SUMMARY.md: {missing:?}");
    let strange: Vec<_> = entries.iter().filter(|entry| !pages.contains(entry)).collect();
    assert!(strange.is_empty(), "only in docs/book/SUMMARY.md: {strange:?}");
    assert_eq!(entries.len(), pages.len(), "docs/book/SUMMARY.md has a page twice");
}

#[test]
fn both_languages_have_the_same_pages_in_the_same_order() {
    let parts = parts();
    let [(_, front), (portuguese, theirs), (english, ours), (manual, _)] = &parts[..] else {
        panic!("the front page, two languages and the manual, not {} parts", parts.len());
    };
    assert_eq!(manual, "Manual");
    assert_eq!((portuguese.as_str(), english.as_str()), ("Português", "English"));
    // The first page is the site's own, so it has to lie where the site begins.
    let front: Vec<_> = front.iter().map(|(page, _)| page.to_str().unwrap()).collect();
    assert_eq!(front, ["README.pt-BR.md", "README.md", "lessons/README.md"]);
    let twins: Vec<_> = theirs
        .iter()
        .map(|(page, _)| match page.file_name().unwrap().to_str().unwrap() {
            "primeira-aula.md" => page.with_file_name("first-class.md"),
            "professores.md" => page.with_file_name("teachers.md"),
            "opcoes.md" => page.with_file_name("options.md"),
            "pt-BR.md" => page.with_file_name("en.md"),
            name => panic!("{name} is in no language"),
        })
        .collect();
    let ours: Vec<_> = ours.iter().map(|(page, _)| page.clone()).collect();
    assert_eq!(twins, ours);
}

/// What is wrong with a link of a document, if something is.
fn fault(document: &Path, to: &str, lessons: &[PathBuf]) -> Option<String> {
    let (path, anchor) = to.split_once('#').map_or((to, None), |(path, name)| (path, Some(name)));
    let target = match path {
        "" => document.to_owned(),
        path => document.parent()?.join(path),
    };
    let Ok(target) = target.canonicalize() else { return Some("there is no such file".into()) };
    let same = |page: &PathBuf| page.canonicalize().is_ok_and(|page| page == target);
    if lessons.iter().any(|page| page == document) {
        let is_picture = target.extension().is_some_and(|extension| extension == "svg");
        if !lessons.iter().any(same) && !is_picture {
            return Some("it leads out of the lessons".into());
        }
    }
    let heading = anchor.is_none_or(|name| target.is_file() && anchors(&target).contains(name));
    (!heading).then(|| "there is no such heading".into())
}

#[test]
fn every_link_leads_somewhere() {
    let lessons = lessons();
    let others = documents("docs").chain(documents("."));
    let (mut faults, mut checked) = (Vec::new(), 0);
    for document in lessons.iter().cloned().chain(others) {
        for Item { line, to, .. } in items(&document) {
            // What is elsewhere is not for a test to reach.
            let Some(to) = to.filter(|to| !to.contains("://")) else { continue };
            if let Some(fault) = fault(&document, &to, &lessons) {
                faults.push(format!("{}:{line}: {to}: {fault}", document.display()));
            }
            checked += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(checked > 50, "only {checked} links were found");
}
