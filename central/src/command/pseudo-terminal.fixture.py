"""Runs a program on a pseudo-terminal and does what somebody before it would do.

Usage: pseudo-terminal.fixture.py PROGRAM [ARGUMENT...], with the steps as JSON on stdin: [{"await": text, "type":
[text...]}]. Each step waits until the terminal shows its text, and then types, one write for each text: several
characters in one are what a paste is. The program is ended after the last step. Prints JSON: all that the terminal
showed, and for each step whether the terminal itself echoed at that moment.
"""

import json
import os
import pty
import select
import subprocess
import sys
import termios
import time

PATIENCE_S = 15
LOCAL_FLAGS = 3

steps = json.load(sys.stdin)
master, slave = pty.openpty()
program = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
shown = ""
echoes = []


def read_until(text: str, start: int) -> int:
    global shown
    deadline = time.monotonic() + PATIENCE_S
    while text not in shown[start:]:
        ready, _, _ = select.select([master], [], [], 0.05)
        if ready:
            shown += os.read(master, 65536).decode(errors="replace")
        elif program.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"the terminal never showed {text!r}; it shows {shown!r}")
    return shown.index(text, start) + len(text)


seen = 0
try:
    for step in steps:
        seen = read_until(step["await"], seen)
        echoes.append(bool(termios.tcgetattr(master)[LOCAL_FLAGS] & termios.ECHO))
        for text in step["type"]:
            os.write(master, text.encode())
            time.sleep(0.01)
finally:
    program.kill()
    program.wait()
json.dump({"shown": shown, "echoes": echoes}, sys.stdout)
