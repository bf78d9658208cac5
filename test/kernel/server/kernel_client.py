"""A kernel driven as front ends do, through jupyter_client."""

import os
import re
import time
import unittest
import uuid

from jupyter_client.manager import KernelManager

KERNEL = "framescope"
LIMIT = 30


class Client:
    """A kernel with a client; messages are kept by the request that caused them."""

    def __init__(self, **options):
        self.manager = KernelManager(kernel_name=KERNEL, **options)
        self.manager.start_kernel()
        self.client = self.manager.client()
        # The client's session is a copy of the manager's, and each numbers its own requests from 0: their ids would be the same.
        self.manager.session.session = str(uuid.uuid4())
        self.client.start_channels()
        self.client.wait_for_ready(timeout=LIMIT)
        self.waiting = {"shell": [], "control": [], "iopub": []}

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def reply(self, request, channel="shell"):
        return self.next_message(request, channel)

    def published(self, request, kind=None):
        """What is published for a request, until the kernel is idle again, or until a message of a kind."""
        messages = []
        while True:
            message = self.next_message(request, "iopub")
            messages.append(message)
            is_idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
            if message["msg_type"] == kind or (kind is None and is_idle):
                return messages

    def next_message(self, request, channel):
        """The next message that a request has caused; those of others wait."""
        waiting = self.waiting[channel]
        for i, message in enumerate(waiting):
            if message["parent_header"].get("msg_id") == request:
                return waiting.pop(i)
        get = getattr(self.client, f"get_{channel}_msg")
        while True:
            message = get(timeout=LIMIT)
            if message["parent_header"].get("msg_id") == request:
                return message
            waiting.append(message)

    def run(self, code, **options):
        """The content of the reply, and the published messages without status and input."""
        request = self.send(code, **options)
        messages = self.published(request)
        outputs = [m for m in messages if m["msg_type"] not in ("status", "execute_input")]
        return self.reply(request)["content"], outputs

    def value(self, code):
        reply, outputs = self.run(code)
        assert reply["status"] == "ok", reply
        return [m for m in outputs if m["msg_type"] == "execute_result"][-1]["content"]["data"]["text/plain"]

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel()


def text(outputs, name="stdout"):
    return "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream" and m["content"]["name"] == name)


def plain(traceback):
    """The lines of a traceback without their colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", "\n".join(traceback))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return True


def wait_until(condition, limit=LIMIT):
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "did not come true in time"
        time.sleep(0.02)


class OneKernel(unittest.TestCase):
    """One kernel for the cases of a class."""

    @classmethod
    def setUpClass(cls):
        cls.kernel = Client()

    @classmethod
    def tearDownClass(cls):
        cls.kernel.close()
