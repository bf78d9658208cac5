"""nbgrader for notebooks in TypeScript: what its defaults lack.

Put this beside your course's folders as nbgrader_config.py, or copy its lines into the one you have. Written for nbgrader 0.9.
"""

from nbgrader.preprocessors import ClearSolutions

c = get_config()  # noqa: F821: nbgrader gives it

# What takes the place of a solution in the version for students. nbgrader refuses notebooks in a language that is not listed
# here. In a function the `throw` also satisfies the type checker, whatever type is to be returned.
c.ClearSolutions.code_stub = {
    **ClearSolutions().code_stub,  # nbgrader's own, for other languages
    "typescript": "// YOUR CODE HERE\nthrow new Error('No answer given');",
}

# How long a cell may take, in seconds, when it is graded. One that takes longer is interrupted and gives no points; the
# kernel ends loops that block as well as endless waiting, and goes on with the next cell. Training needs more than nbgrader's 30.
c.Execute.timeout = 300
c.Execute.interrupt_on_timeout = True
