//! The RFC's trees, known notes, and everything forged.

use crate::{Checkpoint, Key, KeyError, PublicKey, note, note::NoteError, tree};
use alloc::{format, string::String, vec::Vec};
use guicheng_core::Digest;
use guicheng_history::{from_hex, to_hex};

/// The leaves that implementations of RFC 6962 share as vectors.
fn leaves() -> Vec<Digest> {
    let texts: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    texts.iter().map(|t| tree::leaf(t)).collect()
}

fn numbered(n: usize) -> Vec<Digest> {
    (0..n).map(|i| tree::leaf(format!("record {i}").as_bytes())).collect()
}

fn hex(path: &[Digest]) -> Vec<String> {
    path.iter().map(to_hex).collect()
}

#[test]
fn roots_of_the_shared_vectors() {
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves = leaves();
    for (n, root) in roots.iter().enumerate() {
        assert_eq!(to_hex(&tree::root(&leaves[..n])), *root, "{n} leaves");
    }
}

#[test]
fn proofs_of_the_shared_vectors() {
    let leaves = leaves();
    let first = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ];
    assert_eq!(hex(&tree::inclusion(&leaves, 0).unwrap()), first);
    assert_eq!(hex(&tree::consistency(&leaves, 1).unwrap()), first);
    assert_eq!(
        hex(&tree::consistency(&leaves, 6).unwrap()),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(
        hex(&tree::consistency(&leaves[..5], 2).unwrap()),
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
    );
}

#[test]
fn every_leaf_of_every_tree_is_shown_and_nothing_else() {
    for n in 1..=24_usize {
        let leaves = numbered(n);
        let (root, size) = (tree::root(&leaves), n as u64);
        for at in 0..n {
            let proof = tree::inclusion(&leaves, at).unwrap();
            assert!(tree::includes(size, &root, at as u64, &leaves[at], &proof), "{at} of {n}");
            for other in 0..=n {
                if other != at {
                    assert!(!tree::includes(size, &root, other as u64, &leaves[at], &proof), "{at} as {other} of {n}");
                }
            }
            assert!(!tree::includes(size, &root, at as u64, &tree::leaf(b"forged"), &proof));
            assert!(!tree::includes(size, &tree::leaf(b"forged"), at as u64, &leaves[at], &proof));
            for forged in forged(&proof) {
                assert!(!tree::includes(size, &root, at as u64, &leaves[at], &forged), "{at} of {n}, forged");
            }
        }
        assert_eq!(tree::inclusion(&leaves, n), None);
    }
}

#[test]
fn every_tree_extends_its_beginnings_and_no_other() {
    for n in 1..=20_usize {
        let leaves = numbered(n);
        let (root, size) = (tree::root(&leaves), n as u64);
        for old in 0..=n {
            let before = tree::root(&leaves[..old]);
            let proof = tree::consistency(&leaves, old).unwrap();
            assert!(tree::extends(old as u64, &before, size, &root, &proof), "{old} of {n}");
            for forged in forged(&proof) {
                assert!(!tree::extends(old as u64, &before, size, &root, &forged), "{old} of {n}, forged");
            }
            if old == 0 {
                continue;
            }
            // One record of the beginning was written anew: no proof of either tree shows it as a beginning.
            for changed in 0..old {
                let mut rewritten = leaves[..old].to_vec();
                rewritten[changed] = tree::leaf(b"rewritten");
                let fork = tree::root(&rewritten);
                rewritten.extend_from_slice(&leaves[old..]);
                let own = tree::consistency(&rewritten, old).unwrap();
                assert!(!tree::extends(old as u64, &fork, size, &root, &proof));
                assert!(!tree::extends(old as u64, &fork, size, &root, &own));
                assert!(!tree::extends(old as u64, &before, size, &tree::root(&rewritten), &own));
            }
        }
        assert!(!tree::extends(size + 1, &root, size, &root, &[]));
    }
}

/// Every proof that differs from this in one thing.
fn forged(proof: &[Digest]) -> Vec<Vec<Digest>> {
    let mut all = Vec::new();
    for at in 0..proof.len() {
        let mut other = proof.to_vec();
        other[at].0[31] ^= 1;
        all.push(other);
        let mut other = proof.to_vec();
        other.remove(at);
        all.push(other);
        let mut other = proof.to_vec();
        other.insert(at, proof[at]);
        all.push(other);
        if at > 0 && proof[at] != proof[at - 1] {
            let mut other = proof.to_vec();
            other.swap(at, at - 1);
            all.push(other);
        }
    }
    let mut longer = proof.to_vec();
    longer.push(tree::leaf(b"more"));
    all.push(longer);
    all
}

/// The example in the documentation of Go's note package, from which the format comes.
const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn a_known_note_opens_and_an_altered_one_does_not() {
    let key = PublicKey::from_vkey(VKEY).unwrap();
    assert_eq!(key.to_vkey(), VKEY);
    let opened = note::open(NOTE, core::slice::from_ref(&key)).unwrap();
    assert!(opened.text.ends_with("problem is.\n"));
    assert_eq!((opened.signed_by, opened.unknown), (Vec::from([String::from("PeterNeumann")]), 0));

    assert_eq!(note::open(&NOTE.replace("answer", "Answer"), core::slice::from_ref(&key)), Err(NoteError::Signature));
    assert_eq!(note::open(&NOTE.replace("ZJku", "ZJkv"), core::slice::from_ref(&key)), Err(NoteError::Signature));
    assert_eq!(note::open(NOTE, &[]), Err(NoteError::Unsigned));
    let stranger = Key::new("PeterNeumann", [1; 32]).unwrap().public();
    assert_eq!(note::open(NOTE, &[stranger]), Err(NoteError::Unsigned));
    for bad in
        ["", "x", "x\n", "x\n\n", "\n\n", &NOTE[..NOTE.len() - 1], &NOTE.replace("— ", "- "), &format!("{NOTE}\n")]
    {
        assert!(note::open(bad, core::slice::from_ref(&key)).is_err(), "{bad}");
    }
}

#[test]
fn two_keys_sign_one_note() {
    let (old, new) = (Key::new("a.example", [1; 32]).unwrap(), Key::new("a.example", [2; 32]).unwrap());
    let signed = note::sign("rotation\n", &[&old, &new]);
    let opened = note::open(&signed, &[old.public(), new.public()]).unwrap();
    assert_eq!((opened.text, opened.signed_by.len()), ("rotation\n", 2));
    assert_eq!(note::open(&signed, &[new.public()]).unwrap().unknown, 1);
}

#[test]
fn keys_are_read_back_and_other_texts_are_not() {
    let key = Key::new("estate.example/records", [9; 32]).unwrap();
    assert_eq!(Key::from_pem(&key.to_pem()).unwrap().public(), key.public());
    assert_eq!(PublicKey::from_vkey(&key.public().to_vkey()), Ok(key.public()));
    assert!(key.public().to_pem().starts_with("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA"));
    assert!(!format!("{key:?}").contains('9'), "a key is never shown");
    for name in ["", "a b", "a+b", "a\n"] {
        assert_eq!(Key::new(name, [0; 32]).unwrap_err(), KeyError::Name, "{name}");
    }
    let vkey = key.public().to_vkey();
    assert_eq!(PublicKey::from_vkey(&vkey.replace("estate", "Estate")), Err(KeyError::Hash));
    for text in ["", "a", "a+b", "a+b+c", &vkey[..vkey.len() - 1]] {
        assert!(PublicKey::from_vkey(text).is_err(), "{text}");
    }
}

#[test]
fn a_checkpoint_has_one_form() {
    let root = from_hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328").unwrap();
    let checkpoint = Checkpoint { origin: "estate.example/records".into(), size: 8, root };
    let text = "estate.example/records\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
    assert_eq!(checkpoint.text(), text);
    assert_eq!(Checkpoint::read(text), Ok(checkpoint));
    for bad in
        [&text.replace("\n8", "\n08"), &text.replace("\n8", "\n+8"), &format!("{text}x\n"), &text[1..12], "\n0\n\n"]
    {
        assert!(Checkpoint::read(bad).is_err(), "{bad}");
    }
}
