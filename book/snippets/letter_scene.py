SANS = "DejaVuSans DejaVuSans-Bold DejaVuSansMono DejaVuSansMono-Bold "
SERIF = "DejaVuSerif DejaVuSerif-Bold DejaVuSerif-Italic cmr10 cmb10 cmti10"
STIX = "STIXGeneral STIXGeneralBol STIXGeneralItalic STIXGeneralBolIta"
FACES = {
    "training": (SANS + SERIF).split(),
    "validation": ["cmss10", "cmtt10"],
    "test": STIX.split(),
}


def ground(rng):
    """A slope of light, up to two strokes, and noise: (48, 48)."""
    place = np.indices((SIDE, SIDE)) / SIDE - 0.5  # (2, 48, 48)
    light = np.tensordot(rng.uniform(-0.3, 0.3, 2), place, axes=1)
    strokes = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(strokes)
    for _ in range(rng.integers(3)):
        ends = list(rng.uniform(0, SIDE, 4))
        pen.line(ends, fill=140, width=int(rng.integers(1, 3)))
    noise = rng.normal(0, 0.05, (SIDE, SIDE))
    return light + np.asarray(strokes) / 255 + noise


def placed(shape, size, centre, rng):
    """The ink of a letter on a canvas (48, 48) and its box (4,)."""
    lean = np.array([[1, rng.normal(0, 0.06)], [rng.normal(0, 0.1), 1]])
    A = lean * 31 / size / np.array([1, rng.uniform(0.8, 1.1)])
    start = 31.5 - A @ centre
    ink = affine_transform(shape, A, start, (SIDE, SIDE), order=1)
    rows = np.flatnonzero(ink.max(axis=1) > 0.3)
    columns = np.flatnonzero(ink.max(axis=0) > 0.3)
    box = [rows[0], columns[0], rows[-1] + 1, columns[-1] + 1]
    return ink, np.array(box, float)
