"""The notebook on detection: overlaps, suppression and average precision."""

import numpy as np
import pandas as pd
import pytest

PAGE = "07_detection"
BOX = ["top", "left", "bottom", "right"]


def test_iou_counts_pixels(function):
    iou = function(PAGE, "iou")
    rng = np.random.default_rng(0)
    corner = rng.integers(0, 8, (30, 2))
    boxes = np.hstack([corner, corner + rng.integers(1, 8, (30, 2))])
    painted = np.zeros((30, 16, 16), bool)
    for pixels, (top, left, bottom, right) in zip(painted, boxes, strict=True):
        pixels[top:bottom, left:right] = True
    shared = (painted[:, None] & painted).sum(axis=(2, 3))
    union = (painted[:, None] | painted).sum(axis=(2, 3))
    assert np.allclose(iou(boxes, boxes), shared / union)
    assert iou(boxes[:0], boxes).shape == (0, 30)


def test_suppression_of_nothing_and_of_two_classes(function):
    iou = function(PAGE, "iou")
    names = {"iou": iou, "pd": pd, "BOX": BOX}
    suppressed = function(PAGE, "suppressed", **names)
    one = pd.DataFrame([[0, 0, 9, 9]] * 2, columns=BOX)
    one = one.assign(canvas=0, label=[0, 1], score=[0.5, 0.6])
    assert suppressed(one[:0], 0.5).empty
    assert suppressed(one, 0.5)["label"].tolist() == [1]
    assert len(suppressed(one, 0.5, ["canvas", "label"])) == 2
    assert len(suppressed(one, 1.0)) == 2


def test_average_precision_by_counts_equals_copies(function):
    average_precision = function(PAGE, "average_precision")
    right = np.array([1, 0, 1, 1, 0, 1])
    counts = np.array([2, 1, 0, 1, 3, 1])
    ours = average_precision(right, 6, counts)
    copies = average_precision(np.repeat(right, counts), 6)
    assert abs(ours - copies) < 1e-12
    assert average_precision(right[:0], 6) == 0


def test_ap_equals_matching_anew_at_every_threshold(function):
    """Boxes, repeats and inventions, matched by sets at every threshold."""
    iou = function(PAGE, "iou")
    names = {"iou": iou, "pd": pd, "BOX": BOX}
    ranked = function(PAGE, "ranked", **names)
    taken = function(PAGE, "taken")
    area = function(PAGE, "average_precision")
    mean_ap = function(PAGE, "mean_ap", average_precision=area)
    rng = np.random.default_rng(0)
    for _ in range(20):
        corner = rng.uniform(0, 20, (5, 2))
        true = pd.DataFrame(np.hstack([corner, corner + 10]), columns=BOX)
        true = true.assign(canvas=0, label=0)
        found = true.sample(12, replace=True, random_state=rng)
        found[BOX] += rng.normal(0, 1.5, (12, 4))
        found["score"] = rng.permutation(12) / 12
        points = []
        for threshold in found["score"]:
            used = set()
            said = found[found["score"] >= threshold]
            said = said.sort_values("score", ascending=False)
            for box in said[BOX].to_numpy():
                options = iou(box[None], true[BOX].to_numpy())[0]
                options[list(used)] = 0
                if options.max() >= 0.5:
                    used.add(int(options.argmax()))
            points.append((len(used), len(used) / len(said)))
        best = []
        for needed in range(1, 6):
            reached = [q for hits, q in points if hits >= needed]
            best.append(max(reached, default=0))
        table, overlap = ranked(found, true)
        ours = mean_ap(table, taken(overlap, 0.5), true)
        assert np.isclose(ours, np.mean(best))


def test_suppression_is_the_set_that_its_definition_allows(function):
    """No two kept overlap, each other one overlaps a better kept one."""
    iou = function(PAGE, "iou")
    names = {"iou": iou, "pd": pd, "BOX": BOX}
    suppressed = function(PAGE, "suppressed", **names)
    corner = np.random.default_rng(0).uniform(0, 15, (10, 2))
    boxes = np.hstack([corner, corner + 10])
    found = pd.DataFrame(boxes, columns=BOX)
    found = found.assign(canvas=0, score=np.linspace(1, 0.1, 10))
    close = np.triu(iou(boxes, boxes) > 0.3, 1)
    solutions = []
    for code in range(2**10):
        inside = (code >> np.arange(10)) % 2 == 1
        if np.array_equal(close[inside].any(axis=0), ~inside):
            solutions.append(found[inside])
    assert len(solutions) == 1
    assert solutions[0].equals(suppressed(found, 0.3))


def test_the_decoder_undoes_the_targets(function):
    """A network that says the targets gives back boxes and labels."""
    from scipy.special import expit, softmax

    anchors = np.array([14.0, 19.0])
    names = {"STEP": 8, "CELLS": 6, "SIDE": 48, "ANCHORS": anchors}
    targets = function(PAGE, "targets", **names)
    names |= {"expit": expit, "softmax": softmax, "pd": pd, "BOX": BOX}
    candidates = function(PAGE, "candidates", **names)
    boxes = [[3, 5, 20, 17], [25, 20, 41, 38], [25, 21, 40, 30.0]]
    true = pd.DataFrame(boxes, columns=BOX)
    true = true.assign(canvas=[0, 1, 1], label=[2, 0, 5])
    T = targets(true, 2)
    one_hot = 40 * np.eye(6)[T[..., 5].astype(int)]
    Z = [40 * T[..., :1] - 20, T[..., 1:5], one_hot]
    found = candidates(np.concatenate(Z, axis=-1))
    order = ["canvas", "label"]
    found = found.sort_values(order)[[*BOX, *order]].to_numpy(float)
    wanted = true.sort_values(order)[[*BOX, *order]].to_numpy(float)
    assert np.allclose(found, wanted, atol=1e-4)


def test_a_canvas_that_is_none_is_refused(function):
    detect = function(PAGE, "detect", SIDE=48)
    for wrong in (np.zeros(9), np.full((48, 48), np.nan), np.ones((48, 49))):
        with pytest.raises(ValueError, match="canvas"):
            detect(wrong)
