"""Measures one kernel through jupyter_client and tells what it found as JSON.

    python kernel_peer.py KERNEL LANGUAGE start   its first answer and its first cell, in milliseconds after the start
    python kernel_peer.py KERNEL LANGUAGE work    cells, lines, displays, completion
"""

import json
import queue
import statistics
import sys
import time

import psutil
from jupyter_client.manager import KernelManager

LIMIT = 60
# A kernel that says nothing for so long says nothing more.
SILENCE = 10
LINES = 100_000
DISPLAYS = 200
CELLS = 41

CODE = {
    "python": {
        "cell": "{i} + 1",
        "declare": "v{i} = {i}",
        "lines": "for i in range({n}): print(i)",
        "prepare": "from IPython.display import HTML, display",
        "show": "display(HTML(str({i}) + 'x' * 1_000_000))",
        "complete": "pri",
    },
    "typescript": {
        "cell": "{i} + 1",
        "declare": "const v{i} = {i}",
        "lines": "for (let i = 0; i < {n}; i++) console.log(i)",
        "prepare": "import { display } from 'framescope/kernel'",
        "show": "display({{ 'text/html': {i} + 'x'.repeat(1_000_000) }});",
        "complete": "Math.hyp",
        "import": "import {{ {name} }} from 'framescope'; typeof {name}",
    },
}
CODE["tslab"] = {
    **CODE["typescript"],
    "prepare": "import { display } from 'tslab'",
    "show": "display.html({i} + 'x'.repeat(1_000_000));",
}


class Kernel:
    def __init__(self, name):
        self.began = time.perf_counter()
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()

    def answered(self):
        """Waits for the first answer."""
        request = self.client.kernel_info()
        while self.client.get_shell_msg(timeout=LIMIT)["parent_header"]["msg_id"] != request:
            pass

    def run(self, code):
        """Milliseconds until the reply and idle are there, and what was printed."""
        began = time.perf_counter()
        request = self.client.execute(code)
        printed = []
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=SILENCE)
            except queue.Empty:
                break  # stock tslab loses even that it is idle again
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            if message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        while self.client.get_shell_msg(timeout=LIMIT)["parent_header"]["msg_id"] != request:
            pass
        return 1000 * (time.perf_counter() - began), "".join(printed)

    def completed(self, code):
        began = time.perf_counter()
        request = self.client.complete(code)
        while self.client.get_shell_msg(timeout=LIMIT)["parent_header"]["msg_id"] != request:
            pass
        return 1000 * (time.perf_counter() - began)

    def megabytes(self):
        """What the kernel and its processes hold."""
        process = psutil.Process(self.manager.provisioner.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 2**20

    def since_start(self):
        return 1000 * (time.perf_counter() - self.began)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def start(name, code):
    kernel = Kernel(name)
    kernel.answered()
    idle = kernel.since_start()
    # Subscribed for certain by now, or soon: only the reply counts.
    request = kernel.client.execute(code["cell"].format(i=1))
    while kernel.client.get_shell_msg(timeout=LIMIT)["parent_header"]["msg_id"] != request:
        pass
    found = {"idle": idle, "first": kernel.since_start()}
    kernel.close()
    return found


def work(name, code):
    kernel = Kernel(name)
    try:
        return work_of(kernel, code)
    finally:
        kernel.close()  # its threads would keep this process


def work_of(kernel, code):
    kernel.client.wait_for_ready(timeout=LIMIT)
    median = lambda template: statistics.median(kernel.run(template.format(i=i))[0] for i in range(CELLS))
    kernel.run(code["cell"].format(i=0))
    found = {"memory": kernel.megabytes(), "cell": median(code["cell"]), "declare": median(code["declare"])}
    found["complete"] = statistics.median(kernel.completed(code["complete"]) for _ in range(CELLS))
    kernel.run(code["lines"].format(n=100))
    found["lines"], printed = kernel.run(code["lines"].format(n=LINES))
    found["lost"] = LINES - printed.count("\n")
    kernel.run(code["prepare"])
    for i in range(3):
        kernel.run(code["show"].format(i=i))
    before = kernel.megabytes()
    for i in range(DISPLAYS):
        kernel.run(code["show"].format(i=i))
    found["growth"] = kernel.megabytes() - before
    if "import" in code:
        found["import"] = kernel.run(code["import"].format(name="sampleData"))[0]
        found["import again"] = kernel.run(code["import"].format(name="openVideo"))[0]
        found["cell after import"] = median(code["cell"])
        found["declare after import"] = median(code["declare"].replace("v{i}", "w{i}"))
    return found


if __name__ == "__main__":
    _, name, language, what = sys.argv
    print(json.dumps({"start": start, "work": work}[what](name, CODE[language])))
