#!/usr/bin/env python3
"""A second verifier of evidence packs, written from docs/records.md alone: Python's standard library and openssl.

usage: verify_pack.py FILE...
Prints a line for each file: `good FILE`, or `bad FILE RECORD WHY` (RECORD is 0 where no single record is meant).
Exit 0 if all are good, 1 otherwise.
"""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile


class Bad(Exception):
    def __init__(self, why, record=0):
        super().__init__(why)
        self.record = record


def sha(data):
    return hashlib.sha256(data).hexdigest()


def once(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("duplicate key")
    return dict(pairs)


def no_float(text):
    raise ValueError("a number that is not whole: " + text)


def canonical(text):
    """Reads canonical JSON; any other form is refused by writing it again."""
    value = json.loads(text, object_pairs_hook=once, parse_float=no_float, parse_constant=no_float)
    again = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if again != text:
        raise ValueError("not canonical")
    return value


def read_zip(data):
    """Every entry stored, every byte of the file accounted for."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        files, at = {}, 0
        for info in infos:
            name = info.filename
            if info.compress_type != zipfile.ZIP_STORED or name in files or info.header_offset != at:
                raise Bad("the zip is not of the one form")
            parts = name.split("/")
            if any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):
                raise Bad("a path leads out of the pack")
            if info.date_time != (1980, 1, 1, 0, 0, 0) or info.extra or info.comment:
                raise Bad("the zip is not of the one form")
            local = data[at:at + 30]
            fixed = b"PK\x03\x04\x14\x00\x00\x08\x00\x00\x00\x00\x21\x00"
            size = info.file_size.to_bytes(4, "little")
            rest = info.CRC.to_bytes(4, "little") + size + size
            length = len(name.encode()).to_bytes(2, "little")
            if local != fixed + rest + length + b"\x00\x00":
                raise Bad("a local header differs from the directory")
            files[name] = archive.read(info)
            at += 30 + len(name.encode()) + info.file_size
        directory = sum(46 + len(info.filename.encode()) for info in infos)
        if at + directory + 22 != len(data) or archive.start_dir != at or archive.comment:
            raise Bad("the zip has bytes that belong to no file")
        for info in infos:
            made = (info.create_version, info.create_system, info.extract_version, info.internal_attr, info.volume)
            if made != (20, 3, 20, 0, 0) or info.flag_bits != 0x800 or info.external_attr != 0o100644 << 16:
                raise Bad("the zip is not of the one form")
        end = data[-22:]
        count = len(infos).to_bytes(2, "little")
        wanted = b"PK\x05\x06\x00\x00\x00\x00" + count + count + directory.to_bytes(4, "little")
        if end != wanted + at.to_bytes(4, "little") + b"\x00\x00":
            raise Bad("the zip is not of the one form")
        return files
    except Bad:
        raise
    except Exception as error:
        raise Bad("no zip: %s" % error) from None


def need(files, name):
    if name not in files:
        raise Bad("%s is missing" % name)
    return files[name]


def text(files, name):
    try:
        return need(files, name).decode()
    except UnicodeDecodeError:
        raise Bad("%s is not UTF-8" % name) from None


def lines(files, name):
    body = text(files, name)
    if body and not body.endswith("\n"):
        raise Bad("%s does not end with a line feed" % name)
    return body[:-1].split("\n") if body else []


def manifests(files):
    if text(files, "bagit.txt") != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        raise Bad("bagit.txt")
    for manifest, data in (("tagmanifest-sha256.txt", False), ("manifest-sha256.txt", True)):
        listed = set()
        for line in lines(files, manifest):
            digest, blank, name = line.partition("  ")
            if not blank or sha(need(files, name)) != digest:
                raise Bad("%s: the digest of %s" % (manifest, name))
            listed.add(name)
        meant = {n for n in files if n.startswith("data/") == data and n != "tagmanifest-sha256.txt"}
        if meant - listed:
            raise Bad("not listed: %s" % sorted(meant - listed)[0])


def history(files):
    rows, prev, of = lines(files, "data/history.jsonl"), "0" * 64, None
    if not rows:
        raise Bad("no records")
    records = []
    for number, line in enumerate(rows, 1):
        try:
            record = canonical(line)
            if record["seq"] is True or record["seq"] != number:
                raise Bad("another number", number)
            own = (record["tenant"], record["case"])
            if not all(isinstance(part, str) for part in own) or (of or own) != own:
                raise Bad("another case", number)
            if record["prev"] != prev:
                raise Bad("does not link to the one before", number)
        except Bad:
            raise
        except Exception as error:
            raise Bad("not canonical: %s" % error, number) from None
        of = own
        prev = sha(line.encode())
        records.append(record)
    if text(files, "data/head.txt") != prev + "\n":
        raise Bad("the last record is not the one in head.txt")
    return rows, records


def sealed(value, found):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "sealed" and isinstance(inner, str):
                if re.fullmatch("[0-9a-f]{64}", inner):
                    found.append(inner)
            else:
                sealed(inner, found)
    elif isinstance(value, list):
        for inner in value:
            sealed(inner, found)


def personal(records):
    """Commitments with the record and field that filled them, and those erased with the record that says so."""
    commitments, erased = {}, {}
    for number, record in enumerate(records, 1):
        kind = record.get("kind")
        try:
            if kind == "filled":
                here = []
                sealed(record["data"], here)
                for commitment in here:
                    commitments.setdefault(commitment, (number, record["data"]["field"]))
            elif kind in ("erased", "disclosed"):
                by, of = record["data"]["by"], record["data"]["of"]
                if by == of["approved"]:
                    raise Bad("the same person asked and approved", number)
                for value in of["values"]:
                    commitment = value["commitment"]
                    if commitments.get(commitment) != (value["record"], value["field"]):
                        raise Bad("names a personal value that no record before it filled", number)
                    if commitment in erased:
                        raise Bad("names a personal value that was deleted before", number)
                    if kind == "erased":
                        erased[commitment] = number
        except Bad:
            raise
        except Exception:
            raise Bad("a record about personal values has not its form", number) from None
    return commitments, erased


def disclosures(files, records):
    commitments, erased = personal(records)
    released = set()
    for name, body in files.items():
        if name.startswith("data/disclosures/") and name != "data/disclosures/INDEX":
            commitment = sha(body)
            if name != "data/disclosures/%s.json" % commitment or commitment not in commitments or commitment in erased:
                raise Bad("%s is not committed to" % name)
            released.add(commitment)
    wanted = ""
    for c in sorted(commitments):
        word = "erased" if c in erased else "released" if c in released else "withheld"
        behind = " %d" % erased[c] if c in erased else ""
        wanted += "%s %d %s %s%s\n" % (word, *commitments[c], c, behind)
    if text(files, "data/disclosures/INDEX") != wanted:
        raise Bad("data/disclosures/INDEX")
    for name, body in files.items():
        named = re.match("data/(definitions|calendars|roles|zones)/", name)
        ending = ".json" if named and named.group(1) == "zones" else ".toml"
        if named and not name.endswith(sha(body) + ending):
            raise Bad("%s has another digest" % name)


SPKI = bytes.fromhex("302a300506032b6570032100")


def strict64(body):
    raw = base64.b64decode(body, validate=True)
    if base64.b64encode(raw).decode() != body:
        raise ValueError("base64")
    return raw


def public_key(files):
    line = text(files, "data/proofs/key.txt")
    try:
        name, short, body = line.rstrip("\n").split("+", 2)
        raw = strict64(body)
        digest = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
        if raw[0] != 1 or len(raw) != 33 or short != digest or not name or re.search(r"\s", name):
            raise ValueError("key")
    except Exception:
        raise Bad("data/proofs/key.txt is no key") from None
    pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n" % base64.b64encode(SPKI + raw[1:]).decode()
    if text(files, "data/proofs/key.pem") != pem:
        raise Bad("data/proofs/key.pem is another key")
    return name, bytes.fromhex(short), pem


def openssl(pem, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        for name, body in (("k", pem.encode()), ("m", message), ("s", signature)):
            with open("%s/%s" % (folder, name), "wb") as out:
                out.write(body)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "k", "-rawin", "-in", "m", "-sigfile", "s"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def open_note(note, key):
    """Text, and the raw signature by this key."""
    name, short, pem = key
    body, blank, rest = note.rpartition("\n\n")
    if not blank or not rest.endswith("\n"):
        raise Bad("no signed note")
    message, own = body + "\n", None
    for line in rest[:-1].split("\n"):
        match = re.fullmatch("— ([^ ]+) ([A-Za-z0-9+/=]+)", line)
        try:
            raw = strict64(match.group(2))
        except Exception:
            raise Bad("no signed note") from None
        if match.group(1) == name and raw[:4] == short and len(raw) == 68:
            if not openssl(pem, message.encode(), raw[4:]):
                raise Bad("a signature is wrong")
            own = own or raw[4:]
    if own is None:
        raise Bad("not signed by the key")
    return message, own


def checkpoint(message, key):
    rows = message.split("\n")
    try:
        origin, size, root = rows[0], int(rows[1]), strict64(rows[2])
        again = "%s\n%d\n%s\n" % (origin, size, base64.b64encode(root).decode())
        if again != message or origin != key[0] or len(root) != 32 or size < 0:
            raise ValueError("form")
    except Exception:
        raise Bad("no checkpoint") from None
    return size, root


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def includes(size, root, at, leaf, proof):
    if at >= size:
        return False
    here, last, value = at, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            value = node(other, value)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            value = node(value, other)
        here, last = here >> 1, last >> 1
    return last == 0 and value == root


def extends(old, old_root, size, root, proof):
    if old > size:
        return False
    if old == 0 or old == size:
        same = old_root == hashlib.sha256(b"").digest() if old == 0 else old_root == root
        return same and not proof
    proof = list(proof)
    if old & (old - 1) == 0:
        first = old_root
    elif proof:
        first = proof.pop(0)
    else:
        return False
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = now = first
    for other in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, now = node(other, before), node(other, now)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            now = node(now, other)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and now == root


def digests(items):
    if not all(isinstance(item, str) and re.fullmatch("[0-9a-f]{64}", item) for item in items):
        raise ValueError("digests")
    return [bytes.fromhex(item) for item in items]


def proofs(files, rows):
    key = public_key(files)
    message, signature = open_note(text(files, "data/proofs/note.txt"), key)
    if text(files, "data/proofs/checkpoint.txt") != message:
        raise Bad("data/proofs/checkpoint.txt is another text")
    if need(files, "data/proofs/checkpoint.sig") != signature:
        raise Bad("data/proofs/checkpoint.sig is another signature")
    size, root = checkpoint(message, key)
    try:
        inclusion = canonical(text(files, "data/proofs/inclusion.json"))
        if set(inclusion) != {"records", "size"} or inclusion["size"] != size:
            raise ValueError("size")
        places = [(entry["at"], digests(entry["proof"])) for entry in inclusion["records"]]
        if any(type(at) is not int or at < 0 for at, _ in places):
            raise ValueError("places")
    except Bad:
        raise
    except Exception:
        raise Bad("data/proofs/inclusion.json") from None
    if len(places) != len(rows):
        raise Bad("not in the tree", min(len(places), len(rows)) + 1)
    last = -1
    for number, (line, (at, proof)) in enumerate(zip(rows, places), 1):
        leaf = hashlib.sha256(b"\x00" + line.encode()).digest()
        if at <= last or not includes(size, root, at, leaf, proof):
            raise Bad("not in the tree", number)
        last = at
    if "data/proofs/earlier.txt" in files or "data/proofs/consistency.json" in files:
        message, _ = open_note(text(files, "data/proofs/earlier.txt"), key)
        old, old_root = checkpoint(message, key)
        try:
            path = digests(canonical(text(files, "data/proofs/consistency.json"))["proof"])
        except Bad:
            raise
        except Exception:
            raise Bad("data/proofs/consistency.json") from None
        if not extends(old, old_root, size, root, path):
            raise Bad("the checkpoint does not extend the earlier one")


def check(path):
    with open(path, "rb") as source:
        files = read_zip(source.read())
    manifests(files)
    rows, records = history(files)
    disclosures(files, records)
    proofs(files, rows)


def main(paths):
    bad = 0
    for path in paths:
        try:
            check(path)
            print("good %s" % path)
        except Bad as wrong:
            bad += 1
            print("bad %s %d %s" % (path, wrong.record, wrong))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
