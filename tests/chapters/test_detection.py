"""The notebook on detection: overlaps, suppression and average precision."""

import numpy as np
import pandas as pd

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
