"""Answers for a run over many models in one process, a line of JSON for each line of JSON.

{"script": path}: from now on `check` is answered as that script of the toolkit would.
{"check": [{"kind", "text"}]}: what the script says of them.
{"shapes": {path: text}}: for each Python file its shape, with and without the bodies that are the model's own code, the
modules that it imports and the names that it calls; or why it does not compile.
"""

import ast
import hashlib
import importlib.util
import json
import sys
import warnings


def shape(node, opened):
    """The syntax tree without its literals and identifiers."""
    if isinstance(node, ast.Constant):
        return "literal"
    if isinstance(node, ast.UnaryOp) and shape(node.operand, opened) == "literal":
        return "literal"
    if not opened and isinstance(node, ast.Lambda):
        return f"lambda of {len(node.args.args)}"
    if not opened and isinstance(node, ast.FunctionDef):
        return f"function of {len(node.args.args)} with {len(node.decorator_list)}"
    inner = [shape(child, opened) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr_context)]
    if isinstance(node, (ast.List, ast.Tuple, ast.Dict)) and all(each == "literal" for each in inner):
        return "literal"
    return f"{type(node).__name__}({' '.join(inner)})"


def outside(tree):
    """Nodes outside of code that is the model's own."""
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (ast.Lambda, ast.FunctionDef)):
            todo.extend(ast.iter_child_nodes(node))


def target(node):
    return node.id if isinstance(node, ast.Name) else f".{node.attr}" if isinstance(node, ast.Attribute) else "?"


def facts(text):
    try:
        tree = ast.parse(text)
        compile(tree, "<file>", "exec")
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    nodes = list(outside(tree))
    imports = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imports += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {
        "full": digest(shape(tree, True)),
        "closed": digest(shape(tree, False)),
        "imports": sorted({name.split(".")[0] for name in imports}),
        "calls": sorted({target(node.func) for node in nodes if isinstance(node, ast.Call)}),
        "statements": sorted({type(node).__name__ for node in nodes if isinstance(node, ast.stmt)}),
    }


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    check = None
    for line in sys.stdin.buffer:
        question = json.loads(line)
        if "script" in question:
            spec = importlib.util.spec_from_file_location("check_python", question["script"])
            check = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(check)
            answer = "ready"
        elif "check" in question:
            answer = [check.answer(source["kind"], source["text"]) for source in question["check"]]
        else:
            answer = {path: facts(text) for path, text in question["shapes"].items()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
