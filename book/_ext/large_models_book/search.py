"""Search that finds a Chinese word inside a longer run of signs."""

import re

from sphinx.search import en

RUN = re.compile(r"[\u3400-\u9fff]{3,}")
SHORTEST, LONGEST = 2, 4  # signs of a word


class EnglishAndChinese(en.SearchEnglish):
    """English, and every piece of two to four signs of a Chinese run.

    Sphinx splits at spaces, and Chinese has none.
    """

    def split(self, input):
        """The words of a text that go into the index."""
        words = super().split(input)
        for run in RUN.findall(input):
            for size in range(SHORTEST, LONGEST + 1):
                starts = range(len(run) - size + 1)
                words += [run[start : start + size] for start in starts]
        return words
