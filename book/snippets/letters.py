import matplotlib
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import affine_transform

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def glyph(letter, face):
    """A letter in the middle of a picture (64, 64), 0 paper to 1 ink."""
    file = f"{matplotlib.get_data_path()}/fonts/ttf/{face}.ttf"
    font, image = ImageFont.truetype(file, 44), Image.new("L", (64, 64))
    left, top, right, bottom = font.getbbox(letter)
    corner = 32 - (left + right) / 2, 32 - (top + bottom) / 2
    ImageDraw.Draw(image).text(corner, letter, 255, font)
    return np.asarray(image) / 255


def draw_letters(n, faces, seed, noise=0.15, shift=4):
    """n pictures (n, 32, 32, 1) in [0, 1], their letters and faces (n,)."""
    rng = np.random.default_rng(seed)
    glyphs = np.array([[glyph(c, face) for c in LETTERS] for face in faces])
    y, face = rng.integers(26, size=n), rng.integers(len(faces), size=n)
    X = rng.normal(0, noise, (n, 32, 32))
    for i in range(n):
        (tilt, lean), at = rng.normal(0, (0.1, 0.18)), rng.uniform(-1, 1, 2)
        A = np.array([[1, tilt], [lean, 1]]) * 1.5 / rng.uniform(0.65, 0.95)
        warp = A, 31.5 - A @ (15.5 + shift * at), (32, 32)
        letter = affine_transform(glyphs[face[i], y[i]], *warp, order=1)
        X[i] += rng.uniform(0.5, 1) * letter
    return X.clip(0, 1).astype("float32")[..., None], y, face
