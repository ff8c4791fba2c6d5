"""The built pages in a real browser that reaches nothing but this machine."""

import functools
import http.server
import re
import shutil
import threading
from pathlib import Path
from urllib.parse import unquote, urlparse, urlsplit

import pytest
from bs4 import BeautifulSoup
from built import HTML, REPOSITORY, build_once, formulas
from playwright.sync_api import sync_playwright

from large_models_book.contract import source_ids
from large_models_book.notebooks import ROOT, found, notebooks, toc
from large_models_book.pages import BINDER_GIGABYTES

PAGES = toc()
AXE = Path(__file__).with_name("axe.min.js").read_text(encoding="utf-8")
BROWSERS = "chromium", "chromium-browser", "google-chrome", "chrome"
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
TEXT = """() => {
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
# Axe looks at every node, and a long page has ten thousand coloured words of
# code and as many pieces of formulas: a few of each kind show the same.
THIN_OUT = """() => {
    const seen = {};
    const repeated = kind => (seen[kind] = (seen[kind] || 0) + 1) > 5;
    document.querySelectorAll('.highlight span[class]').forEach(word => {
        if (repeated(word.className)) word.replaceWith(...word.childNodes);
    });
    document.querySelectorAll('mjx-container').forEach(formula => {
        if (repeated('formula')) formula.remove();
    });
}"""
VIOLATIONS = """rules => axe.run(document, {
    resultTypes: ['violations'], preload: false,
    ...(rules && {runOnly: {type: 'rule', values: rules}})
}).then(result => result.violations.map(found => [
    found.id, found.nodes.slice(0, 3).map(node => node.html.slice(0, 160))
]))"""
COLOURS = ["color-contrast", "link-in-text-block"]
browser = pytest.mark.browser


@pytest.fixture(scope="session")
def book():
    """The folder of the book, built anew with warnings as errors."""
    build_once()
    return HTML


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that writes no log."""

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture(scope="session")
def origins(book):
    """The book's two addresses: served here, and opened as files."""
    handler = functools.partial(Quiet, directory=book)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    yield {"http": address, "file": f"file://{book}"}
    server.shutdown()


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium, or a skip that says what is missing."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on the PATH (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--no-proxy-server", ALONE],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page that notes every request off this machine, and all troubles."""
    context = chromium.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.troubles = []

    def asked(request):
        here = "http://127.0.0.1", "file:", "data:", "blob:"
        if not request.url.startswith(here):
            page.troubles.append(f"asked for {request.url}")

    def said(message):
        if message.type in ("error", "warning"):
            page.troubles.append(message.text)

    def answered(response):
        if response.status >= 400:
            page.troubles.append(f"{response.status} {response.url}")

    page.on("request", asked)
    page.on("requestfailed", lambda r: page.troubles.append(f"failed {r.url}"))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", said)
    page.on("response", answered)
    yield page
    context.close()


def opened(page, address):
    """The page at the address, with its formulas drawn."""
    page.goto(address, wait_until="load")
    page.wait_for_function("!window.MathJax || MathJax.startup?.promise")
    page.evaluate("() => window.MathJax?.startup?.promise")
    return page


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_toc_entry_has_a_page(book, name):
    """jupyter-book can end well without writing a page."""
    assert (book / f"{name}.html").stat().st_size > 5000


def page_problems(page, name):
    """What a reader of an open page would miss, without a network."""
    drawn = page.locator("mjx-container").count()
    wrong = page.locator("mjx-merror").count()
    text = page.evaluate(TEXT)
    raw = re.findall(r"\$\$|\$[^\s$][^$\n]*\$|\{[\w:-]+\}`|:::", text)
    images = page.evaluate(IMAGES)
    problems = [f"left raw: {piece}" for piece in raw] + page.troubles
    problems += [f"not loaded: {src}" for src, _, width in images if not width]
    problems += [f"no text: {src}" for src, alt, _ in images if len(alt) < 20]
    if drawn != formulas(name) or wrong:
        problems.append(f"{drawn} of {formulas(name)} formulas, {wrong} wrong")
    return problems


def size_problems(page):
    """What scrolls sideways; on a phone code and formulas may, in a box."""
    width = page.viewport_size["width"]
    scroll = page.evaluate("document.documentElement.scrollWidth")
    problems = [f"{scroll} pixels in a window of {width}"] * (scroll > width)
    if width > 1000:
        problems += [f"too wide: {text}" for text in page.evaluate(TOO_WIDE)]
    return problems


def access_problems(page):
    """What axe-core finds in light, and of colours in dark.

    Colours do not depend on the width: on a phone light is enough.
    """
    problems = []
    page.evaluate(THIN_OUT)
    page.evaluate(AXE)
    schemes = {"light": None}
    if page.viewport_size["width"] > 1000:
        schemes["dark"] = COLOURS
    for scheme, rules in schemes.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        violations = page.evaluate(VIOLATIONS, rules)
        problems += [(scheme, *violation) for violation in violations]
    return problems


def launch_problems(page, path):
    """Whether the buttons of a chapter point at its file in the tree."""
    file = path.relative_to(ROOT).as_posix()
    links = page.eval_on_selector_all("a", "all => all.map(a => a.href)")
    colab = [link for link in links if "colab.research.google.com" in link]
    binder = [link for link in links if "mybinder.org" in link]
    wanted = f"{urlparse(REPOSITORY).path}/blob/main/{file}"
    problems = [x for x in colab if not urlparse(x).path.endswith(wanted)]
    problems += [x for x in binder if f"lab/tree/{file}" not in unquote(x)]
    if not colab:
        problems.append("no button to Colab")
    needs = float(re.search(r"cores, ([\d.]+) GB", page.content())[1])
    if bool(binder) != (needs < BINDER_GIGABYTES):
        problems.append(f"{len(binder)} buttons to Binder, {needs} GB")
    return problems


@browser
@pytest.mark.parametrize("origin, width", [("http", 1300), ("file", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well(page, origins, name, origin, width):
    """Complete without a network, fits its window, and is accessible.

    Once from a server on a desktop, once by double-click and phone-wide.
    """
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{origins[origin]}/{name}.html")
    assert page_problems(page, name) == []
    assert size_problems(page) == []
    assert access_problems(page) == []
    path = found().get(name.removeprefix("chapters/"))
    if path and origin == "http":
        assert launch_problems(page, path) == []


@browser
@pytest.mark.parametrize("name", ["search", "genindex"])
def test_a_page_of_the_theme_is_accessible(page, origins, name):
    """The pages that no source file stands behind."""
    opened(page, f"{origins['http']}/{name}.html")
    assert access_problems(page) == []


DROPDOWN = ".dropdown-menu.show"
MENUS = {  # what is clicked, in a window of which width, and what is seen then
    "launch": (".dropdown-launch-buttons > button", 1300, DROPDOWN),
    "download": (".dropdown-download-buttons > button", 1300, DROPDOWN),
    "search": (".search-button-field", 1300, "#pst-search-dialog"),
    "contents": (".primary-toggle", 390, "#pst-primary-sidebar-modal"),
}


@browser
@pytest.mark.parametrize("menu", MENUS)
def test_an_open_menu_is_accessible(page, origins, menu):
    """Dropdowns, the search field, and the contents on a phone."""
    button, width, shown = MENUS[menu]
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{origins['http']}/{PAGES[1]}.html")
    page.locator(f"{button}:visible").first.click()
    page.locator(shown).first.wait_for(state="visible", timeout=5000)
    assert access_problems(page) == []


@browser
def test_a_hidden_cell_has_a_button(page, origins):
    """Drawing cells are folded; a click shows the code."""
    opened(page, f"{origins['http']}/{PAGES[1]}.html")
    cell = page.locator("div.cell.tag_hide-input").first
    code = cell.locator(".cell_input")
    assert cell.locator(".cell_output img").is_visible()
    assert not code.is_visible()
    cell.locator("summary").click()
    assert code.is_visible()


@browser
@pytest.mark.parametrize("origin", ["http", "file"])
@pytest.mark.parametrize(
    "word, chapter",
    [("perceptron", "01_background"), ("雅典", "07_translation")],
)
def test_search_finds_a_word_of_the_text(page, origins, origin, word, chapter):
    """The word stands in the chapter's text, not in its title."""
    page.goto(f"{origins[origin]}/search.html?q={word}")
    link = page.locator(f"#search-results a[href*='{chapter}']").first
    link.wait_for(timeout=10000)
    assert link.is_visible()


@pytest.fixture(scope="session")
def parsed(book):
    """Every page of the toc: {path: (its ids, its link targets)}."""

    def parse(path):
        html = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        ids = {tag["id"] for tag in html.find_all(id=True)}
        names = {tag["name"] for tag in html.find_all(attrs={"name": True})}
        tags = html.find_all(["a", "img", "script"])
        links = [tag.get("href") or tag.get("src") for tag in tags]
        return ids | names, [link for link in links if link]

    return functools.cache(parse)


@pytest.mark.slow
def test_internal_links_resolve(book, parsed):
    """Each link to a page, a file or an anchor of the book finds it."""
    missing, count = [], 0
    for name in PAGES:
        path = book / f"{name}.html"
        for link in parsed(path)[1]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            target = path
            if parts.path:
                target = (path.parent / unquote(parts.path)).resolve()
            if not target.exists():
                missing.append(f"{name}: {link}")
            elif parts.fragment and target.suffix == ".html":
                if unquote(parts.fragment) not in parsed(target)[0]:
                    missing.append(f"{name}: {link}")
    assert missing == [] and count > 1000


@pytest.mark.slow
def test_the_audit_page_links_to_cells(book, parsed):
    """A section that a chapter treats leads to the cell that treats it."""
    links = set(parsed(book / "book" / "sources.html")[1])
    sections = {
        k for k, (kind, _) in source_ids().items() if kind == "section"
    }
    wanted = {
        f"../chapters/{notebook.name}.html#{source}"
        for notebook in notebooks()
        for source, number in notebook.sources.items()
        if number >= 0 and source in sections
    }
    assert wanted and wanted <= links


@pytest.mark.slow
def test_a_box_stands_in_a_box(book):
    """What is checked against the source is a quotation, not "> ..."."""
    loose = []
    boxes = 0
    for path in sorted((book / "chapters").glob("*.html")):
        html = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for strong in html.find_all("strong"):
            if strong.get_text() == "Checked against the source":
                boxes += 1
                if not strong.find_parent("blockquote"):
                    loose.append(path.name)
    assert boxes > 30 and not loose


@pytest.mark.slow
def test_external_links_are_secure(book, parsed):
    """They are not fetched."""
    links = {x for name in PAGES for x in parsed(book / f"{name}.html")[1]}
    external = {link for link in links if re.match(r"https?://", link)}
    assert len(external) > 20
    assert {x for x in external if not x.startswith("https://")} == set()
