"""Draws the map of the book: its chapters and which stands on which."""

import io

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot as plt

from .notebooks import found

# number: (name, what the reader gets, column, row, stands on)
CHAPTERS = {
    1: ("Background", "what is large,\nand what it costs", 0, 0, ()),
    2: ("Mathematics", "losses, gradients,\noptimisers", 1, 0, (1,)),
    3: ("Backpropagation", "a network by hand,\nmade to learn", 2, 0, (2,)),
    4: ("LSTM and text", "memory, and a first\nlanguage model", 0, 1, (3,)),
    5: ("CNN and images", "shared weights,\nlooking inside", 1, 1, (3,)),
    6: ("Attention", "a GPT and a BERT,\ntrained here", 2, 1, (3,)),
    7: (
        "Applications",
        "translate, answer,\ndetect, recommend",
        1,
        2,
        (4, 5, 6),
    ),
    8: ("Scale", "many devices,\nsmaller models", 0, 3, (7,)),
    9: ("Trust", "explain, protect,\ncheck sources", 1, 3, (7,)),
    10: ("Outlook", "what comes next,\nand what to read", 2, 3, (7,)),
}
WIDTH, HEIGHT, ACROSS, DOWN = 2.5, 1.15, 3.0, 1.75


def place(number):
    """The centre of a chapter's box."""
    _, _, column, row, _ = CHAPTERS[number]
    return ACROSS * column, -DOWN * row


def add_arrow(axes, start, end):
    """An arrow between two boxes: sideways in a row, else downwards."""
    (x0, y0), (x1, y1) = place(start), place(end)
    if y0 == y1:
        tail, head = (x0 + WIDTH / 2, y0), (x1 - WIDTH / 2, y1)
    else:
        tail, head = (x0, y0 - HEIGHT / 2), (x1, y1 + HEIGHT / 2)
    style = {"arrowstyle": "->", "color": "#444444", "lw": 1.3}
    axes.annotate("", head, tail, arrowprops=style)


def draw(root):
    """The map as SVG text; chapters still to come are dashed and grey."""
    there = {int(name[:2]) for name in found(root)}
    with plt.rc_context({"svg.hashsalt": "map"}):
        figure, axes = plt.subplots(figsize=(8.6, 6.6))
        axes.set(xlim=(-1.3, 7.3), ylim=(-5.9, 0.65), aspect="equal")
        axes.axis("off")
        for number, (name, gain, *_, below) in CHAPTERS.items():
            x, y = place(number)
            colour = "#0072B2" if number in there else "#767676"
            axes.add_patch(
                plt.Rectangle(
                    (x - WIDTH / 2, y - HEIGHT / 2),
                    *(WIDTH, HEIGHT),
                    facecolor="white",
                    edgecolor=colour,
                    linestyle="-" if number in there else "--",
                    linewidth=2,
                )
            )
            middle = {"ha": "center", "va": "center"}
            axes.text(x, y + 0.3, f"{number}  {name}", size=13, **middle)
            axes.text(x, y - 0.2, gain, size=11, color="#444444", **middle)
            for other in below:
                add_arrow(axes, other, number)
        text = io.StringIO()
        figure.savefig(
            text, format="svg", bbox_inches="tight", metadata={"Date": None}
        )
        plt.close(figure)
    return text.getvalue()


def write(root):
    """Write the map to _build/map.svg where it has changed."""
    path = root / "_build" / "map.svg"
    text = draw(root)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
