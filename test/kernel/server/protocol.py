"""What the kernel promises of outputs, requests and errors, sentence by sentence; run by suite.py."""

import os
import time
import unittest

from jupyter_client.session import Session
from kernel_client import LIMIT, Client, OneKernel, plain


class Kernel(OneKernel):
    """Cells that succeed, cells that fail, and questions."""

    def run_cell(self, code, **options):
        reply, outputs = self.kernel.run(code, **options)
        self.assertEqual(reply["status"], "ok", reply)
        return [(m["msg_type"], m["content"]) for m in outputs]

    def fails(self, code):
        """The error of a cell; its reply says the same."""
        reply, outputs = self.kernel.run(code)
        [error] = [m["content"] for m in outputs if m["msg_type"] == "error"]
        self.assertEqual({key: reply[key] for key in ("status", *error)}, {"status": "error", **error})
        return error["ename"], error["evalue"], plain(error["traceback"])

    def ask(self, kind, content, channel="shell"):
        client = self.kernel.client
        message = client.session.msg(kind, content)
        getattr(client, f"{channel}_channel").send(message)
        return self.kernel.reply(message["header"]["msg_id"], channel)["content"]


class Outputs(Kernel):
    def test_input_is_told_with_its_count(self):
        request = self.kernel.send("1;")
        [told] = [m["content"] for m in self.kernel.published(request) if m["msg_type"] == "execute_input"]
        self.assertEqual(told, {"code": "1;", "execution_count": self.kernel.reply(request)["content"]["execution_count"]})

    def test_no_result_for_undefined_and_after_a_semicolon(self):
        for code in ("undefined", "void 0", "1 + 1;", "const nothing = 1", "", "// only a comment"):
            self.assertEqual(self.run_cell(code), [], code)

    def test_falsy_results_are_shown(self):
        for code, shown in (("0", "0"), ("''", "''"), ("false", "false"), ("null", "null"), ("NaN", "NaN")):
            [(kind, content)] = self.run_cell(code)
            self.assertEqual((kind, content["data"]["text/plain"]), ("execute_result", shown))

    def test_a_value_shows_itself(self):
        [(kind, content)] = self.run_cell("({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>me</b>', 'text/plain': 'me' }) })")
        self.assertEqual((kind, content["data"]), ("execute_result", {"text/html": "<b>me</b>", "text/plain": "me"}))

    def test_records_are_a_table_too(self):
        [(_, content)] = self.run_cell("[{ name: 'hiro', jumps: 12 }, { name: '<b>', jumps: 7 }]")
        html = content["data"]["text/html"]
        self.assertIn("hiro", content["data"]["text/plain"])
        self.assertTrue("<table" in html and "&lt;b&gt;" in html and "<b>" not in html, html)

    def test_partial_lines_stay_partial(self):
        outputs = self.run_cell("process.stdout.write('a'); process.stdout.write('b'); process.stderr.write('c'); process.stdout.write('d\\n');")
        said = [(content["name"], content["text"]) for _, content in outputs]
        self.assertEqual("".join(text for _, text in said), "abcd\n")
        self.assertEqual([text for name, text in said if name == "stderr"], ["c"])

    def test_streams_come_in_few_messages_of_at_most_64_kib(self):
        began = time.monotonic()
        outputs = self.run_cell("for (let i = 0; i < 50_000; i++) console.log('line ' + i)")
        seconds = time.monotonic() - began
        sizes = [len(content["text"].encode()) for _, content in outputs]
        self.assertLessEqual(max(sizes), 64 * 1024)
        self.assertLessEqual(len(sizes), 20 * seconds + sum(sizes) / (16 * 1024) + 2)

    def test_un_awaited_promises_and_processes_belong_to_their_cell(self):
        code = """import { spawn } from 'node:child_process';
void (async () => { await new Promise((r) => setTimeout(r, 200)); console.log('promised'); })();
spawn('node', ['-e', "setTimeout(() => console.log('spawned'), 400)"], { stdio: 'inherit' }); 0;"""
        request = self.kernel.send(code)
        self.kernel.published(request)
        said = ""
        while said.count("\n") < 2:
            said += self.kernel.published(request, "stream")[-1]["content"]["text"]
        self.assertEqual(said, "promised\nspawned\n")

    def test_a_display_has_many_types_and_metadata_and_an_id(self):
        code = """import { clearOutput, display, page } from 'framescope/kernel';
display({ 'text/plain': 'PLAIN', 'text/html': '<b>HTML</b>' }, { metadata: { a: 1 }, displayId: 'x' });"""
        [(kind, content)] = self.run_cell(code)
        data = {"text/plain": "PLAIN", "text/html": "<b>HTML</b>"}
        self.assertEqual((kind, content), ("display_data", {"data": data, "metadata": {"a": 1}, "transient": {"display_id": "x"}}))

    def test_outputs_are_cleared_at_once_or_with_the_next(self):
        outputs = self.run_cell("import { clearOutput } from 'framescope/kernel'; clearOutput({ wait: true }); clearOutput();")
        self.assertEqual(outputs, [("clear_output", {"wait": True}), ("clear_output", {"wait": False})])

    def test_a_page_comes_with_the_reply(self):
        reply, outputs = self.kernel.run("import { page } from 'framescope/kernel'; page('long text');")
        self.assertEqual(outputs, [])
        self.assertEqual(reply["payload"], [{"source": "page", "data": {"text/plain": "long text"}, "start": 0}])


class Errors(Kernel):
    def test_a_thrown_string_is_an_error(self):
        ename, evalue, _ = self.fails("throw 'no error object'")
        self.assertIn("no error object", f"{ename} {evalue}")

    def test_positions_are_those_of_the_cell_also_of_an_earlier_one(self):
        reply, _ = self.kernel.run("function far() {\n  throw new RangeError('far');\n}")
        _, _, traceback = self.fails("\nfar();")
        earlier, later = reply["execution_count"], reply["execution_count"] + 1
        self.assertRegex(traceback, rf"In\[{earlier}\]:2:9")
        self.assertRegex(traceback, rf"In\[{later}\]:2:1")
        self.assertNotRegex(traceback, r"dist/kernel|tslab|node:vm|node:internal")

    def test_type_errors_have_a_code_frame(self):
        ename, _, traceback = self.fails("const ok = 1;\nconst count: number = 'one';")
        self.assertEqual(ename, "TypeScriptError")
        self.assertRegex(traceback, r"In\[\d+\]:2:7")
        self.assertIn("const count: number = 'one';", traceback)

    def test_a_missing_module_says_what_to_install_and_where_it_was_looked_for(self):
        _, _, traceback = self.fails("import { nothing } from 'no-such-module-here';")
        self.assertIn("npm install no-such-module-here", traceback)
        self.assertIn(os.path.join(os.getcwd(), "node_modules"), traceback)

    def test_an_error_in_a_local_module_names_its_file_and_line(self):
        with open("broken.ts", "w") as file:
            file.write("export const fine = 1;\nexport function explode(): never {\n  throw new Error('inside');\n}\n")
        _, _, traceback = self.fails("import { explode } from './broken'; explode();")
        self.assertRegex(traceback, r"broken\.ts:3:9")

    def test_a_local_module_that_changed_is_read_again_with_what_depends_on_it(self):
        for value in (1, 2):
            with open("leaf.ts", "w") as file:
                file.write(f"export const value: number = {value};\n")
            with open("stem.ts", "a") as file:
                file.write("" if value == 2 else "import { value } from './leaf';\nexport const twice = 2 * value;\n")
            self.assertEqual(self.kernel.value("import { twice } from './stem'; twice"), str(2 * value))


class Requests(Kernel):
    def test_kernel_info_is_true(self):
        info = self.ask("kernel_info_request", {})
        self.assertEqual((info["protocol_version"], info["debugger"], info["supported_features"]), ("5.4", False, []))
        typescript = self.kernel.value("import ts from '@tslab/typescript-for-tslab'; ts.version")
        self.assertEqual(f"'{info['language_info']['version']}'", typescript)

    def test_debug_requests_are_refused(self):
        self.assertEqual(self.ask("debug_request", {"type": "request", "command": "initialize"}, "control")["status"], "error")

    def test_connect_tells_the_ports(self):
        ports = self.kernel.manager.get_connection_info()
        asked = self.ask("connect_request", {})
        self.assertEqual({key: asked[key] for key in asked if key != "status"}, {key: ports[key] for key in ports if key.endswith("_port")})

    def test_a_listener_is_welcomed_before_all_else(self):
        socket = self.kernel.manager.connect_iopub()
        session = Session(key=self.kernel.client.session.key)  # the client's own takes each message once
        kinds = []
        for _ in range(2):
            self.assertTrue(socket.poll(LIMIT * 1000))
            _, message = session.feed_identities(socket.recv_multipart())
            kinds.append(session.deserialize(message)["msg_type"])
            self.kernel.client.kernel_info()  # asked once it is welcome, as it should
        self.assertEqual(kinds, ["iopub_welcome", "status"])
        socket.close()

    def test_is_complete_tells_the_indent(self):
        for code, answer in (
            ("if (true) {", {"status": "incomplete", "indent": "  "}),
            ("  f(", {"status": "incomplete", "indent": "    "}),
            ("1 + 1", {"status": "complete"}),
            ("let = ;", {"status": "invalid"}),
        ):
            self.assertEqual(self.ask("is_complete_request", {"code": code}), answer, code)

    def test_completion_replaces_the_name_before_the_cursor_only(self):
        code = "'😀'; Math.hyp; 'after 😀'"
        place = code.index(";", 5)
        answer = self.ask("complete_request", {"code": code, "cursor_pos": place})
        self.assertEqual((answer["matches"], answer["cursor_start"], answer["cursor_end"]), (["hypot"], place - 3, place))
        self.assertEqual(self.ask("complete_request", {"code": "zzzNobody", "cursor_pos": 9})["matches"], [])

    def test_requests_are_answered_while_a_cell_computes(self):
        request = self.kernel.send("console.log('begun'); while (true) {}")
        self.kernel.published(request, "stream")
        for kind in ("kernel_info_request", "comm_info_request", "connect_request"):
            self.assertEqual(self.ask(kind, {}, "control")["status"], "ok")
        self.assertEqual(self.ask("history_request", {"hist_access_type": "tail", "n": 1}, "control")["status"], "ok")
        self.kernel.manager.interrupt_kernel()
        self.assertEqual(self.kernel.reply(request)["content"]["ename"], "Interrupted")

    def test_an_interrupt_aborts_the_signal_of_the_cell(self):
        code = """import { signal } from 'framescope/kernel'; await 0; console.log('begun');
await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new RangeError('noticed'))))"""
        request = self.kernel.send(code)
        self.kernel.published(request, "stream")
        self.kernel.manager.interrupt_kernel()
        self.assertEqual(self.kernel.reply(request)["content"]["evalue"], "noticed")

    def test_an_interrupt_ends_a_listener_that_blocks(self):
        self.kernel.run("import { comms } from 'framescope/kernel'; comms.register('blocks', () => { while (true) {} }); let kept = 5;")
        client = self.kernel.client
        message = client.session.msg("comm_open", {"comm_id": "b", "target_name": "blocks", "data": {}})
        client.shell_channel.send(message)
        time.sleep(0.3)
        self.kernel.manager.interrupt_kernel()
        [error] = [m["content"] for m in self.kernel.published(message["header"]["msg_id"]) if m["msg_type"] == "error"]
        self.assertEqual(error["ename"], "Interrupted")
        self.assertEqual(self.kernel.value("kept"), "5")

    def test_what_is_sent_after_the_error_is_not_aborted(self):
        for _ in range(5):
            first = self.kernel.send("throw new Error('stop')")
            self.kernel.reply(first)
            self.assertEqual(self.kernel.run("1")[0]["status"], "ok")

    def test_expressions_of_a_failed_cell_are_not_evaluated(self):
        reply, _ = self.kernel.run("throw 1", user_expressions={"a": "1"})
        self.assertEqual(reply.get("user_expressions", {}), {})
        reply, outputs = self.kernel.run("const quiet = 2", silent=True, user_expressions={"a": "quiet + 1"})
        self.assertEqual((reply["user_expressions"]["a"]["data"], outputs), ({"text/plain": "3"}, []))


class Histories(unittest.TestCase):
    def test_cells_are_kept_from_one_kernel_to_the_next(self):
        mark = f"// {os.getpid()}-{time.monotonic_ns()}"
        for _ in range(2):
            kernel = Client()
            for code in (f"40 + 2 {mark}", f"'again' {mark}", f"'again' {mark}", f"'silent' {mark}"):
                kernel.run(code, silent="silent" in code, store_history="silent" not in code)
            kernel.close()
        kernel = Client()
        ask = lambda **options: kernel.reply(kernel.client.history(**options))["content"]["history"]
        found = ask(hist_access_type="search", pattern=f"*{mark}", output=True)
        self.assertEqual([(line, output) for _, line, (_, output) in found], [(1, "42"), (2, "'again'"), (3, "'again'")] * 2)
        unique = ask(hist_access_type="search", pattern=f"*{mark}", unique=True)
        self.assertEqual([(line, code) for _, line, code in unique], [(1, f"40 + 2 {mark}"), (3, f"'again' {mark}")])
        self.assertEqual(len({session for session, _, _ in found}), 2)
        self.assertEqual([code for _, _, code in ask(hist_access_type="range", session=-1, start=1, stop=2)], [f"40 + 2 {mark}"])
        self.assertEqual([code for _, _, code in ask(hist_access_type="tail", n=2)], [f"'again' {mark}"] * 2)
        kernel.close()
