//! `guicheng key`: the key that signs checkpoints, made, shown and changed.

use crate::{
    desk::{Desk, machine_random},
    evidence,
    failure::{Exit, Failure},
    shell::Shell,
    words,
};
use clap::{Args, Subcommand};
use guicheng_evidence::{Key, note};
use guicheng_store::{Note, Store};
use serde::Serialize;
use std::{fs, path::PathBuf};

/// What to do with it.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    what: What,
    /// 密钥文件；不写时看 GUICHENG_KEY，再不然放在个案文件旁边 · the file of the key
    #[arg(long, global = true, value_name = "FILE")]
    key: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// 造一把 · make one
    New {
        /// 名称，如 wuye.example/records · its name, such as estate.example/records
        name: String,
    },
    /// 看公钥 · show the public key
    Show,
    /// 换一把，新旧都签字 · change it; both keys sign
    Rotate,
}

#[derive(Serialize)]
struct Doc {
    schema: &'static str,
    file: String,
    name: String,
    public_key: String,
    pem: String,
    replaced: Option<String>,
}

/// Does it.
pub(crate) fn run(args: &KeyArgs, shell: &Shell) -> Result<Exit, Failure> {
    let path = evidence::key_path(args.key.as_ref(), shell);
    match &args.what {
        What::New { name } => {
            if path.exists() {
                return Err(Failure::refused("exists", words::key_exists(shell.lang, path.display())));
            }
            let key = fresh(name, shell)?;
            evidence::write_new(&path, key.to_pem().as_bytes(), true, shell)?;
            let vkey = key.public().to_vkey();
            show(&key, &path, None, shell, &words::key_made(shell.lang, path.display(), vkey))
        }
        What::Show => {
            let key = evidence::read_key(&path, shell)?;
            let text = format!("{}\n{}", key.public().to_vkey(), key.public().to_pem().trim_end());
            show(&key, &path, None, shell, &text)
        }
        What::Rotate => rotate(&path, shell),
    }
}

fn fresh(name: &str, shell: &Shell) -> Result<Key, Failure> {
    let mut seed = [0; 32];
    machine_random()(&mut seed);
    Key::new(name, seed).map_err(|_| Failure::usage(words::bad_key_name(shell.lang, name)))
}

fn show(
    key: &Key,
    path: &std::path::Path,
    replaced: Option<String>,
    shell: &Shell,
    text: &str,
) -> Result<Exit, Failure> {
    if shell.json() {
        shell.document(&Doc {
            schema: "guicheng/key/1",
            file: path.display().to_string(),
            name: key.name().to_owned(),
            public_key: key.public().to_vkey(),
            pem: key.public().to_pem(),
            replaced,
        })?;
    } else {
        shell.line(text);
    }
    Ok(Exit::Done)
}

/// The change is a note that both keys sign, over the tree as it is; then the file is replaced.
fn rotate(path: &std::path::Path, shell: &Shell) -> Result<Exit, Failure> {
    let mut desk = Desk::existing(shell)?;
    let old = evidence::read_key(path, shell)?;
    let new = fresh(old.name(), shell)?;
    let (was, is) = (old.public().to_vkey(), new.public().to_vkey());
    let (checkpoint, _) = evidence::checkpoint(&mut desk, &old)?;
    // The new key lies beside the old one before the store says that it counts.
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    evidence::write_new(&beside, new.to_pem().as_bytes(), true, shell)?;
    let text = format!("{}guicheng key rotation\nold {was}\nnew {is}\n", checkpoint.text());
    let signed = note::sign(&text, &[&old, &new]);
    evidence::remember(&mut desk, &new.public(), checkpoint.size)?;
    let note = Note { kind: evidence::ROTATION.into(), size: checkpoint.size, text: signed.into() };
    desk.host.store_mut().put_note(&note).map_err(|e| desk.failed(e.into()))?;
    let failed = |e| Failure::unreadable(words::cannot_write(shell.lang, path.display(), e));
    fs::rename(&beside, path).map_err(failed)?;
    let text = words::key_rotated(shell.lang, path.display(), &was, &is);
    show(&new, path, Some(was), shell, &text)
}
