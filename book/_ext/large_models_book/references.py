"""How a work of references.bib reads in a chapter's list, and in its text."""

from pybtex.database import parse_file

from .notebooks import ROOT, BookError

VENUE = "booktitle", "journal", "publisher", "howpublished"


def entries(path=ROOT / "book" / "references.bib"):
    """Works by key, in the order of the file."""
    return parse_file(str(path)).entries


def unbraced(text):
    """Text without the braces that keep words or capitals together."""
    return text.replace("{", "").replace("}", "")


def family(person):
    """A family name with its particles."""
    return unbraced(" ".join(person.prelast_names + person.last_names))


def surnames(entry):
    """Authors' family names with their particles, "others" for the rest."""
    return [family(person) for person in entry.persons["author"]]


def cited_as(entry):
    """The author part of a citation: one, two joined by and, or et al."""
    names = surnames(entry)
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def author(person):
    """One author as in the list: initials, particle, family name."""
    initials = [
        "-".join(f"{part[0]}." for part in name.split("-"))
        for name in person.first_names + person.middle_names
    ]
    return " ".join([*initials, family(person)])


def title(entry):
    """The title without the braces that protect its capitals."""
    return unbraced(entry.fields["title"])


def line(entry):
    """The Markdown list item of a work; BookError without a venue."""
    fields = entry.fields
    names = [author(person) for person in entry.persons["author"]]
    if names[-1] == "others":
        names = ", ".join(names[:-1]) + ", et al."
    elif len(names) > 1:
        names = ", ".join(names[:-1]) + " and " + names[-1]
    else:
        names = names[0]
    venues = [fields[field] for field in VENUE if field in fields]
    if not venues:
        raise BookError(f"references.bib: {entry.key} has no venue")
    numbers = fields.get("volume", "") + (
        f"({fields['number']})" if "number" in fields else ""
    )
    pages = fields.get("pages", "").replace("--", "-")
    place = ", ".join(part for part in (venues[0], numbers, pages) if part)
    text = f"- {names} ({fields['year']}). *{title(entry)}*. {place}."
    return text + (f" <{fields['url']}>" if "url" in fields else "")
