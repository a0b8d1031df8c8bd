"""The repository stands on its own: no package index, no path of somebody's machine, no command that does not exist."""

import re
from collections.abc import Iterator

INDEX = re.compile(
    r"py[p]i\.org|python[h]osted\.org|--(?:extra-)?index-url|--[f]ind-links|\bfile://|\blocalhost:\d|//127\.0\.0\.\d"
)
# A path from the root of a file system; "$work/x", "example.org/home/x" and "tests/tmp/x" are none.
MACHINE_PATH = re.compile(r"(?<![\w.$}~/-])/(?:root|home|Users|tmp|work|mnt|opt)/\w|\b[A-Z]:\\\w")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def hits(pattern: re.Pattern[str], texts: dict[str, str]) -> Iterator[str]:
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:100]}"


def test_no_file_names_a_package_index(texts):
    assert list(hits(INDEX, texts)) == []


def test_no_file_names_a_path_of_one_machine(texts):
    assert list(hits(MACHINE_PATH, texts)) == []


def test_both_searches_find_what_they_are_for():
    index, path = "--" + "index-url https://example.org", "see /" + "home/someone/paper.pdf"
    assert list(hits(INDEX, {"a.md": index})) == [f"a.md:1: {index}"]
    assert list(hits(MACHINE_PATH, {"b.md": path})) == [f"b.md:1: {path}"]


def test_every_make_target_named_in_the_pages_exists(root, texts):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))
    pages = {path: text for path, text in texts.items() if path.endswith(".md")}
    named = {
        (path, target)
        for path, text in pages.items()
        for code in CODE.findall(text)
        for target in re.findall(r"(?:^|[\s`])make ([a-z][\w-]*)", code)
    }
    assert ("README.md", "demo") in named, "the README tells a newcomer how to begin"
    assert sorted(pair for pair in named if pair[1] not in targets) == []
