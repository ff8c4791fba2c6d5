import contextlib
import inspect
import pkgutil
import warnings
from importlib import import_module


def documentation(library):
    """All distinct docstrings of a library's public parts, in fixed order."""
    found, modules = {}, [import_module(library)]
    for module in modules:  # grows while it is walked
        parts = pkgutil.iter_modules(getattr(module, "__path__", ()))
        for name in sorted(part.name for part in parts):
            if name[0] != "_" and name not in ("src", "tests", "distutils"):
                with warnings.catch_warnings(), contextlib.suppress(Exception):
                    warnings.simplefilter("ignore")  # deprecated corners
                    modules.append(import_module(f"{module.__name__}.{name}"))
        for _, owner in sorted(vars(module).items()):
            home = getattr(owner, "__module__", None) or library
            if callable(owner) and home.split(".")[0] == library:
                inside = vars(owner) if inspect.isclass(owner) else {}
                names = sorted(name for name in inside if name[0] != "_")
                for item in (owner, *(inside[name] for name in names)):
                    found.setdefault(callable(item) and inspect.getdoc(item))
    return [text for text in found if text]
