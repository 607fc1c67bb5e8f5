//! `guicheng draw`: a picture of a procedure.

use crate::{
    failure::{Exit, Failure},
    lang::Lang,
    library::{self, Checked, Library},
    shell::Shell,
    words,
};
use clap::{Args, ValueEnum};
use guicheng_core::{Procedure, ScopeId};
use guicheng_draw as draw;
use guicheng_lang::has_errors;
use std::path::{Path, PathBuf};

/// What to draw, and how.
#[derive(Debug, Args)]
pub(crate) struct Draw {
    /// 流程文件，或随带的流程名称，或整个文件夹 · a procedure file, the name of a shipped one, or a folder of them
    #[arg(value_name = "FILE")]
    file: String,
    /// 画成什么 · the kind of picture
    #[arg(long = "as", value_enum, default_value_t = Picture::Outline)]
    kind: Picture,
    /// 只画这条路线（svg） · this route only (svg)
    #[arg(long, value_name = "ROUTE")]
    route: Option<String>,
    /// 写到哪个文件；svg 写到文件夹就分页（A4） · the file to write; with svg a folder gets A4 pages
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
}

/// A kind of picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Picture {
    /// Numbered like a manual.
    Outline,
    /// A picture for a page.
    Svg,
    /// A graph for Graphviz.
    Dot,
    /// A BPMN 2.0 model with its diagrams.
    Bpmn,
    /// A flowchart for pages that draw Mermaid.
    Mermaid,
    /// A Petri net for process mining.
    Pnml,
}

/// Draws it.
pub(crate) fn run(args: &Draw, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    if args.route.is_some() && args.kind != Picture::Svg {
        return Err(Failure::usage(words::route_only_svg(lang)));
    }
    let path = Path::new(&args.file);
    let pages = args.out.as_deref().filter(|out| args.kind == Picture::Svg && is_folder(out));
    if path.is_dir() {
        let Some(out) = pages.filter(|_| args.route.is_none()) else {
            return Err(Failure::usage(words::folder_only_pages(lang)));
        };
        return folder(path, out, shell);
    }
    let checked = if path.is_file() || args.file.ends_with(".toml") {
        let file = library::read(path, lang)?;
        Library::of_path(path, lang)?.compile(&file.path, &file.bytes)
    } else {
        let library = Library::above(Path::new("."), lang)?.filter(|l| l.find(&args.file).is_some());
        let library = library.unwrap_or_else(Library::shipped);
        let found = library.find(&args.file).map(|(checked, _)| checked);
        found.ok_or_else(|| Failure::usage(words::no_procedure(lang, &args.file, library.ids().join(lang.comma()))))?
    };
    let procedure = sound(&checked, &args.file, shell)?;
    if let (Some(out), None) = (pages, &args.route) {
        let written = write_pages(procedure, out, lang)?;
        shell.line(&words::drawn_pages(lang, out.display(), written.len()));
        return Ok(Exit::Done);
    }
    let picture = picture(args, procedure, lang)?;
    match &args.out {
        None => shell.print(&picture),
        Some(out) => {
            write(out, &picture, lang)?;
            shell.line(&words::drawn(lang, out.display()));
        }
    }
    Ok(Exit::Done)
}

fn picture(args: &Draw, procedure: &Procedure, lang: Lang) -> Result<String, Failure> {
    Ok(match args.kind {
        Picture::Outline => draw::outline(procedure, lang.into()),
        Picture::Svg => match &args.route {
            None => draw::svg(procedure, lang.into()),
            Some(name) => draw::svg_route(procedure, route(procedure, name, lang)?, lang.into()),
        },
        Picture::Dot => draw::dot(procedure, lang.into()),
        Picture::Bpmn => draw::bpmn(procedure, lang.into()),
        Picture::Mermaid => draw::mermaid(procedure, lang.into()),
        Picture::Pnml => draw::pnml(procedure, lang.into())
            .ok_or_else(|| Failure::refused("too_large", words::net_too_large(lang)))?,
    })
}

/// The procedure, unless it has errors.
fn sound<'a>(checked: &'a Checked, name: &str, shell: &Shell) -> Result<&'a Procedure, Failure> {
    checked.procedure.as_ref().filter(|_| !has_errors(&checked.findings)).ok_or_else(|| {
        let shown = super::check::rendered(shell, checked);
        Failure::refused("findings", format!("{shown}{}", words::has_findings(shell.lang, name)))
    })
}

/// A folder, or what is written like one.
fn is_folder(out: &Path) -> bool {
    out.is_dir() || out.as_os_str().to_string_lossy().ends_with(['/', '\\'])
}

/// A route by its id or title.
fn route(procedure: &Procedure, name: &str, lang: Lang) -> Result<ScopeId, Failure> {
    let routes = || procedure.names.scopes.iter();
    let found = routes().find(|(_, label)| *label.id == *name || *label.title == *name).map(|(id, _)| id);
    let known = || routes().map(|(_, label)| label.id.to_string()).collect::<Vec<_>>().join(lang.comma());
    found.ok_or_else(|| Failure::usage(words::no_route(lang, name, known())))
}

fn write(out: &Path, text: &str, lang: Lang) -> Result<(), Failure> {
    std::fs::write(out, text).map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)))
}

/// Writes the pages of a procedure; returns their titles and files.
fn write_pages(procedure: &Procedure, out: &Path, lang: Lang) -> Result<Vec<(String, String)>, Failure> {
    std::fs::create_dir_all(out).map_err(|e| Failure::unreadable(words::cannot_write(lang, out.display(), e)))?;
    let mut written = Vec::new();
    let pages = draw::pages(procedure, lang.into());
    let many = pages.len() > 1;
    for (at, page) in pages.into_iter().enumerate() {
        let number = if many { format!("-{:02}", at + 1) } else { String::new() };
        let file = format!("{}{number}.svg", procedure.id);
        write(&out.join(&file), &page.svg, lang)?;
        written.push((page.title, file));
    }
    Ok(written)
}

/// What a heading is called in a link to it: letters and digits as they are, a hyphen for a blank.
fn anchor(heading: &str) -> String {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        '_' | '-' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        _ => None,
    };
    heading.to_lowercase().chars().filter_map(kept).collect()
}

/// Draws every procedure of a folder, and a page that shows all pictures.
fn folder(path: &Path, out: &Path, shell: &Shell) -> Result<Exit, Failure> {
    let lang = shell.lang;
    let library = Library::of_path(path, lang)?;
    let (mut listed, mut index) = (String::new(), String::new());
    let mut count = 0;
    for (id, _) in library.procedures() {
        let Some((checked, file)) = library.find(&id) else { continue };
        let procedure = sound(&checked, &file.path, shell)?;
        let written = write_pages(procedure, out, lang)?;
        count += written.len();
        let title = procedure.names.procedure.title_in(lang.code());
        listed.push_str(&format!("- [{title}](#{})\n", anchor(&format!("{title} {id}"))));
        index.push_str(&format!("\n## {title} `{id}`\n"));
        for (page, file) in written {
            index.push_str(&format!("\n### [{page}]({file})\n\n![{title} · {page}]({file})\n"));
        }
    }
    let all = format!("{}\n\n{listed}{index}", words::pictures_of(lang, path.display()).trim_end());
    write(&out.join("README.md"), &all, lang)?;
    shell.line(&words::drawn_pages(lang, out.display(), count));
    Ok(Exit::Done)
}
