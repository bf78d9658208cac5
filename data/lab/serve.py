"""Runs JupyterLab until it is stopped or whoever started it is gone: then standard input ends."""

import os
import sys
import threading
import time

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp

LONGEST = 15  # seconds that kernels may take to end


def stop_with_parent():
    while os.read(0, 4096):  # not sys.stdin, whose lock would be held when Python ends
        pass
    end = time.monotonic() + LONGEST
    is_stopping = False
    while time.monotonic() < end:  # while it is still starting, it cannot be stopped
        if not is_stopping:
            try:
                ServerApp.instance().stop(from_signal=True)
                is_stopping = True
            except Exception:
                pass
        time.sleep(0.1)
    os._exit(1)


threading.Thread(target=stop_with_parent, daemon=True).start()
sys.exit(LabApp.launch_instance())
