"""Says whether the Python of a model compiles, and what it reads and writes.

Standard input: a JSON list of {"kind", "text"}; kind is expression, body (statements of a function), module, pattern
(a regular expression), template (Jinja) or message (an expression, unless it is none). Standard output: one line of
JSON for each, in order, written as soon as it is known: where the lines end is the source that the process ended at.
Nothing of the model is executed, and nothing of it is worked out: constants stay as they are written.
"""

import ast
import builtins
import contextlib
import io
import json
import re
import signal
import sys
import tokenize
import warnings

# What the model is asked about.
OBJECTS = {"flow", "flow.entity", "self", "snapshot", "event", "domain_event", "domain_event.data", "value"}

# What Python itself knows, in every module.
KNOWN = {*dir(builtins), "__name__", "__file__", "__doc__", "__builtins__", "__annotations__", "__path__"}

# Processor time for one source, in seconds, and memory for all of them, in bytes.
SECONDS = 5
MEMORY = 1 << 30
# Characters of one source.
CHARACTERS = 1_000_000


class Refused(SyntaxError):
    """Python that compiles but cannot mean what its author meant."""


def answer(kind, text):
    if len(text) > CHARACTERS:
        return {"error": {"message": f"longer than {CHARACTERS:,} characters", "line": 1, "column": 0}}
    try:
        if kind == "pattern":
            re.compile(text)
            return {}
        if kind == "template":
            return check_template(text)
        if kind == "message":
            return check_message(text)
        return facts(parse(kind, text), text.split("\n"))
    except SyntaxError as error:
        return {"error": {"message": error.msg, "line": error.lineno or 1, "column": (error.offset or 1) - 1}}
    except re.error as error:
        return {"error": {"message": str(error), "line": 1, "column": 0}}
    except UnicodeEncodeError:
        return {"error": {"message": "half of a surrogate pair is not a character", "line": 1, "column": 0}}
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
        refuse_encoding(text)
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


def refuse_encoding(text):
    """A module that names another encoding (PEP 263) is other Python to the interpreter than to its readers."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode()).readline)
    if encoding not in ("utf-8", "utf-8-sig"):
        raise Refused(f"the file declares {encoding}, but only UTF-8 is read", ("<model>", 1, 1, ""))


def check_message(text):
    """What stands in braces in a text is an expression, unless it is none: then it stays as it is written."""
    try:
        return facts(parse("expression", text), text.split("\n"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def check_template(text):
    import jinja2
    from jinja2 import meta, nodes

    # The compiler works out what is constant, with the optimizer switched off as well. A value that has to be finished
    # with the context at hand is never constant.
    environment = jinja2.Environment(optimized=False, finalize=jinja2.pass_context(lambda context, value: value))
    try:
        tree = environment.parse(text)
        for modifier in tree.find_all(nodes.EvalContextModifier):
            for option in modifier.options:
                option.value = nodes.Name("value", "load", lineno=modifier.lineno)
        environment.compile(tree)
    except jinja2.TemplateSyntaxError as error:
        return {"error": {"message": error.message, "line": error.lineno, "column": 0}}
    unknown = meta.find_undeclared_variables(tree) - set(environment.globals)
    names = [node for node in tree.find_all(nodes.Name) if node.name in unknown]
    return {"names": [{"name": node.name, "line": node.lineno, "column": 0} for node in names]}


def facts(tree, lines):
    members, items, keys, functions = [], [], [], {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            base = dotted(node.value)
            if base in OBJECTS:
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
    return {
        "members": members,
        "items": items,
        "keys": keys,
        "functions": functions,
        "names": unknown_names(tree, lines),
    }


def unknown_names(tree, lines):
    """Names that are read, and that nothing in the source binds anywhere: they have to come from around it."""
    bound = set(KNOWN)
    read = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                read.append(node)
            else:
                bound.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            if any(alias.name == "*" for alias in node.names):
                return []
            bound.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        else:
            # Functions, classes, type parameters and exceptions have a name, patterns a name or the rest of a mapping.
            bound.update(name for field in ("name", "rest") if isinstance(name := getattr(node, field, None), str))
    return [{"name": node.id, **place(node, lines)} for node in read if node.id not in bound]


def dotted(node):
    """`a` or `a.b`; what is deeper is none of the objects, and has no name here."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def place(node, lines):
    """Columns of the syntax tree count bytes."""
    line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
    if line.isascii():
        return {"line": node.lineno, "column": min(node.col_offset, len(line))}
    return {"line": node.lineno, "column": len(line.encode()[: node.col_offset].decode(errors="ignore"))}


def limit_process():
    """As far as the system knows these limits; a core file of a crash would hold the model."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def limit_time(seconds):
    """The signal ends the process in the middle of what the interpreter does; a handler would wait for its end."""
    with contextlib.suppress(AttributeError, OSError):
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdin.reconfigure(encoding="utf-8")
    sources = json.load(sys.stdin)
    limit_process()
    if any(source["kind"] == "template" for source in sources):
        import jinja2  # noqa: F401
    for source in sources:
        limit_time(SECONDS)
        print(json.dumps(answer(source["kind"], source["text"])), flush=True)
