"""Examples in docstrings run; stubs say what is there."""

import ast
import doctest
import inspect
from pathlib import Path

import gongkai
import pytest
from conftest import needs

PUBLIC = [name for name in gongkai.__all__ if name not in ("__version__", "GongkaiError")]


@pytest.mark.parametrize("name", ["gongkai", *PUBLIC])
def test_examples_run(name):
    needs("pyarrow")
    documented = gongkai if name == "gongkai" else getattr(gongkai, name)
    test = doctest.DocTestParser().get_doctest(documented.__doc__, {}, name, None, None)
    if name not in ("Batch",):
        assert test.examples, "an example is wanted"
    assert doctest.DocTestRunner().run(test).failed == 0


def stub():
    path = Path(gongkai.__file__).with_suffix(".pyi")
    return ast.parse(path.read_text(encoding="utf-8"))


def members(body):
    named = (ast.FunctionDef, ast.ClassDef)
    found = {one.name for one in body if isinstance(one, named)}
    return found | {one.target.id for one in body if isinstance(one, ast.AnnAssign)}


def test_stubs_name_what_is_there():
    body = stub().body
    public = {name for name in members(body) if not name.startswith("_")} | {"__version__"}
    assert public == set(gongkai.__all__)
    for one in body:
        if isinstance(one, ast.ClassDef) and one.name in ("Table", "Batch", "Schema"):
            there = {name for name in vars(getattr(gongkai, one.name)) if not name.startswith("__")}
            assert {name for name in members(one.body) if not name.startswith("__")} == there
        if isinstance(one, ast.ClassDef) and one.name == "Document":
            document = gongkai.read_one("收到申请3件。".encode())
            there = {name for name in dir(document) if not name.startswith("_")}
            said = {name for name in members(one.body) if not name.startswith("_")}
            # A column that was added is there before the stubs name it.
            assert said <= there


def test_stubs_say_how_functions_are_called():
    for one in stub().body:
        if not isinstance(one, ast.FunctionDef) or one.name == "schema":
            continue
        there = inspect.signature(getattr(gongkai, one.name)).parameters.values()
        names = [argument.arg for argument in one.args.args + one.args.kwonlyargs]
        assert names == [parameter.name for parameter in there]
        keywords = {parameter.name for parameter in there if parameter.kind is parameter.KEYWORD_ONLY}
        assert {argument.arg for argument in one.args.kwonlyargs} == keywords


def test_the_package_is_typed():
    assert (Path(gongkai.__file__).parent / "py.typed").exists()
