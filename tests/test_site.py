"""The built pages in a real browser that reaches nothing but this machine."""

import functools
import html.parser
import http.server
import re
import shutil
import threading
import urllib.parse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from .notebooks import NOTEBOOKS, ROOT
from .site import HTML, REPOSITORY, build, formulas, toc_entries

PAGES = toc_entries()
CHROMIUM = next(
    filter(
        None,
        map(
            shutil.which,
            ("chromium", "chromium-browser", "google-chrome", "chrome"),
        ),
    ),
    None,
)
WITHOUT_CODE = """() => {
    const copy = document.querySelector('article').cloneNode(true);
    copy.querySelectorAll('pre, code, script, style, mjx-container')
        .forEach(node => node.remove());
    return copy.textContent;
}"""


IMAGES = """() => [...document.querySelectorAll('article img')].map(
    image => [image.src, image.alt, image.naturalWidth])"""
TOO_WIDE = """() => [
    ...document.querySelectorAll(
        '.cell_input pre, .cell_output pre, mjx-container[display]')
].filter(box => box.scrollWidth > box.clientWidth + 1)
    .map(box => box.textContent.slice(0, 80))"""
browser = pytest.mark.browser


class Page(html.parser.HTMLParser):
    """The ids and link targets of one HTML page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        """Collect ids, and the addresses of links and pictures."""
        attributes = dict(attributes)
        self.ids.update(
            attributes[key] for key in ("id", "name") if attributes.get(key)
        )
        target = attributes.get("href" if tag == "a" else "src")
        if tag in ("a", "img", "script") and target:
            self.links.append(target)


@pytest.fixture(scope="module")
def book():
    """The folder of the book, built anew with warnings as errors."""
    build()
    return HTML


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that writes no log."""

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def origins(book):
    """The book's two addresses: served here, and opened as files."""
    handler = functools.partial(Quiet, directory=book)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "http": f"http://127.0.0.1:{server.server_port}",
        "file": f"file://{book}",
    }
    server.shutdown()


@pytest.fixture(scope="module")
def chromium():
    """A headless Chromium, or a skip that says what is missing."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on the PATH (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page that blocks and notes every request off this machine."""
    context = chromium.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.troubles = []

    def local(route):
        address = route.request.url
        if address.startswith(("http://127.0.0.1", "file:", "data:", "blob:")):
            route.continue_()
        else:
            page.troubles.append(f"asked for {address}")
            route.abort()

    page.route("**/*", local)
    page.on("requestfailed", lambda r: page.troubles.append(f"failed {r.url}"))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and page.troubles.append(message.text)
        ),
    )
    page.on(
        "response",
        lambda r: (
            r.status >= 400 and page.troubles.append(f"{r.status} {r.url}")
        ),
    )
    yield page
    context.close()


def opened(page, address):
    """The page at the address, with its formulas drawn."""
    page.goto(address, wait_until="load")
    page.wait_for_function("!window.MathJax || MathJax.startup?.promise")
    page.evaluate("() => window.MathJax?.startup?.promise")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_every_toc_entry_has_a_page(book, name):
    """jupyter-book can end well without writing a page."""
    assert (book / f"{name}.html").stat().st_size > 5000


def reading_problems(page, name):
    """What a reader of an open page would miss, without a network."""
    drawn = page.locator("mjx-container").count()
    wrong = page.locator("mjx-merror").count()
    text = page.evaluate(WITHOUT_CODE)
    raw = re.findall(r"\$\$|\$[^\s$][^$\n]*\$|\{[\w:-]+\}`|:::", text)
    images = page.evaluate(IMAGES)
    found = [f"left raw: {piece}" for piece in raw] + page.troubles
    found += [f"not loaded: {src}" for src, _, width in images if not width]
    found += [f"no text: {src}" for src, alt, _ in images if len(alt) < 20]
    if drawn != formulas(name) or wrong:
        found.append(f"{drawn} of {formulas(name)} formulas, {wrong} wrong")
    return found


def size_problems(page):
    """What scrolls sideways; on a phone code and formulas may, in a box."""
    width = page.viewport_size["width"]
    scroll = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{scroll} pixels in a window of {width}"] * (scroll > width)
    if width > 1000:
        found += [f"too wide: {text}" for text in page.evaluate(TOO_WIDE)]
    return found


def access_problems(page):
    """What axe-core finds, in light and in dark."""
    found = []
    options = {"resultTypes": ["violations"], "preload": False}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for violation in (
            Axe().run(page, options=options).response["violations"]
        ):
            where = [node["html"][:120] for node in violation["nodes"][:3]]
            found.append((scheme, violation["id"], where))
    return found


@pytest.fixture(scope="module")
def pages(book):
    """Every page of the toc, parsed: {path: Page}."""
    return {
        book / f"{name}.html": Page(book / f"{name}.html") for name in PAGES
    }


def test_internal_links_resolve(pages):
    """Each link to a page, a file or an anchor of the book finds it."""
    missing = []
    for path, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = path
            if parts.path:
                target = (
                    path.parent / urllib.parse.unquote(parts.path)
                ).resolve()
            if not target.exists():
                missing.append(f"{path.name}: {link}")
            elif parts.fragment and target.suffix == ".html":
                known = pages.get(target) or Page(target)
                if urllib.parse.unquote(parts.fragment) not in known.ids:
                    missing.append(f"{path.name}: {link}")
    assert missing == []


def test_external_links_are_listed(pages):
    """They are written to a list for a human, not fetched."""
    external = sorted(
        {
            link
            for page in pages.values()
            for link in page.links
            if re.match(r"https?://", link)
        }
    )
    assert all(link.startswith("https://") for link in external)
    (ROOT / "_build" / "external_links.txt").write_text(
        "".join(f"{link}\n" for link in external), encoding="utf-8"
    )
    assert external


@browser
@pytest.mark.parametrize("origin, width", [("http", 1300), ("file", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well(page, origins, name, origin, width):
    """Complete without a network, fits its window, and is accessible.

    Once from a server on a desktop, once by double-click and phone-wide.
    """
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{origins[origin]}/{name}.html")
    assert reading_problems(page, name) == []
    assert size_problems(page) == []
    assert access_problems(page) == []


@browser
@pytest.mark.parametrize("name", ["search", "genindex"])
def test_a_page_of_the_theme_is_accessible(page, origins, name):
    """The pages that no source file stands behind."""
    opened(page, f"{origins['http']}/{name}.html")
    assert access_problems(page) == []


@browser
@pytest.mark.parametrize("origin", ["http", "file"])
def test_search_finds_a_chapter_by_a_word_of_its_text(page, origins, origin):
    """The word stands in the first chapter's text, not in its title."""
    page.goto(f"{origins[origin]}/search.html?q=perceptron")
    link = page.locator("#search-results a[href*='01_background']").first
    link.wait_for(timeout=10000)


@browser
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_opens_in_colab(page, origins, path):
    """The Colab and Binder buttons point at a file that is in the tree."""
    name = path.relative_to(ROOT).with_suffix("")
    opened(page, f"{origins['http']}/{name}.html")
    links = page.eval_on_selector_all(
        "a[href*='colab.research.google.com']", "all => all.map(a => a.href)"
    )
    prefix = REPOSITORY.replace("https://github.com", "/github")
    assert links
    for link in links:
        target = urllib.parse.urlparse(link).path.removeprefix(prefix)
        branch, _, file = target.removeprefix("/blob/").partition("/")
        assert branch == "main"
        assert (ROOT / file).is_file()
    binder = page.locator("a[href*='mybinder.org']").first.get_attribute(
        "href"
    )
    file = urllib.parse.unquote(binder).partition("lab/tree/")[2]
    assert (ROOT / file).is_file()
