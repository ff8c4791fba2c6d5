"""What the book knows of itself: Sphinx, make and the tests stand on it."""


def setup(app):
    """Register the book's hooks with Sphinx."""
    from . import pages

    return pages.setup(app)
