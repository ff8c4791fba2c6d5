"""The notebook on knowledge graphs: the ranks, the file of kin."""

import hashlib
import io
import tarfile

import numpy as np

NOTEBOOK = "07_knowledge_graph"
SHIFTS = {"next": 1, "after": 2, "self": 0}


def made_tar(lines):
    """A tar of the same form, from lines by part."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for part, rows in lines.items():
            data = "\n".join(rows).encode()
            member = tarfile.TarInfo(f"{part}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return whole.getvalue()


def kin_lines():
    """Twelve people in a ring and three relations, in three parts."""
    rows = [
        f"person{i:02}\t{term}\tperson{(i + shift) % 12:02}"
        for i in range(12)
        for term, shift in SHIFTS.items()
    ]
    order = np.random.default_rng(0).permutation(len(rows))
    shuffled = [rows[k] for k in order]
    return {
        "train": shuffled[:28],
        "valid": shuffled[28:32],
        "test": shuffled[32:],
    }


def test_ranks_are_those_of_a_sorted_list(defined):
    """Ties by half, other known answers left out, by brute force."""
    parts = defined(NOTEBOOK, "known_answers", "ranks")
    rng = np.random.default_rng(1)
    facts = rng.integers(4, size=(30, 3))
    known = parts["known_answers"](facts)
    S = rng.integers(3, size=(30, 4)).astype(float)
    found = parts["ranks"](S, facts, known)
    for row, (head, relation, answer) in enumerate(facts.tolist()):
        others = set(range(4)) - set(known[head, relation])
        above = sum(S[row, k] > S[row, answer] for k in others)
        level = sum(S[row, k] == S[row, answer] for k in others)
        assert found[row] == 1 + above + level / 2


def test_the_file_of_kin_is_read(defined, snippet, tmp_path, capsys):
    """A small one of the same form; other hashes and other files refused."""
    file = tmp_path / "kinship.tar.gz"
    file.write_bytes(made_tar(kin_lines()))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    space = defined(NOTEBOOK, "kinship", SCALE="small")
    kin = space["kinship"](file.read_bytes())
    assert kin["shape"] == (12, 6)
    assert len(kin["learn"]) == 56
    assert len(kin["test"]) == 8
    forth, back = np.split(kin["every"], 2)
    np.testing.assert_array_equal(forth[:, ::-1] + [0, 3, 0], back)
    shifts = (forth[:, 2] - forth[:, 0]) % 12
    by_name = [SHIFTS[term] for term in sorted(SHIFTS)]
    np.testing.assert_array_equal(np.array(by_name)[forth[:, 1]], shifts)
    public_data = snippet("public_data")["public_data"]
    assert public_data(str(file), digest, space["kinship"])["shape"] == (12, 6)
    assert public_data(str(file), "0" * 64, space["kinship"]) is None
    assert "another hash" in capsys.readouterr().out
    lines = kin_lines() | {"valid": ["two\twords"]}
    file.write_bytes(made_tar(lines))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert public_data(str(file), digest, space["kinship"]) is None
    assert "head, relation, answer" in capsys.readouterr().out
