#!/bin/sh
# Checks this folder with sha256sum, openssl and a POSIX shell alone.
# 只用 sha256sum、openssl 和 POSIX shell 核对本文件夹。
cd "$(dirname "$0")" || exit 2
LC_ALL=C
export LC_ALL
wrong() {
    echo "WRONG 不对: $*"
    exit 1
}

sha256sum -c tagmanifest-sha256.txt > /dev/null 2>&1 || wrong "tagmanifest-sha256.txt"
sha256sum -c manifest-sha256.txt > /dev/null 2>&1 || wrong "manifest-sha256.txt"
listed=$(cut -c67- manifest-sha256.txt | sort)
there=$(find data -type f | sort)
[ "$listed" = "$there" ] || wrong "files that the manifest does not list"
echo "files: digests agree 文件：摘要相符"

prev=0000000000000000000000000000000000000000000000000000000000000000
n=0
while IFS= read -r line; do
    n=$((n + 1))
    case $line in
        *",\"prev\":\"$prev\",\"recorded\":"*) ;;
        *) wrong "record $n does not follow the one before it" ;;
    esac
    case $line in
        *",\"seq\":$n,"*) ;;
        *) wrong "record $n has another number" ;;
    esac
    prev=$(printf '%s' "$line" | sha256sum)
    prev=${prev%% *}
done < data/history.jsonl
[ "$prev" = "$(cat data/head.txt)" ] || wrong "the last record is not the one in head.txt"
echo "chain: $n records follow one another 链条：$n 条记录首尾相连"

for file in data/disclosures/*.json; do
    [ -e "$file" ] || continue
    sum=$(sha256sum < "$file")
    sum=${sum%% *}
    [ "$file" = "data/disclosures/$sum.json" ] || wrong "$file is not what was committed to"
    grep -q "\"sealed\":\"$sum\"" data/history.jsonl || wrong "no record holds $file"
done
echo "disclosures: each is what was committed to 披露：与承诺值相符"

openssl pkeyutl -verify -pubin -inkey data/proofs/key.pem -rawin -in data/proofs/checkpoint.txt \
    -sigfile data/proofs/checkpoint.sig > /dev/null 2>&1 || wrong "the signature of the checkpoint"
echo "checkpoint: signed by key.pem 检查点：由 key.pem 签署"
echo "not checked here: the place of the records in the tree; the replay; whose key this is; any witness"
echo "这里不查：记录在树里的位置；重判；公钥是谁的；外部见证"
