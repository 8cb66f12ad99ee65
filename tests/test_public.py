"""The public interface: what docs/api.md lists is typed, documented and all that the modules offer."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from conftest import ROOT

LISTED = re.findall(r"^::: (\S+)$", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.M)
NAMES = [(module, name) for module in LISTED for name in importlib.import_module(module).__all__]


def test_the_package_itself_is_listed() -> None:
    import g7kg

    assert g7kg.__all__ == ["__version__", "load"]
    assert "g7kg.api" in LISTED
    assert (ROOT / "src" / "g7kg" / "py.typed").exists()


@pytest.mark.parametrize("module", LISTED)
def test_a_public_module_offers_what_it_names_and_nothing_else(module: str) -> None:
    made = importlib.import_module(module)
    own = {
        name
        for name, value in vars(made).items()
        if not name.startswith("_") and (inspect.isclass(value) or inspect.isfunction(value)) and value.__module__ == module
    }
    assert own <= set(made.__all__)
    assert all(hasattr(made, name) for name in made.__all__)


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[f"{m}.{n}" for m, n in NAMES])
def test_it_is_typed_and_documented(module: str, name: str) -> None:
    thing = getattr(importlib.import_module(module), name)
    members = [thing] if inspect.isfunction(thing) else []
    if inspect.isclass(thing):
        assert inspect.getdoc(thing)
        members += [
            m
            for n, m in vars(thing).items()
            if inspect.isfunction(m) and m.__module__ == module and (not n.startswith("_") or n == "__init__")
        ]
    for member in members:
        if member.__name__ != "__init__":
            assert inspect.getdoc(member), member.__qualname__
        wanted = set(inspect.signature(member).parameters) - {"self"}
        typed = set(member.__annotations__)
        assert wanted <= typed or "__dataclass_fields__" in vars(thing), member.__qualname__
        assert "return" in typed or "__dataclass_fields__" in vars(thing), member.__qualname__
