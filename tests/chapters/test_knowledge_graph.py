"""The notebook on knowledge graphs: its moves, its rules, the file of kin."""

import hashlib
import io
import tarfile

import keras
import numpy as np
import pytest

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


@pytest.mark.parametrize("name", ["TransE", "RotatE", "quaternions"])
def test_a_move_can_be_undone(defined, name):
    """By minus the relation, or by the conjugate of the quaternion."""
    rng = np.random.default_rng(0)
    h = rng.normal(size=(5, 8))
    names = ("add", "multiply", "rotate", "turn_four", "MOVES", "size_of")
    space = defined(NOTEBOOK, *names, ops=keras.ops, rng=rng, h=h)
    r = rng.normal(size=(5, space["size_of"](name, 8)))
    back = -r
    if name == "quaternions":
        back[:, :2] = r[:, :2]  # the real parts
    move = space["MOVES"][name]
    found = keras.ops.convert_to_numpy(move(move(h, r), back))
    np.testing.assert_allclose(found, h, atol=1e-5)


def test_rules_find_a_relation_from_two(defined, snippet):
    """Grandparents from parents; nothing explains itself."""
    links = snippet("graph")["links"]
    rules = defined(NOTEBOOK, "rules")["rules"]
    parent = [(k, 0, k + 3) for k in range(6)]
    elder = [(k, 1, k + 6) for k in range(2)]  # of three
    A = links(np.array(parent + elder), 9)
    best = rules(A)
    np.testing.assert_allclose(best[1, 2, 8], 2 / 3, rtol=1e-6)
    assert best[1, 2].argmax() == 8
    assert best[1, 0, 3] == 0


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
