//! The pictures in `docs/pictures` are those that `guicheng draw` makes of the shipped procedures. With `GUICHENG_BLESS`
//! set they are drawn anew.

use super::Desk;
use std::{fs, path::Path};

#[test]
fn the_pictures_in_docs_are_those_of_the_procedures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let bless = std::env::var_os("GUICHENG_BLESS").is_some();
    let desk = Desk::new("pictures");
    let mut names: Vec<String> = fs::read_dir(root.join("procedures"))
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.path().is_dir())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut old = Vec::new();
    for name in &names {
        let file = root.join(format!("procedures/{name}/{name}.toml"));
        let drawn = desk.ok(&format!("draw {} --as svg --lang zh", file.display()));
        let picture = root.join(format!("docs/pictures/{name}.svg"));
        if bless {
            fs::create_dir_all(picture.parent().unwrap()).unwrap();
            fs::write(&picture, &drawn).unwrap();
        } else if fs::read_to_string(&picture).unwrap_or_default() != drawn {
            old.push(name.clone());
        }
    }
    assert!(old.is_empty(), "docs/pictures differ for {old:?}: run the tests with GUICHENG_BLESS=1");
    assert!(names.len() >= 10, "the shipped procedures are missing");
}
