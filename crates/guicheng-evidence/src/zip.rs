//! Zip files, stored and not compressed: the same files give the same bytes. Only that form is read.

use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};

/// 1980-01-01, the first day that a zip file can say.
const DATE: u16 = 0x21;
/// Larger files, or more of them, are refused.
const FILES: usize = 60_000;

/// A file in a zip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its path, with slashes.
    pub path: Box<str>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file.
    pub fn new(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}

/// Why bytes are no zip of this form.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ZipError {
    /// It is cut off, or has something that does not belong there.
    #[error("this is no zip file of a pack")]
    Form,
    /// A file is compressed or encrypted.
    #[error("a file in it is not stored as it is")]
    NotStored,
    /// A path leads out of the pack, or is there twice.
    #[error("a path in it is not allowed")]
    Path,
    /// A checksum is wrong.
    #[error("a file in it is damaged")]
    Damaged,
    /// It is too large.
    #[error("it is too large")]
    TooLarge,
}

/// Writes a zip of these files, in this order.
///
/// # Errors
/// [`ZipError::TooLarge`], [`ZipError::Path`].
pub fn write(files: &[File]) -> Result<Vec<u8>, ZipError> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let mut paths = BTreeSet::new();
    for file in files {
        if !paths.insert(&*file.path) || !is_safe(&file.path) {
            return Err(ZipError::Path);
        }
        let header = header(file)?;
        let offset = size(out.len())?;
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&header);
        out.extend_from_slice(file.path.as_bytes());
        out.extend_from_slice(&file.bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03");
        directory.extend_from_slice(&header);
        // No comment, first disk, no attributes but an ordinary file that all may read.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&(0o100_644_u32 << 16).to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(file.path.as_bytes());
    }
    let count = u16::try_from(files.len()).ok().filter(|n| usize::from(*n) <= FILES).ok_or(ZipError::TooLarge)?;
    let (begins, length) = (size(out.len())?, size(directory.len())?);
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    for n in [count, count] {
        out.extend_from_slice(&n.to_le_bytes());
    }
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&begins.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    Ok(out)
}

/// What a local header and an entry of the directory have in common.
fn header(file: &File) -> Result<Vec<u8>, ZipError> {
    let length = size(file.bytes.len())?;
    let name = u16::try_from(file.path.len()).map_err(|_| ZipError::TooLarge)?;
    let mut out = Vec::with_capacity(26);
    // Version 2.0; bit 11: the path is UTF-8; stored.
    for n in [20_u16, 0x800, 0, 0, DATE] {
        out.extend_from_slice(&n.to_le_bytes());
    }
    for n in [crc32(&file.bytes), length, length] {
        out.extend_from_slice(&n.to_le_bytes());
    }
    out.extend_from_slice(&name.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    Ok(out)
}

/// Reads a zip that [`write()`] could have written, byte for byte.
///
/// # Errors
/// [`ZipError`].
pub fn read(bytes: &[u8]) -> Result<Vec<File>, ZipError> {
    let mut files = Vec::new();
    let mut rest = bytes;
    while let Some(after) = rest.strip_prefix(b"PK\x03\x04") {
        let (header, after) = after.split_at_checked(26).ok_or(ZipError::Form)?;
        let (flags, method) = (number(header, 2)?, number(header, 4)?);
        if flags != 0x800 || method != 0 {
            return Err(ZipError::NotStored);
        }
        let length =
            usize::try_from(number(header, 14)? | number(header, 16)? << 16).map_err(|_| ZipError::TooLarge)?;
        let name = usize::try_from(number(header, 22)?).map_err(|_| ZipError::Form)?;
        let (path, after) = after.split_at_checked(name).ok_or(ZipError::Form)?;
        let (content, after) = after.split_at_checked(length).ok_or(ZipError::Form)?;
        let path = core::str::from_utf8(path).map_err(|_| ZipError::Path)?;
        if crc32(content) != number(header, 10)? | number(header, 12)? << 16 {
            return Err(ZipError::Damaged);
        }
        if files.len() >= FILES {
            return Err(ZipError::TooLarge);
        }
        files.push(File::new(path, content));
        rest = after;
    }
    // The directory says nothing new: it is written anew and compared, so that nothing can hide in or behind it.
    if write(&files)? == bytes { Ok(files) } else { Err(ZipError::Form) }
}

/// Paths stay inside the pack, and mean one file on every system.
fn is_safe(path: &str) -> bool {
    let part =
        |p: &str| !p.is_empty() && p != "." && p != ".." && !p.contains(['\\', ':']) && !p.contains(char::is_control);
    path.split('/').all(part)
}

fn size(n: usize) -> Result<u32, ZipError> {
    u32::try_from(n).ok().filter(|n| *n < u32::MAX).ok_or(ZipError::TooLarge)
}

fn number(bytes: &[u8], at: usize) -> Result<u32, ZipError> {
    let [low, high] = *bytes.get(at..at + 2).and_then(|b| b.first_chunk::<2>()).ok_or(ZipError::Form)?;
    Ok(u32::from(u16::from_le_bytes([low, high])))
}

/// The checksum of zip files (ISO 3309): against damage, not against forgery.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        let mut table = [0_u32; 16];
        let mut at = 0;
        while at < 16 {
            let mut value = at as u32;
            let mut bit = 0;
            while bit < 4 {
                value = if value & 1 == 1 { value >> 1 ^ 0xedb8_8320 } else { value >> 1 };
                bit += 1;
            }
            #[expect(clippy::indexing_slicing, reason = "at is below 16, checked when this constant is built")]
            {
                table[at] = value;
            }
            at += 1;
        }
        table
    };
    let step = |crc: u32, low: u32| crc >> 4 ^ TABLE.get(((crc ^ low) & 15) as usize).copied().unwrap_or(0);
    !bytes.iter().fold(!0, |crc, byte| step(step(crc, u32::from(*byte)), u32::from(*byte >> 4)))
}

#[cfg(test)]
mod tests {
    use super::{File, ZipError, crc32, read, write};
    use alloc::vec::Vec;

    #[test]
    fn the_known_checksum() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn files_are_read_back_and_every_other_byte_is_refused() {
        let files = [File::new("a.txt", *b"one"), File::new("data/二.txt", Vec::new()), File::new("z", [0, 255])];
        let bytes = write(&files).unwrap();
        assert_eq!(read(&bytes).unwrap(), files);
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert!(read(&other) != Ok(files.to_vec()), "byte {at}");
            assert!(read(&bytes[..at]).is_err(), "cut at {at}");
        }
        let mut more = bytes;
        more.push(0);
        assert_eq!(read(&more), Err(ZipError::Form));
    }

    #[test]
    fn paths_stay_inside() {
        for path in ["../x", "/x", "a//b", "a/../b", "", "a\\b", "c:x", "a\n"] {
            assert_eq!(write(&[File::new(path, *b"")]), Err(ZipError::Path), "{path}");
        }
        assert_eq!(write(&[File::new("x", *b""), File::new("x", *b"")]), Err(ZipError::Path));
    }
}
