"""The pages on a real model: their code on small made files and models."""

import json
import struct
from types import SimpleNamespace

import numpy as np
import pytest

NAME = "06_llama"
RUNS = "06_llama_runs"


def text(value):
    """A text as the file has it."""
    return struct.pack("<Q", len(value.encode())) + value.encode()


def made_file(kind=0, version=3, value_kind=4, magic=b"GGUF"):
    """A GGUF file of two facts and two tensors of 64 numbers each."""
    facts = text("llama.count") + struct.pack("<II", value_kind, 7)
    facts += text("words") + struct.pack("<IIQ", 9, 8, 2)
    facts += text("é") + text("")
    size = {0: 64 * 4, 3: 2 * 20, 8: 2 * 34}.get(kind, 0)
    offset = size + -size % 32
    tensors = b""
    for name, start in (("a.weight", 0), ("b.weight", offset)):
        tensors += text(name) + struct.pack("<IQQ", 2, 32, 2)
        tensors += struct.pack("<IQ", kind, start)
    head = magic + struct.pack("<IQQ", version, 2, 2) + facts + tensors
    head += bytes(-len(head) % 32)
    rng = np.random.default_rng(0)
    raw = rng.integers(0, 60, size, dtype="u1").tobytes()
    return head + raw + bytes(-size % 32) + raw


@pytest.fixture(scope="module")
def gguf_file(defined):
    """The page's own reader."""
    return defined(NAME, "Reader", "read_header", "decode", "read_tensor")


@pytest.fixture(scope="module")
def tokenizer(defined):
    """The page's tokenizer with a vocabulary of its own."""
    space = defined(NAME, "BYTE", "cut", "BytePairs")
    letters = [space["SIGN"][byte] for byte in b"abc d12"]
    merges = ["a b", "ab c", "Ġ d"]
    joined = [merge.replace(" ", "") for merge in merges]
    return space["BytePairs"]([*letters, *joined], merges), space["cut"]


@pytest.mark.parametrize("kind", [0, 3, 8])
def test_a_made_file(gguf_file, kind, tmp_path):
    """Facts, shapes and numbers are those of the library gguf."""
    import gguf

    data = made_file(kind)
    facts, tensors, begin = gguf_file["read_header"](data)
    assert facts == {"llama.count": 7, "words": ["é", ""]}
    path = tmp_path / "made.gguf"
    path.write_bytes(data)
    library = {one.name: one for one in gguf.GGUFReader(path).tensors}
    assert list(library) == list(tensors) == ["a.weight", "b.weight"]
    for name, (shape, found, offset) in tensors.items():
        W, end = gguf_file["read_tensor"](data, shape, found, begin + offset)
        one = library[name]
        np.testing.assert_array_equal(
            W, gguf.dequantize(one.data, one.tensor_type).reshape(W.shape)
        )
        assert W.shape == (2, 32)
    assert end == len(data)


def test_every_truncated_header_is_one_line(gguf_file):
    """Wherever the file ends, the line says at which byte."""
    data = made_file()
    begin = gguf_file["read_header"](data)[2]
    last = gguf_file["read_header"](data + b"more")[2]
    assert begin == last
    ends = 0
    for length in range(4, begin - 31):
        with pytest.raises(ValueError, match=f"ends at byte {length}$"):
            gguf_file["read_header"](data[:length])
        ends += 1
    assert ends > 100


def test_truncated_data(gguf_file):
    """A tensor that goes beyond the file."""
    data = made_file()
    _, tensors, begin = gguf_file["read_header"](data)
    shape, kind, offset = tensors["b.weight"]
    with pytest.raises(ValueError, match="the file ends at byte"):
        gguf_file["read_tensor"](data[:-1], shape, kind, begin + offset)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"magic": b"GGML"}, "no GGUF file: it does not begin with GGUF"),
        ({"version": 2}, "GGUF version 2, not 3"),
        ({"value_kind": 99}, "a value of unknown kind 99"),
    ],
)
def test_other_files(gguf_file, change, line):
    """Each is refused in one line."""
    with pytest.raises(ValueError) as error:
        gguf_file["read_header"](made_file(**change))
    assert str(error.value) == line


def test_an_unknown_tensor_kind(gguf_file):
    """The header can be read, the tensor cannot."""
    data = made_file(kind=12)
    _, tensors, begin = gguf_file["read_header"](data)
    shape, kind, offset = tensors["a.weight"]
    with pytest.raises(ValueError, match="a tensor of unknown kind 12"):
        gguf_file["read_tensor"](data, shape, kind, begin + offset)


def test_rounding_of_equal_weights(defined):
    """A block of one value has no range: it comes back as it was."""
    space = defined(NAME, "round_4", "round_8")
    W = np.full((3, 32), 0.5, "float32")
    np.testing.assert_array_equal(space["round_4"](W), W)
    zeros = np.zeros((1, 32), "float32")
    np.testing.assert_array_equal(space["round_8"](zeros), zeros)


def test_the_earliest_merge_first(tokenizer):
    """Joined by rank, digits alone, the text comes back."""
    pairs, _ = tokenizer
    ids = pairs.encode("abcab d12")
    names = [pairs.vocabulary[k] for k in ids]
    assert names == ["abc", "ab", "Ġd", "1", "2"]
    assert pairs.decode(ids) == "abcab d12"
    assert pairs.encode("") == [] and pairs.decode([]) == ""


def test_what_the_tokenizer_refuses(tokenizer):
    """No text, and ids that do not exist; unknown bytes are dropped."""
    pairs, _ = tokenizer
    for wrong in (None, 7, b"abc", ["a"]):
        with pytest.raises(TypeError, match="a text is wanted, not"):
            pairs.encode(wrong)
    for wrong in ([-1], [len(pairs.vocabulary)]):
        with pytest.raises(ValueError, match="there is no token"):
            pairs.decode(wrong)
    assert pairs.encode("z") == []


def test_cutting(tokenizer):
    """Pieces add up to the text; digits one by one; spaces go right."""
    _, cut = tokenizer
    assert cut("it's  x_1²") == ["it", "'s", " ", " x", "_", "1", "²"]
    assert cut("a\n\n b") == ["a", "\n\n", " b"]
    assert cut("") == []


@pytest.fixture(scope="module")
def small(defined, llama_arrays):
    """The page's forward pass with two small blocks of random weights."""
    sizes = {"n_layers": 2, "d_model": 12, "n_heads": 3, "n_kv": 1, "d_k": 4}
    sizes |= {"n_vocab": 20, "n_ctx": 32, "base": 100.0, "epsilon": 1e-5}
    arrays = llama_arrays(d_model=12, d_ff=16, n_vocab=20)
    rng = np.random.default_rng(0)
    names = "norm silu feed_forward rotate rotate_halves Cache softmax"
    names += " attention block_weights scores draw"
    return defined(RUNS, *names.split(), arrays=arrays, rng=rng, **sizes)


def test_a_text_in_pieces(small):
    """Any pieces, alone or in a batch, give the scores of the whole."""
    scores, cache_of = small["scores"], small["Cache"]
    tokens = np.random.default_rng(1).integers(0, 20, (3, 7))
    whole = scores(tokens)
    assert whole.shape == (3, 20)
    for cuts in ([1, 2, 3, 4, 5, 6], [4], [2, 3]):
        cache = cache_of(3, 9)
        for piece in np.split(tokens, cuts, axis=1):
            last = scores(piece, cache)
        np.testing.assert_allclose(last, whole, rtol=0, atol=1e-4)
    for row, expected in zip(tokens, whole, strict=True):
        alone = scores(row[None])[0]
        np.testing.assert_allclose(alone, expected, rtol=0, atol=1e-4)


def test_the_shared_keras_model_is_the_same(small, snippet):
    """Two blocks in NumPy and in Keras, on the same random weights."""
    from functools import partial

    attention = snippet("llama_attention")
    build = snippet("llama", partial=partial, **attention)["llama"]
    model = build(small["arrays"], 2, 1, 4, 100.0, 1e-5)
    tokens = np.random.default_rng(2).integers(0, 20, (2, 6))
    past = np.zeros((2, 2, 2, 6, 1, 4), "float32")
    H, _ = model.predict_on_batch([tokens, np.zeros(2, "int32"), past])
    Z = H[:, -1] @ small["arrays"]["token_embd"].T
    np.testing.assert_allclose(Z, small["scores"](tokens), rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    ("tokens", "line"),
    [
        ([[]], "tokens are integers (batch, time), at least one"),
        ([1, 2], "tokens are integers (batch, time), at least one"),
        ([[1.0]], "tokens are integers (batch, time), at least one"),
        ([[20]], "token ids lie in 0..19"),
        ([[-1]], "token ids lie in 0..19"),
        (np.ones((1, 33), int), "33 tokens, but the context has 32"),
    ],
)
def test_prompts_that_are_refused(small, tokens, line):
    """Empty, flat, unknown tokens, longer than the context."""
    with pytest.raises(ValueError) as error:
        small["scores"](tokens)
    assert str(error.value) == line


def test_a_full_cache(small):
    """No token more than it has room for, and it stays as it was."""
    cache = small["Cache"](1, 3)
    small["scores"]([[1, 2]], cache)
    for more in ([[3, 4]], [[3], [4]]):
        with pytest.raises(ValueError, match="the cache has no room for"):
            small["scores"](more, cache)
    assert cache.length == 2


def test_the_nucleus(small):
    """The fewest tokens that reach p; a tiny p is the best token."""
    rng = np.random.default_rng(0)
    Z = np.log([0.5, 0.3, 0.15, 0.05])
    drawn = {small["draw"](Z, 1.0, 0.75, rng) for _ in range(200)}
    assert drawn == {0, 1}
    assert {small["draw"](Z, 1.0, 1e-9, rng) for _ in range(20)} == {0}
    assert len({small["draw"](Z, 1.0, 1.0, rng) for _ in range(500)}) == 4
    assert small["draw"](np.float32(Z), 1e-38, 0.9, rng) == 0
    for temperature, p in ((0, 0.9), (1, 0), (1, 1.1), (np.nan, 0.9)):
        with pytest.raises(ValueError, match="temperature > 0 and 0 < p"):
            small["draw"](Z, temperature, p, rng)


def test_questions(defined):
    """The template's tokens are the template's alone."""

    class Words:
        def encode(self, text):
            return SimpleNamespace(ids=[100 + len(text)])

    marks = {"<|im_start|>": 1, "<|im_end|>": 2}
    space = defined(RUNS, "chat_prompt", tokenizer=Words(), ids_of=marks)
    ids = space["chat_prompt"]("<|im_end|> hello")
    assert ids.count(2) == 2 and ids.count(1) == 3
    for wrong in ("", "  \n", None, 5):
        with pytest.raises(ValueError, match="a question is a text"):
            space["chat_prompt"](wrong)


def test_safetensors(defined):
    """Two tensors of BF16; another kind is named."""
    read = defined(RUNS, "read_safetensors")
    entries = {"a": [0, 4], "b": [4, 6]}
    shapes = {"a": [1, 2], "b": [1]}
    for kind in ("BF16", "F32"):
        header = {"__metadata__": {"format": "pt"}}
        for name, offsets in entries.items():
            header[name] = {"dtype": kind, "shape": shapes[name]}
            header[name]["data_offsets"] = offsets
        head = json.dumps(header).encode()
        data = struct.pack("<Q", len(head)) + head
        data += struct.pack("<3H", 0x3F80, 0xC000, 0x0000)
        if kind == "BF16":
            arrays = read["read_safetensors"](data)
            assert arrays["a"].tolist() == [[1.0, -2.0]]
            assert arrays["b"].tolist() == [0.0]
        else:
            with pytest.raises(ValueError, match="a is F32, not BF16"):
                read["read_safetensors"](data)


class Letters:
    """A tokenizer of one token a character."""

    def encode(self, text):
        return SimpleNamespace(ids=[ord(character) for character in text])


@pytest.mark.parametrize("wrong", ["", None, 5])
@pytest.mark.parametrize("page", ["06_llama_inside", "06_llama_knows"])
def test_texts_that_are_refused(defined, page, wrong):
    """Nothing, and what is no text."""
    encode = defined(page, "encode", tokenizer=Letters())["encode"]
    with pytest.raises(ValueError, match="at least one character is wanted"):
        encode(wrong)


def test_a_text_longer_than_the_room(defined):
    """It is not cut without a word."""
    encode = defined("06_llama_knows", "encode", tokenizer=Letters())["encode"]
    assert len(encode("a" * 2048)) == 2048
    with pytest.raises(ValueError, match="2049 tokens, at most 2048 fit"):
        encode("a" * 2049)


@pytest.mark.parametrize(
    ("page", "name"), [("07_assistant", "ask"), ("07_tools", "compute")]
)
def test_questions_that_are_refused(defined, page, name):
    """Empty, no text, too long."""
    letters = Letters()
    given = {"tokenizer": letters, "encode": lambda t: letters.encode(t).ids}
    ask = defined(page, name, **given)[name]
    for wrong in ("", " \n", None):
        with pytest.raises(ValueError, match="ask a question, as a text"):
            ask(wrong)
    with pytest.raises(ValueError, match="too long: at most 60 tokens"):
        ask("why " * 20)


def test_the_grammar(defined):
    """What may follow at each place, and nothing after the end."""
    space = defined("07_tools", "FORM", "step", "walk")
    walk, end = space["walk"], len(space["FORM"])
    assert walk(" calc(1+2)\n") == walk(" calc(123456-654321)\n") == end
    assert walk(" calc(") is not None
    for text in (" calc(1+2)\n ", " calc(1234567+1)\n", " calc(+1)\n", "c"):
        assert walk(text) is None
