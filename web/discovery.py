"""The routers of the pages and of the API, found in their packages: a new module is a new page."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from fastapi import APIRouter


def routers(package: ModuleType) -> Iterator[APIRouter]:
    """Yield the ``router`` of every module of a package that has one, by the modules' names.

    Args:
        package: A package whose modules may hold a router.
    """
    for found in sorted(iter_modules(package.__path__), key=lambda one: one.name):
        router = getattr(import_module(f"{package.__name__}.{found.name}"), "router", None)
        if isinstance(router, APIRouter):
            yield router
