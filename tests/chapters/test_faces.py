"""The notebook on faces: windows, their overlap, what is refused."""

import numpy as np
import pytest
from skimage.color import rgb2gray
from skimage.feature import hog
from skimage.transform import resize

PAGE = "07_faces"


def test_overlap_counts_pixels(function):
    overlap = function(PAGE, "overlap")
    squares = np.array([[0, 0, 4], [1, 2, 5], [6, 6, 2], [0, 0, 4]])
    painted = np.zeros((4, 9, 9), bool)
    for pixels, (top, left, side) in zip(painted, squares, strict=True):
        pixels[top : top + side, left : left + side] = True
    shared = (painted[0] & painted).sum(axis=(1, 2))
    union = (painted[0] | painted).sum(axis=(1, 2))
    assert np.allclose(overlap(squares[0], squares), shared / union)


def test_strongest_of_none_and_of_a_row(function):
    overlap = function(PAGE, "overlap")
    strongest = function(PAGE, "strongest", overlap=overlap)
    assert strongest(np.zeros((0, 3)), np.zeros(0)).shape == (0, 3)
    row = np.array([[0, 0, 4], [0, 1, 4], [0, 2, 4.0]])
    kept = strongest(row, np.array([1, 2, 0]))
    assert kept.tolist() == [[0, 1, 4]]


def test_windows_lie_within_the_picture(function):
    standardised = function(PAGE, "standardised")
    edges_of = function(PAGE, "edges_of", hog=hog)
    names = {"resize": resize, "edges_of": edges_of}
    level = function(PAGE, "level", standardised=standardised, **names)
    windows = function(PAGE, "windows", level=level)
    picture = np.random.default_rng(0).random((90, 61))
    found = windows(picture)
    boxes = found["boxes"]
    lower = boxes[:, :2] + boxes[:, 2:]
    assert (boxes[:, :2] >= 0).all()
    assert (lower <= np.array([90, 61]) + 2).all()  # sizes are rounded
    assert found["edges"].shape == (len(boxes), 512)
    assert found["pixels"].shape == (len(boxes), 625)


def test_find_faces_refuses_what_is_no_picture(function, capsys):
    def finder(grey):
        return np.zeros((0, 3))

    names = {"by_cascade": finder, "rgb2gray": rgb2gray}
    find_faces = function(PAGE, "find_faces", **names)
    for wrong in (
        np.zeros((60, 60, 4)),
        np.zeros((60, 20)),
        np.full((60, 60), np.nan),
        np.full((60, 60), -1.0),
    ):
        with pytest.raises(ValueError, match="picture|values"):
            find_faces(wrong)
    find_faces(np.zeros((60, 60, 3), np.uint8))
    assert capsys.readouterr().out == "≈| no face found\n"
