"""Tells the points of an assignment, cell by cell, as JSON: {student: {cell: points}}."""

import json
import sys

from nbgrader.api import Gradebook

database, assignment = sys.argv[1:]
with Gradebook(database) as gradebook:
    scores = {
        submission.student.id: {
            grade.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
        }
        for submission in gradebook.assignment_submissions(assignment)
    }
print(json.dumps(scores))
