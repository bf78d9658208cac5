"""A day's use of the kernel by a seeded random client: cells, errors, interrupts, crashes, restarts, comms, displays, inputs.

Tells on standard output, as JSON, what it did and which promises were broken: every request has exactly one reply and is
bracketed by busy and idle, every cell ends as it should, nothing hangs, no process is left behind.

    python day.py [CELLS] [SEED]
"""

import json
import os
import queue
import random
import sys
import time
import uuid
from collections import Counter

from kernel_client import Client, wait_until

LIMIT = 60
MARK = f"FRAMESCOPE_DAY={uuid.uuid4()}"
COMMS = """import { clearOutput, comms, display, input, signal } from 'framescope/kernel';
comms.register('echo', (comm) => comm.onMessage(({ data, buffers }) => comm.send(data, { buffers })));"""
ASKED = ("kernel_info", "complete", "inspect", "is_complete", "history", "comm_info")


class Day:
    """A kernel, what was asked of it, and all that it said."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.kernel = Client()
        self.requests = {}
        self.replies = Counter()
        self.statuses = {}
        self.done = Counter()
        self.cells = 0
        self.problems = []
        self.kept = None
        self.prepare()

    def prepare(self):
        """What a person runs first, and again after the variables were lost."""
        self.kept = self.random.randrange(1000)
        self.cell(f"{COMMS} let kept = {self.kept};")

    # What the kernel says

    def receive(self, until):
        """Takes all messages as they come, until a condition holds."""
        end = time.monotonic() + LIMIT
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("the kernel hangs")
            for channel in ("shell", "control", "iopub", "stdin"):
                get = getattr(self.kernel.client, f"get_{channel}_msg")
                try:
                    while True:
                        self.take(channel, get(timeout=0.002 if channel == "iopub" else 0))
                except queue.Empty:
                    pass

    def take(self, channel, message):
        parent = message["parent_header"].get("msg_id")
        if parent not in self.requests:
            return  # the manager's own, or what waiting for a fresh kernel has asked
        if channel == "stdin":
            self.kernel.client.input(self.requests[parent]["answer"])
        elif channel == "iopub":
            self.requests[parent]["published"].append(message)
            if message["msg_type"] == "status":
                self.statuses.setdefault(parent, []).append(message["content"]["execution_state"])
        else:
            self.replies[parent] += 1
            self.requests[parent]["reply"] = message["content"]

    def note(self, request, what, answer=None, has_reply=True):
        self.requests[request] = {"what": what, "published": [], "reply": None, "answer": answer, "has_reply": has_reply}
        return request

    def is_over(self, request):
        found = self.requests[request]
        is_idle = self.statuses.get(request, [])[-1:] == ["idle"]
        return is_idle and (found["reply"] is not None or not found["has_reply"])

    def wait(self, *requests):
        self.receive(lambda: all(self.is_over(request) for request in requests))

    # What is asked of it

    def send(self, code, answer=None, **options):
        self.cells += 1
        return self.note(self.kernel.send(code, allow_stdin=answer is not None, **options), code, answer)

    def cell(self, code, status="ok", result=None, printed=None, answer=None):
        request = self.send(code, answer)
        self.wait(request)
        self.check(code, request, status, result, printed)

    def check(self, code, request, status, result=None, printed=None):
        found = self.requests[request]
        of = lambda kind: [m["content"] for m in found["published"] if m["msg_type"] == kind]
        results = [content["data"]["text/plain"] for content in of("execute_result")]
        lines = "".join(content["text"] for content in of("stream"))
        if found["reply"]["status"] != status:
            self.problems.append(f"{code!r} ended as {found['reply']}, not {status}")
        elif result is not None and results != [result]:
            self.problems.append(f"{code!r} gave {results}, not {result}")
        elif printed is not None and lines != printed:
            self.problems.append(f"{code!r} printed {lines[:200]!r}, not {printed[:200]!r}")

    def act(self):
        """One thing that a person does."""
        n = self.random.randrange(1000)
        kinds = {
            "calculate": 30, "remember": 10, "write": 15, "show": 8, "pause": 6, "fail": 10, "line_up": 4, "ask": 8,
            "interrupt": 5, "enter": 3, "talk": 5, "late": 3, "crash": 0.4, "restart": 0.4,
        }  # fmt: skip
        [kind] = self.random.choices(list(kinds), list(kinds.values()))
        self.done[kind] += 1
        getattr(self, kind)(n)

    def calculate(self, n):
        self.cell(f"{n} * 7 + kept", result=str(n * 7 + self.kept))

    def remember(self, n):
        self.kept = n
        self.cell(f"kept = {n};")

    def write(self, n):
        lines = 20_000 if n == 0 else n
        self.cell(f"for (let i = 0; i < {lines}; i++) console.log(i)", printed="".join(f"{i}\n" for i in range(lines)))

    def show(self, n):
        self.cell(f"const shown{n % 5} = display({{ 'text/plain': '{n}' }}); shown{n % 5}.update({{ 'text/plain': 'x' }}); clearOutput({{ wait: true }});")

    def pause(self, n):
        self.cell(f"await new Promise((r) => setTimeout(r, {n % 50})); {n}", result=str(n))

    def fail(self, n):
        codes = ["throw new RangeError('far')", "nowhere + 1", "let = ]", "const s: string = 1", "await Promise.reject(new Error('no'))", "throw undefined"]
        self.cell(codes[n % len(codes)], "error")

    def line_up(self, n):
        first = self.send("await new Promise((r) => setTimeout(r, 60)); throw new Error('stop')")
        queued = [self.send(str(i)) for i in range(n % 4)]
        self.wait(first, *queued)
        self.check("the first of a queue", first, "error")
        for request in queued:
            self.check("a queued cell", request, "aborted")

    def ask(self, n):
        """Questions that come together, also while a cell runs; nobody waits for one before the next."""
        client = self.kernel.client
        arguments = {"complete": ("kep",), "inspect": ("parseInt",), "is_complete": ("f(",)}
        asked = [self.note(getattr(client, kind)(*arguments.get(kind, ())), kind) for kind in self.random.sample(ASKED, 1 + n % 4)]
        self.wait(*asked, self.send(f"await new Promise((r) => setTimeout(r, 10)); {n}"))

    def interrupt(self, n):
        """At any moment of a cell: its result is its own, or it was interrupted."""
        codes = [
            "while (true) {}",
            "for (;;) console.log('again')",
            "await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))",
            "execSync('sleep 30')" if n % 5 == 0 else "for (;;) Math.sqrt(2)",
            "{ const end = performance.now() + 30; while (performance.now() < end); }",
        ]
        code = codes[n % len(codes)]
        request = self.send(f"import {{ execSync }} from 'node:child_process'; {code}" if "execSync" in code else code)
        queued = [self.send("'queued'") for _ in range(n % 2)]
        end = time.monotonic() + n % 100 / 1000
        self.receive(lambda: time.monotonic() > end)
        message = self.kernel.client.session.msg("interrupt_request", {})
        self.kernel.client.control_channel.send(message)
        self.wait(self.note(message["header"]["msg_id"], "an interrupt"), request, *queued)
        if code is not codes[-1]:
            self.check(code, request, "error")
        self.cell(f"{{ const end = performance.now() + 30; while (performance.now() < end); }} {n}", result=str(n))

    def enter(self, n):
        self.cell(f"await input('n? ')", result=f"'{n}'", answer=str(n))

    def talk(self, n):
        comm, data, sent = {"comm_id": uuid.uuid4().hex}, {"n": n}, bytes(range(n % 256))
        self.message("comm_open", {**comm, "target_name": "echo", "data": {}})
        request = self.message("comm_msg", {**comm, "data": data}, [sent])
        answers = [m for m in self.requests[request]["published"] if m["msg_type"] == "comm_msg"]
        if [(m["content"]["data"], bytes(m["buffers"][0])) for m in answers] != [(data, sent)]:
            self.problems.append(f"a comm answered {answers}")
        self.message("comm_close", {**comm, "data": {}})

    def message(self, kind, content, buffers=()):
        client = self.kernel.client
        message = client.session.msg(kind, content)
        request = self.note(message["header"]["msg_id"], kind, has_reply=False)
        client.session.send(client.shell_channel.socket, message, buffers=list(buffers))
        self.wait(request)
        return request

    def late(self, n):
        request = self.send(f"setTimeout(() => console.log('late {n}'), {n % 30}); 0;")
        lines = lambda: "".join(m["content"]["text"] for m in self.requests[request]["published"] if m["msg_type"] == "stream")
        self.receive(lambda: self.is_over(request) and lines() == f"late {n}\n")

    def crash(self, n):
        codes = ["process.exit(1)", "process.abort()", "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})"]
        self.cell(codes[n % len(codes)], "error")
        self.prepare()

    def restart(self, n):
        """In the middle of a cell, or between two; something that a cell has started still runs."""
        self.cell("import { spawn } from 'node:child_process'; spawn('sleep', ['1000']); 0;")
        running = [self.send("while (true) {}"), self.send("'queued'")] if n % 2 else []
        end = time.monotonic() + 0.1
        self.receive(lambda: time.monotonic() > end)
        self.kernel.manager.restart_kernel()
        self.wait(*running)
        self.kernel.client.wait_for_ready(timeout=LIMIT)
        self.prepare()

    # How it ends

    def end(self):
        time.sleep(0.5)
        self.receive(lambda: True)
        self.kernel.close()
        for request, found in self.requests.items():
            expected, states = int(found["has_reply"]), self.statuses[request]
            if self.replies[request] != expected:
                self.problems.append(f"{found['what']} had {self.replies[request]} replies")
            if states[0] != "busy" or states[-1] != "idle" or states.count("idle") != 1:
                self.problems.append(f"{found['what']} was bracketed by {states}")
        try:
            wait_until(lambda: not marked_processes(), 5)
        except AssertionError:
            self.problems.append(f"processes are left behind: {marked_processes()}")


def marked_processes():
    """The processes that descend from this one and live, but itself."""
    found = []
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                is_ours = MARK.encode() in file.read().split(b"\0")
            with open(f"/proc/{name}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if is_ours and command:
            found.append((int(name), command))
    return found


def main(cells=2000, seed=7):
    os.environ.update([MARK.split("=")])
    began = time.monotonic()
    day = Day(seed)
    try:
        while day.cells < cells and len(day.problems) < 20:
            day.act()
    except TimeoutError as error:
        waiting = [request for request in day.requests if not day.is_over(request)]
        day.problems.append(f"{error} after {dict(day.done)}: {[day.requests[request] for request in waiting]}"[:2000])
    day.end()
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({"cells": day.cells, "requests": len(day.requests), "seconds": seconds, "done": day.done, "problems": day.problems}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
