import contextlib
import hashlib
import inspect
import pkgutil
import re
import warnings
from importlib import import_module


def documentation(library):
    """Distinct docstrings of a library's public parts, ordered by hash."""
    found, modules = set(), [import_module(library)]
    for module in modules:  # grows while it is walked
        for part in pkgutil.iter_modules(getattr(module, "__path__", ())):
            if not re.match(r"_|(src|tests|distutils)$", part.name):
                name = f"{module.__name__}.{part.name}"
                with warnings.catch_warnings(), contextlib.suppress(Exception):
                    warnings.simplefilter("ignore")  # deprecated corners
                    modules.append(import_module(name))
        for owner in filter(callable, list(vars(module).values())):
            home = getattr(owner, "__module__", None) or library
            if home.split(".")[0] == library:
                inside = vars(owner) if inspect.isclass(owner) else {}
                public = (inside[name] for name in inside if name[0] != "_")
                docs = map(inspect.getdoc, filter(callable, public))
                found.update([inspect.getdoc(owner), *docs])
    # Doctests, and what SciPy adds on import, differ between processes.
    out = r">>>|deprecated|array.?api|✅"
    cuts = [re.split(r"\n\s*\n", text) for text in found if text]
    kept = [[p for p in cut if not re.search(out, p, re.I)] for cut in cuts]
    texts = {"\n\n".join(parts) for parts in kept} - {""}
    return sorted(texts, key=lambda t: hashlib.sha256(t.encode()).digest())
