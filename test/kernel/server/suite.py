"""Drives the kernel as front ends do, through jupyter_client, and runs all of jupyter_kernel_test.

Tells the outcome of each case as a line of JSON on standard output.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import jupyter_kernel_test
from kernel_client import KERNEL, LIMIT, Client, OneKernel, is_alive, plain, text, wait_until


class Standard(jupyter_kernel_test.KernelTests):
    """All of jupyter_kernel_test, with samples for this kernel."""

    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "Math.hypo", "matches": {"hypot"}},
        {"text": '"abc".toUpperC', "matches": {"toUpperCase"}},
    ]
    complete_code_samples = ["", "1", "console.log(1)", "function f(x: number) {\n  return x;\n}", "const s = `a\nb`"]
    incomplete_code_samples = ["function f() {", "if (true) {\n  f(", "const s = `abc", "let x =", "/* comment", "[1, 2,"]
    invalid_code_samples = ["function (", "let let = ;", "}", "1 +* 2 )"]
    code_page_something = "import { page } from 'framescope/kernel'; page('long text')"
    code_generate_error = "throw new RangeError('too far')"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "'ab'.repeat(2)", "result": "'abab'"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {
            "code": "import { display } from 'framescope/kernel'; display({ 'text/html': '<b>b</b>', 'text/plain': 'b' });",
            "mime": "text/html",
        },
        {"code": "display({ 'image/png': new Uint8Array([137, 80]), 'text/plain': 'p' });", "mime": "image/png"},
    ]
    code_history_pattern = "1 + ? + 3"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"
    code_clear_output = "import { clearOutput } from 'framescope/kernel'; clearOutput();"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


class Behaviour(OneKernel):
    def test_every_request_has_status_busy_and_idle(self):
        client = self.kernel.client
        requests = [
            client.kernel_info(),
            client.complete("Mat"),
            client.inspect("Math"),
            client.is_complete("1"),
            client.history(),
            client.comm_info(),
            client.execute("1"),
            client.execute("throw 1"),
        ]
        for request in requests:
            states = [m["content"]["execution_state"] for m in self.kernel.published(request) if m["msg_type"] == "status"]
            self.assertEqual((states[0], states[-1]), ("busy", "idle"))
            self.assertIn("status", self.kernel.reply(request)["content"])

    def test_error_agrees_with_reply(self):
        reply, outputs = self.kernel.run("const broken = () => {\n  throw new RangeError('far');\n};\nbroken();")
        [error] = [m["content"] for m in outputs if m["msg_type"] == "error"]
        self.assertEqual((error["ename"], error["evalue"]), ("RangeError", "far"))
        self.assertEqual({key: reply[key] for key in error}, error)
        self.assertIn(f"In[{reply['execution_count']}]:2:9", error["traceback"][0])

    def test_silent_shows_and_counts_nothing(self):
        before = self.kernel.run("0")[0]["execution_count"]
        reply, outputs = self.kernel.run("let quiet = 3; quiet", silent=True)
        self.assertEqual((reply["status"], outputs), ("ok", []))
        reply, _ = self.kernel.run("quiet", store_history=False)
        self.assertEqual(reply["execution_count"], before)
        self.assertEqual(self.kernel.run("quiet")[0]["execution_count"], before + 1)

    def test_user_expressions(self):
        reply, _ = self.kernel.run("const six = 6", user_expressions={"a": "six * 7", "b": "nowhere", "c": "await Promise.resolve([1])"})
        results = reply["user_expressions"]
        self.assertEqual(results["a"], {"status": "ok", "data": {"text/plain": "42"}, "metadata": {}})
        self.assertEqual((results["b"]["status"], results["b"]["ename"]), ("error", "TypeScriptError"))
        self.assertEqual(results["c"]["data"]["text/plain"], "[ 1 ]")

    def test_stop_on_error_aborts_what_is_queued_only(self):
        first = self.kernel.send("await new Promise((r) => setTimeout(r, 300)); throw new Error('stop')")
        second = self.kernel.send("'never'")
        self.assertEqual(self.kernel.reply(first)["content"]["status"], "error")
        third = self.kernel.send("'again'")
        self.assertEqual(self.kernel.reply(second)["content"]["status"], "aborted")
        self.assertEqual(self.kernel.reply(third)["content"]["status"], "ok")

    def test_without_stop_on_error_the_queue_goes_on(self):
        first = self.kernel.send("await new Promise((r) => setTimeout(r, 300)); throw new Error('go on')", stop_on_error=False)
        second = self.kernel.send("'ran'")
        self.assertEqual(self.kernel.reply(first)["content"]["status"], "error")
        self.assertEqual(self.kernel.reply(second)["content"]["status"], "ok")

    def test_input(self):
        request = self.kernel.send("import { input } from 'framescope/kernel'; const name = await input('name? '); name", allow_stdin=True)
        question = self.kernel.client.get_stdin_msg(timeout=LIMIT)
        self.assertEqual(question["content"], {"prompt": "name? ", "password": False})
        self.assertEqual(question["parent_header"]["msg_id"], request)
        self.kernel.client.input("Ada 😀")
        self.assertEqual(self.kernel.reply(request)["content"]["status"], "ok")
        self.assertEqual(self.kernel.value("name"), "'Ada 😀'")

    def test_two_questions_come_one_after_the_other(self):
        code = "import { input } from 'framescope/kernel'; await Promise.all([input('a'), input('b', { password: true })])"
        request = self.kernel.send(code, allow_stdin=True)
        for prompt, password in (("a", False), ("b", True)):
            question = self.kernel.client.get_stdin_msg(timeout=LIMIT)["content"]
            self.assertEqual(question, {"prompt": prompt, "password": password})
            self.kernel.client.input(prompt * 2)
        self.assertEqual(self.kernel.reply(request)["content"]["status"], "ok")
        self.assertEqual(self.kernel.published(request)[-2]["content"]["data"]["text/plain"], "[ 'aa', 'bb' ]")

    def test_input_without_stdin_is_an_error(self):
        reply, _ = self.kernel.run("import { input } from 'framescope/kernel'; await input('name? ')", allow_stdin=False)
        self.assertEqual((reply["status"], reply["ename"]), ("error", "InputUnavailableError"))

    def test_interrupt_while_input_is_awaited(self):
        request = self.kernel.send("import { input } from 'framescope/kernel'; await input('never answered')", allow_stdin=True)
        self.kernel.client.get_stdin_msg(timeout=LIMIT)
        self.kernel.manager.interrupt_kernel()
        self.assertEqual(self.kernel.reply(request)["content"]["status"], "error")
        self.assertEqual(self.kernel.value("1 + 1"), "2")

    def test_interrupt_by_message_keeps_state_and_aborts_the_queue(self):
        self.kernel.run("let kept = 41")
        request = self.kernel.send("console.log('begun'); while (true) {}")
        queued = self.kernel.send("'never'")
        self.kernel.published(request, "stream")
        self.kernel.manager.interrupt_kernel()
        reply = self.kernel.reply(request)["content"]
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
        self.assertEqual(self.kernel.reply(queued)["content"]["status"], "aborted")
        self.assertEqual(self.kernel.value("kept + 1"), "42")

    def test_interrupt_by_signal(self):
        self.kernel.run("let still = 41")
        request = self.kernel.send("console.log('begun'); while (true) {}")
        self.kernel.published(request, "stream")
        os.killpg(os.getpgid(self.kernel.manager.provisioner.pid), signal.SIGINT)
        self.assertEqual(self.kernel.reply(request)["content"]["ename"], "Interrupted")
        self.assertEqual(self.kernel.value("still + 1"), "42")

    def test_control_and_heartbeat_answer_while_a_cell_computes(self):
        request = self.kernel.send("console.log('begun'); while (true) {}")
        self.kernel.published(request, "stream")
        client = self.kernel.client
        message = client.session.msg("kernel_info_request", {})
        client.control_channel.send(message)
        reply = self.kernel.reply(message["header"]["msg_id"], "control")
        self.assertEqual(reply["content"]["language_info"]["name"], "typescript")
        self.assertTrue(client.hb_channel.is_beating())
        self.kernel.manager.interrupt_kernel()
        self.assertEqual(self.kernel.reply(request)["content"]["status"], "error")

    def test_outputs_keep_their_order(self):
        code = """import { display } from 'framescope/kernel';
for (let i = 0; i < 20; i++) { console.log('o' + i); console.error('e' + i); display({ 'text/plain': 'd' + i }); }
'last'"""
        _, outputs = self.kernel.run(code)
        said = [m["content"]["text"].strip() if m["msg_type"] == "stream" else m["content"]["data"]["text/plain"] for m in outputs]
        self.assertEqual(said, [f"{kind}{i}" for i in range(20) for kind in "oed"] + ["'last'"])

    def test_no_line_is_lost(self):
        reply, outputs = self.kernel.run("for (let i = 0; i < 100_000; i++) console.log(i)")
        self.assertEqual([reply["status"]] + [m["content"] for m in outputs if m["msg_type"] != "stream"], ["ok"])
        self.assertEqual(text(outputs), "".join(f"{i}\n" for i in range(100_000)))

    def test_late_output_keeps_its_parent(self):
        request = self.kernel.send("setTimeout(() => console.log('late'), 300); 0;")
        self.kernel.published(request)
        self.assertEqual(self.kernel.published(request, "stream")[-1]["content"]["text"], "late\n")

    def test_displays_are_updated_in_place(self):
        code = "import { display } from 'framescope/kernel'; display({ 'text/plain': '1' }, { displayId: 'd' }).update({ 'text/plain': '2' })"
        _, [shown, updated] = self.kernel.run(code)
        self.assertEqual((shown["msg_type"], updated["msg_type"]), ("display_data", "update_display_data"))
        self.assertEqual(shown["content"]["transient"], updated["content"]["transient"])

    def test_cursors_count_code_points(self):
        code = "const face = '😀😀'; Math.hypo"
        request = self.kernel.client.complete(code)
        reply = self.kernel.reply(request)["content"]
        self.assertEqual(reply["matches"], ["hypot"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (code.index("hypo"), len(code)))
        request = self.kernel.client.inspect("'😀'; parseInt(' 1')", cursor_pos=6)
        found = self.kernel.reply(request)["content"]
        self.assertIn("parseInt(string: string", found["data"]["text/plain"])

    def test_completion_knows_earlier_cells_and_inspection_may_find_nothing(self):
        self.kernel.run("const zebraCount = 3")
        request = self.kernel.client.complete("zebraC")
        self.assertEqual(self.kernel.reply(request)["content"]["matches"], ["zebraCount"])
        request = self.kernel.client.inspect("   ", cursor_pos=1)
        content = self.kernel.reply(request)["content"]
        self.assertEqual((content["status"], content["found"]), ("ok", False))

    def test_history_tells_outputs(self):
        self.kernel.run("'for the history'")
        request = self.kernel.client.history(hist_access_type="tail", n=1, output=True)
        [[_, _, entry]] = self.kernel.reply(request)["content"]["history"]
        self.assertEqual(entry, ["'for the history'", "'for the history'"])

    def test_a_comm_to_nobody_is_closed(self):
        client = self.kernel.client
        message = client.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
        client.shell_channel.send(message)
        closed = self.kernel.published(message["header"]["msg_id"], "comm_close")[-1]
        self.assertEqual(closed["content"]["comm_id"], "c1")

    def test_a_comm_from_the_front_end_carries_buffers_both_ways(self):
        self.kernel.run(
            """import { comms } from 'framescope/kernel';
comms.register('doubler', (comm, { data, buffers, metadata }) => {
  comm.send({ opened: data, metadata, first: buffers[0][0] });
  comm.onMessage((message) => {
    console.log('heard', message.data.n);
    comm.send({ twice: Number(message.data.n) * 2 }, { buffers: message.buffers.map((b) => b.map((x) => x * 2)), metadata: { m: 1 } });
  });
  comm.onClose(({ data }) => console.log('closed', data.why));
});"""
        )
        comm = {"comm_id": "from-front-end"}
        opening = self.comm_message("comm_open", {**comm, "target_name": "doubler", "data": {"a": 1}}, {"meta": 2}, [b"\x07"])
        opened = self.kernel.published(opening, "comm_msg")[-1]["content"]
        self.assertEqual(opened, {**comm, "data": {"opened": {"a": 1}, "metadata": {"meta": 2}, "first": 7}})
        request = self.kernel.client.comm_info("doubler")
        self.assertEqual(self.kernel.reply(request)["content"]["comms"], {"from-front-end": {"target_name": "doubler"}})
        request = self.comm_message("comm_msg", {**comm, "data": {"n": 21}}, buffers=[bytes(range(100)), b""])
        messages = self.kernel.published(request)
        self.assertEqual(text(messages), "heard 21\n")
        [answer] = [m for m in messages if m["msg_type"] == "comm_msg"]
        self.assertEqual((answer["content"]["data"], answer["metadata"]), ({"twice": 42}, {"m": 1}))
        self.assertEqual([bytes(b) for b in answer["buffers"]], [bytes(range(0, 200, 2)), b""])
        request = self.comm_message("comm_close", {**comm, "data": {"why": "done"}})
        self.assertEqual(text(self.kernel.published(request)), "closed done\n")
        request = self.kernel.client.comm_info()
        self.assertNotIn("from-front-end", self.kernel.reply(request)["content"]["comms"])

    def test_a_comm_from_a_cell_is_open_until_the_front_end_or_the_cell_closes_it(self):
        code = """import { comms } from 'framescope/kernel';
const opened = comms.open('front', { from: 'kernel' }, { metadata: { m: 1 }, buffers: [Uint8Array.of(1, 2)] });
opened.onMessage(({ data }) => { opened.send({ got: data }); throw new Error('listener'); });"""
        _, [opening] = self.kernel.run(code)
        self.assertEqual((opening["content"]["target_name"], opening["content"]["data"]), ("front", {"from": "kernel"}))
        self.assertEqual((opening["metadata"], bytes(opening["buffers"][0])), ({"m": 1}, b"\x01\x02"))
        comm = {"comm_id": opening["content"]["comm_id"]}
        request = self.comm_message("comm_msg", {**comm, "data": {"n": 1}})
        [answer, error] = [m for m in self.kernel.published(request) if m["msg_type"] != "status"]
        self.assertEqual(answer["content"]["data"], {"got": {"n": 1}})
        self.assertEqual((error["msg_type"], error["content"]["evalue"]), ("error", "listener"))
        _, [closing] = self.kernel.run("opened.close({ bye: 1 }); opened.send('nothing any more' as any);")
        self.assertEqual((closing["msg_type"], closing["content"]), ("comm_close", {**comm, "data": {"bye": 1}}))

    def test_a_comm_is_answered_while_a_cell_waits(self):
        self.kernel.run("import { comms } from 'framescope/kernel'; const bell = { ring() {} }; comms.register('waker', () => bell.ring())")
        request = self.kernel.send("console.log('waits'); await new Promise<void>((r) => { bell.ring = r; }); 'awake'")
        self.kernel.published(request, "stream")
        self.comm_message("comm_open", {"comm_id": "w", "target_name": "waker", "data": {}})
        self.assertEqual(self.kernel.reply(request)["content"]["status"], "ok")

    def comm_message(self, kind, content, metadata=None, buffers=()):
        client = self.kernel.client
        message = client.session.msg(kind, content, metadata=metadata)
        client.session.send(client.shell_channel.socket, message, buffers=list(buffers))
        return message["header"]["msg_id"]

    def test_an_unknown_request_is_answered_with_an_error(self):
        client = self.kernel.client
        message = client.session.msg("juggle_request", {})
        client.shell_channel.send(message)
        reply = self.kernel.reply(message["header"]["msg_id"])
        self.assertEqual((reply["msg_type"], reply["content"]["status"]), ("juggle_reply", "error"))

    def test_a_huge_cell_runs(self):
        self.assertEqual(self.kernel.value("'" + "x" * 5_000_000 + "'.length"), "5000000")


class EndOfKernels(unittest.TestCase):
    def test_a_crash_is_an_error_and_restart_and_shutdown_leave_nothing(self):
        kernel = Client()
        reply, _ = kernel.run("process.exit(3)")
        self.assertEqual((reply["status"], reply["ename"]), ("error", "KernelDiedError"))
        first = int(kernel.value("process.pid"))
        kernel.manager.restart_kernel()
        kernel.client.wait_for_ready(timeout=LIMIT)
        self.assertFalse(is_alive(first))
        second = int(kernel.value("process.pid"))
        sleeper = int(kernel.value("import { spawn } from 'node:child_process'; spawn('sleep', ['60']).pid"))
        parent = kernel.manager.provisioner.pid
        kernel.close()
        self.assertEqual([is_alive(pid) for pid in (parent, second, sleeper)], [False] * 3)

    def test_ipc(self):
        kernel = Client(transport="ipc")
        self.assertEqual(kernel.value("6 * 7"), "42")
        kernel.close()

    def test_the_death_of_the_front_end_ends_the_kernel(self):
        program = """
import time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="framescope")
client.execute_interactive("console.log(process.pid); while (true) {}", output_hook=lambda m: m["msg_type"] == "stream" and print(manager.provisioner.pid, m["content"]["text"].strip(), flush=True))
"""
        front_end = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        pids = [int(pid) for pid in front_end.stdout.readline().split()]
        self.assertEqual([is_alive(pid) for pid in pids], [True, True])
        front_end.kill()
        front_end.wait()
        wait_until(lambda: not any(is_alive(pid) for pid in pids), 15)
        front_end.stdout.close()


class Widgets(OneKernel):
    """The widgets' protocol 2.1, with the messages that ipywidgets' manager in the front end sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _, [opening] = cls.kernel.run(
            """import { comms } from 'framescope/kernel';
const model = comms.open('jupyter.widget', {
  state: { _model_name: 'AnyModel', _model_module: 'anywidget', _model_module_version: '0.9', value: 1, frames: [null, { note: 'n' }] },
  buffer_paths: [['pixels'], ['frames', 0]],
}, { metadata: { version: '2.1.0' }, buffers: [Uint8Array.of(1, 2, 3), Uint8Array.of(9)] });
const heard: unknown[] = [];
model.onMessage(({ data }) => { heard.push(data.method === 'update' ? data.state : data.content); });"""
        )
        cls.opening = opening
        cls.comm_id = opening["content"]["comm_id"]

    def send(self, comm_id, data, buffers=()):
        """Sends to a comm; gives what comes back over comms, and what the listeners have said."""
        request = comm_message(self.kernel, "comm_msg", {"comm_id": comm_id, "data": data}, buffers=buffers)
        messages = self.kernel.published(request)
        return [m for m in messages if m["msg_type"] == "comm_msg"], [m for m in messages if m["msg_type"] in ("error", "stream")]

    def state(self):
        [[answer], said] = self.send(self.comm_id, {"method": "request_state"})
        self.assertEqual((answer["content"]["data"]["method"], said), ("update", []))
        data = answer["content"]["data"]
        return data["state"], dict(zip(map(tuple, data["buffer_paths"]), map(bytes, answer["buffers"])))

    def test_opening_goes_out_as_it_is(self):
        content = self.opening["content"]
        self.assertEqual(content["target_name"], "jupyter.widget")
        self.assertEqual(content["data"]["buffer_paths"], [["pixels"], ["frames", 0]])
        self.assertEqual(self.opening["metadata"], {"version": "2.1.0"})
        self.assertEqual([bytes(b) for b in self.opening["buffers"]], [b"\x01\x02\x03", b"\x09"])

    def test_state_holds_what_both_sides_have_sent(self):
        self.kernel.run("model.send({ method: 'update', state: { title: 'kernel' }, buffer_paths: [['pixels']] }, { buffers: [Uint8Array.of(4)] });")
        self.send(self.comm_id, {"method": "update", "state": {"value": 7}, "buffer_paths": []})
        state, buffers = self.state()
        self.assertEqual((state["value"], state["title"], state["_model_name"]), (7, "kernel", "AnyModel"))
        self.assertEqual(state["frames"], [None, {"note": "n"}])
        self.assertNotIn("pixels", state)
        self.assertEqual((buffers[("pixels",)], buffers[("frames", 0)]), (b"\x04", b"\x09"))

    def test_an_update_is_echoed_with_its_buffers_and_heard(self):
        update = {"state": {"value": 8, "mask": {}}, "buffer_paths": [["mask", "bits"]]}
        [[echo], said] = self.send(self.comm_id, {"method": "update", **update}, [b"\x05\x06"])
        self.assertEqual((echo["content"]["data"], said), ({"method": "echo_update", **update}, []))
        self.assertEqual([bytes(b) for b in echo["buffers"]], [b"\x05\x06"])
        self.assertEqual(self.state()[1][("mask", "bits")], b"\x05\x06")
        self.assertEqual(self.kernel.value("JSON.stringify(heard.at(-1))"), "'{\"value\":8,\"mask\":{}}'")

    def test_custom_messages_are_for_the_cell_alone(self):
        answers = self.send(self.comm_id, {"method": "custom", "content": {"click": 1}})
        self.assertEqual(answers, ([], []))
        self.assertEqual(self.kernel.value("JSON.stringify(heard.at(-1))"), "'{\"click\":1}'")

    def test_all_states_over_the_control_comm(self):
        _, [opening] = self.kernel.run(
            "const other = comms.open('jupyter.widget', { state: { _model_name: 'LayoutModel' }, buffer_paths: [['b']] }, { buffers: [Uint8Array.of(5)] });"
        )
        other = opening["content"]["comm_id"]
        content = {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}}
        request = comm_message(self.kernel, "comm_open", content, {"version": "1.0.0"})
        self.assertEqual([m["msg_type"] for m in self.kernel.published(request)], ["status", "status"])
        [[answer], _] = self.send("control", {"method": "request_states"})
        data = answer["content"]["data"]
        self.assertEqual((answer["content"]["comm_id"], data["method"]), ("control", "update_states"))
        self.assertEqual(set(data["states"]), {self.comm_id, other})
        self.assertEqual(data["states"][self.comm_id]["model_module"], "anywidget")
        self.assertEqual(data["states"][other]["state"], {"_model_name": "LayoutModel"})
        buffers = dict(zip(map(tuple, data["buffer_paths"]), map(bytes, answer["buffers"])))
        self.assertEqual(buffers[(other, "state", "b")], b"\x05")
        self.assertIn((self.comm_id, "state", "frames", 0), buffers)
        self.kernel.run("other.close();")
        [[answer], _] = self.send("control", {"method": "request_states"})
        self.assertEqual(set(answer["content"]["data"]["states"]), {self.comm_id})

    def test_buffers_without_a_place_are_an_error(self):
        before = self.state()
        for paths in ([], [["frames", 5, "x"]], [["__proto__", "x"]]):
            [answers, [error]] = self.send(self.comm_id, {"method": "update", "state": {"value": 0}, "buffer_paths": paths}, [b"\x01"])
            self.assertEqual((answers, error["content"]["ename"]), ([], "WidgetProtocolError"))
        self.assertEqual(self.state(), before)


def comm_message(kernel, kind, content, metadata=None, buffers=()):
    """Sends a comm's message as a front end does; gives its id."""
    client = kernel.client
    message = client.session.msg(kind, content, metadata=metadata)
    client.session.send(client.shell_channel.socket, message, buffers=list(buffers))
    return message["header"]["msg_id"]


class Cells(OneKernel):
    """What cells show and say: results, errors, order, displays, diagnostics, local modules."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="framescope-cells-")
        cls.before = os.getcwd()
        os.chdir(cls.folder)
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        os.chdir(cls.before)
        super().tearDownClass()
        shutil.rmtree(cls.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def error(self, code):
        """The one error of a cell, which its reply carries too, without the kernel's own frames."""
        reply, outputs = self.kernel.run(code)
        [error] = [m["content"] for m in outputs if m["msg_type"] == "error"]
        self.assertEqual((reply["status"], {key: reply[key] for key in error}), ("error", error))
        whole = plain(error["traceback"])
        for own in ("tslab", "dist/kernel", "node:vm"):
            self.assertNotIn(own, whole)
        return error["ename"], error["evalue"], whole, f"In[{reply['execution_count']}]"

    def data(self, code):
        reply, outputs = self.kernel.run(code)
        self.assertEqual(reply["status"], "ok", reply)
        return outputs[-1]["content"]["data"]

    def test_input_is_told_and_results_are_of_the_last_expression(self):
        request = self.kernel.send("const unseen = 1;\nunseen + 1")
        messages = self.kernel.published(request)
        self.assertEqual([m["msg_type"] for m in messages], ["status", "execute_input", "execute_result", "status"])
        self.assertEqual(messages[1]["content"]["code"], "const unseen = 1;\nunseen + 1")
        counts = {m["content"]["execution_count"] for m in messages[1:3]}
        self.assertEqual(counts, {self.kernel.reply(request)["content"]["execution_count"]})
        for code in ("undefined", "5;", "5; // a remark", "const nothing = 5", "if (true) { }"):
            self.assertEqual(self.kernel.run(code)[1], [], code)

    def test_errors_tell_lines_of_this_and_of_earlier_cells(self):
        reply, _ = self.kernel.run("type Inner = { n: number };\nconst dig = (inner?: Inner) => {\n  return inner!.n;\n};")
        _, _, whole, label = self.error("// first\n\ndig(undefined)")
        self.assertIn(f"at dig (In[{reply['execution_count']}]:3:17)\n    at {label}:3:1", whole)
        self.assertIn(">", whole.split("return inner!.n;")[0])

    def test_anything_thrown_is_an_error(self):
        for code, expected in (("throw 'text'", "text"), ("throw undefined", "undefined"), ("throw null", "null"), ("throw Object.freeze([1])", "[ 1 ]")):
            self.assertEqual(self.error(code)[:2], ("Error", expected))

    def test_causes_are_told_with_their_places(self):
        code = "const low = new RangeError('low');\nthrow new AggregateError([low], 'high', { cause: new Error('middle') });"
        name, message, whole, label = self.error(code)
        self.assertEqual((name, message), ("AggregateError", "high"))
        for part in ("RangeError: low", "[cause]: Error: middle", f"RangeError, one of the causes: {label}:1:13"):
            self.assertIn(part, whole)

    def test_values_show_themselves(self):
        own = "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '**m**', 'image/png': new Uint8Array([1, 2]) }) })"
        data = self.data(own)
        self.assertEqual((data["text/markdown"], data["image/png"]), ("**m**", "AQI="))
        self.assertIn("text/plain", data)
        table = self.data("[{ a: 1, b: '<i>' }, { a: 2 }]")
        self.assertIn("<td>&lt;i&gt;</td>", table["text/html"])
        self.assertIn("write `await` before it", self.data("new Promise(() => {})")["text/plain"])
        self.assertIn("80 more items", self.data("new Float32Array(100)")["text/plain"])
        self.assertIn("Error: as a value", self.data("new Error('as a value')")["text/plain"])
        tensor = "import * as tf from '@tensorflow/tfjs-core'; import '@tensorflow/tfjs-backend-cpu'; tf.tensor2d([[1, 2]], [1, 2], 'int32')"
        shown = self.data(tensor)["text/plain"]
        self.assertRegex(shown, r"dtype: int32[\s\S]*shape: \[1,2\][\s\S]*\[\[1, 2\],?\]")

    def test_order_holds_across_streams_displays_and_promises_nobody_awaits(self):
        code = """import { display } from 'framescope/kernel';
const slow = { async [Symbol.for('Jupyter.display')]() { await new Promise((r) => setTimeout(r, 50)); return { 'text/plain': 'slow' }; } };
void Promise.resolve().then(() => console.log('micro'));
process.stdout.write('a'); display(slow); console.error('b'); await 0; 'last'"""
        _, outputs = self.kernel.run(code)
        said = [m["content"].get("text") or m["content"]["data"]["text/plain"] for m in outputs]
        self.assertEqual(said, ["a", "slow", "b\n", "micro\n", "'last'"])

    def test_late_output_of_two_cells_is_told_apart(self):
        first = self.kernel.send("setTimeout(() => console.log('one'), 400); 0;")
        second = self.kernel.send("setTimeout(() => console.error('two'), 300); 0;")
        self.kernel.published(first), self.kernel.published(second)
        self.assertEqual(self.kernel.published(second, "stream")[-1]["content"], {"name": "stderr", "text": "two\n"})
        self.assertEqual(self.kernel.published(first, "stream")[-1]["content"], {"name": "stdout", "text": "one\n"})

    def test_displays_carry_several_types_metadata_and_an_id_for_later_cells(self):
        code = """import { display, clearOutput } from 'framescope/kernel';
const shown = display({ 'text/plain': 'p', 'text/html': '<p>' }, { metadata: { isolated: true }, displayId: 'kept' });"""
        _, [first] = self.kernel.run(code)
        self.assertEqual(first["content"]["data"], {"text/plain": "p", "text/html": "<p>"})
        self.assertEqual((first["content"]["metadata"], first["content"]["transient"]), ({"isolated": True}, {"display_id": "kept"}))
        _, [later, cleared] = self.kernel.run("shown.update({ 'text/plain': 'q' }); clearOutput({ wait: true });")
        self.assertEqual((later["msg_type"], later["content"]["transient"]), ("update_display_data", {"display_id": "kept"}))
        self.assertEqual((cleared["msg_type"], cleared["content"]), ("clear_output", {"wait": True}))

    def test_a_page_is_a_payload_of_the_reply(self):
        reply, _ = self.kernel.run("import { page } from 'framescope/kernel'; page('long text');")
        self.assertEqual(reply["payload"], [{"source": "page", "data": {"text/plain": "long text"}, "start": 0}])

    def test_type_and_syntax_errors_have_place_and_frame(self):
        name, message, whole, label = self.error("const fine = 1;\nconst wrong: string = fine;")
        self.assertEqual((name, message), ("TypeScriptError", f"{label}:2:7 - Type 'number' is not assignable to type 'string'. (TS2322)"))
        self.assertIn("> 2 | const wrong: string = fine;\n    |       ^^^^^", whole)
        _, message, whole, label = self.error("\nlet a = ;")
        self.assertIn(f"{label}:2:9 - Expression expected", message)
        self.assertIn("> 2 | let a = ;\n    |         ^", whole)

    def test_missing_modules_say_what_to_install_and_where_they_were_looked_for(self):
        _, message, _, _ = self.error("import { x } from '@nobody/nothing'")
        self.assertIn("npm install @nobody/nothing", message)
        self.assertIn(os.path.join(os.path.realpath(self.folder), "node_modules"), message)
        _, message, _, _ = self.error("import { x } from './not-there'")
        self.assertIn(os.path.join(os.path.realpath(self.folder), "not-there"), message)

    def test_a_changed_local_module_is_read_again_with_what_depends_on_it(self):
        self.write("base.ts", "export const base = 1;")
        self.write("user.ts", "import { base } from './base';\nexport const twice = base * 2;")
        self.write("still.ts", "export let calls = 0;\nexport const call = () => ++calls;")
        cell = "import { twice } from './user'; import { call } from './still'; [twice, call()].join()"
        self.assertEqual(self.kernel.value(cell), "'2,1'")
        self.write("base.ts", "export const base = 21;")
        self.assertEqual(self.kernel.value(cell), "'42,2'")
        self.write("base.ts", "export const base = '21';")
        self.assertIn("user.ts:2:22 - ", self.error(cell)[1])
        self.write("base.ts", "export const base = 4;\nthrow new Error('in the file');")
        self.assertIn(f"at {os.path.join(os.path.realpath(self.folder), 'base.ts')}:2:7", self.error(cell)[2])

    def test_a_cell_cannot_break_the_kernel_by_replacing_what_it_uses(self):
        self.kernel.run("const { stringify } = JSON; const { map } = Array.prototype; JSON.stringify = (() => { throw 1; }) as never; Array.prototype.map = null as never;")
        self.assertEqual(self.kernel.value("({ a: [1] })"), "{ a: [ 1 ] }")
        self.assertEqual(self.error("throw new Error('told')")[1], "told")
        self.kernel.run("JSON.stringify = stringify; Array.prototype.map = map;")


class Lines(unittest.TestResult):
    """Tells each outcome as it comes; a case fails when one of its parts does."""

    def startTest(self, test):
        super().startTest(test)
        self.problems = []

    def addFailure(self, test, error):
        self.problems.append(self._exc_info_to_string(error, test))

    addError = addFailure

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.problems.append(f"{subtest}\n{self._exc_info_to_string(error, test)}")

    def addSkip(self, test, reason):
        self.problems.append(f"skipped: {reason}")

    def stopTest(self, test):
        super().stopTest(test)
        print(json.dumps({"name": ".".join(test.id().split(".")[-2:]), "problem": "\n".join(self.problems) or None}), flush=True)


if __name__ == "__main__":
    import protocol

    load = unittest.defaultTestLoader.loadTestsFromModule
    unittest.TestSuite([load(sys.modules["__main__"]), load(protocol)]).run(Lines())
