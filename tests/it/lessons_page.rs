//! The lessons' pages: the part that is made from the checks is as the checks are now.

use std::path::Path;
use std::{env, fs};

use sala::lab::{LessonSource, lessons, picture as picture_of, picture_file, renewed};
use sala::locale::Locale;

const LESSONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons");

#[test]
fn the_conversations_are_those_of_the_checks() {
    let source = LessonSource::open(Path::new(LESSONS)).unwrap_or_else(|error| panic!("{error:?}"));
    let lessons = lessons(&source).unwrap_or_else(|errors| panic!("{errors:?}"));
    for lesson in &lessons {
        for locale in Locale::ALL {
            let path = Path::new(LESSONS).join(&lesson.folder).join(format!("{locale}.md"));
            let picture = Path::new(LESSONS).join(&lesson.folder).join(picture_file(locale));
            let drawn = picture_of(lesson, locale).expect("a check that the lesson is about");
            let new = renewed(lesson, locale).expect("a place for the checks");
            if env::var_os("UPDATE_DOCS").is_some() {
                fs::write(path, &new).unwrap();
                fs::write(picture, drawn).unwrap();
            } else {
                let kept = fs::read_to_string(&picture).unwrap_or_default();
                assert!(kept == drawn, "{} is stale: `make docs` renews it", picture.display());
                let shown = path.display();
                assert!(new == lesson.page(locale), "{shown} is stale: `make docs` renews it");
            }
        }
    }
}
