"""Says whether the Python of a model compiles, and what it reads and writes.

Standard input: a JSON list of {"kind", "text"}; kind is expression, body (statements of a function), module, pattern
(a regular expression) or template (Jinja). Standard output: a JSON list with one answer for each, in order. Nothing of
the model is executed.
"""

import ast
import json
import re
import sys
import warnings

# Bytes of address space of this process.
MEMORY = 1024**3

# What the model is asked about.
OBJECTS = {"flow", "event", "domain_event", "value"}


class Refused(SyntaxError):
    """Python that compiles but cannot mean what its author meant."""


def answer(kind, text):
    try:
        if kind == "pattern":
            re.compile(text)
            return {}
        if kind == "template":
            return check_template(text)
        return facts(parse(kind, text), text.split("\n"))
    except SyntaxError as error:
        return {"error": {"message": error.msg, "line": error.lineno or 1, "column": (error.offset or 1) - 1}}
    except re.error as error:
        return {"error": {"message": str(error), "line": 1, "column": 0}}
    except (ValueError, OverflowError, RecursionError, MemoryError):
        return {"error": {"message": "too large or too deeply nested", "line": 1, "column": 0}}


def parse(kind, text):
    """Compiled completely: the parser alone accepts what the compiler refuses."""
    if kind == "expression":
        tree = ast.parse(text, mode="eval")
        compile(tree, "<model>", "eval")
        return tree
    tree = ast.parse(text)
    if kind == "module":
        compile(tree, "<model>", "exec")
        return tree
    refuse_generators(tree)
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    function = ast.FunctionDef("body", arguments, tree.body or [ast.Pass()], [], type_params=[])
    compile(ast.fix_missing_locations(ast.Module([function], [])), "<model>", "exec")
    return tree


def refuse_generators(node):
    """A yield would turn the function around the code into a generator, which never runs."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Yield, ast.YieldFrom, ast.Await)):
            raise Refused("yield and await have no meaning here", ("<model>", child.lineno, child.col_offset + 1, ""))
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            refuse_generators(child)


def check_template(text):
    import jinja2

    try:
        jinja2.Environment().compile(text)
    except jinja2.TemplateSyntaxError as error:
        return {"error": {"message": error.message, "line": error.lineno, "column": 0}}
    return {}


def facts(tree, lines):
    members, items, keys, functions = [], [], [], {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            base = dotted(node.value)
            if base.split(".")[0] in OBJECTS:
                members.append(
                    {"of": base, "name": node.attr, "written": not isinstance(node.ctx, ast.Load), **place(node, lines)}
                )
        elif isinstance(node, ast.Subscript) and dotted(node.value) in OBJECTS and is_text(node.slice):
            items.append({"of": dotted(node.value), "name": node.slice.value, "written": False, **place(node, lines)})
        elif isinstance(node, ast.Dict):
            keys += [{"name": key.value, **place(key, lines)} for key in node.keys if key is not None and is_text(key)]
    for node in getattr(tree, "body", []) if isinstance(tree, ast.Module) else []:
        if isinstance(node, ast.FunctionDef):
            plain = not (node.args.vararg or node.args.kwarg or node.args.kwonlyargs or node.args.posonlyargs)
            functions[node.name] = [argument.arg for argument in node.args.args] if plain else ["*"]
    return {"members": members, "items": items, "keys": keys, "functions": functions}


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def place(node, lines):
    """Columns of the syntax tree count bytes."""
    line = lines[node.lineno - 1].encode() if node.lineno <= len(lines) else b""
    return {"line": node.lineno, "column": len(line[: node.col_offset].decode(errors="ignore"))}


def limit_memory():
    """What would take more is too large; where the system has no such limit, the number of characters has to do."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        pass


if __name__ == "__main__":
    limit_memory()
    warnings.simplefilter("ignore")
    sys.stdin.reconfigure(encoding="utf-8")
    json.dump([answer(source["kind"], source["text"]) for source in json.load(sys.stdin)], sys.stdout)
