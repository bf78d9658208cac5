"""Executes a notebook through nbclient and saves it with its outputs.

execute_notebook.py NOTEBOOK OUT OPTIONS: the options, as JSON, are those of nbclient's NotebookClient. Tells how it went as JSON
on standard output: {"problem": null}, or the name of nbclient's exception and what it says. A cell's metadata may hold a `timeout` of
its own.
"""

import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError

path, out, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
notebook = nbformat.read(path, as_version=4)


def limit(cell):
    return cell.metadata.get("timeout", options["timeout"])


try:
    NotebookClient(notebook, timeout_func=limit, **options).execute()
    outcome = {"problem": None}
except (CellControlSignal, DeadKernelError, TimeoutError) as error:
    outcome = {"problem": type(error).__name__, "message": str(error)}
nbformat.write(notebook, out)
print(json.dumps(outcome))
