"""Runs a program on a pseudo-terminal of its own, and presses keys when the program has said something.

pseudo-terminal.py TEXT KEYS PROGRAM ARGUMENTS...: prints what the terminal showed; ends with the program's exit code.
Without the text within a minute the program is killed, and the exit code is 99.
"""

import os
import pty
import select
import signal
import sys
import time

text, keys, program = sys.argv[1].encode(), sys.argv[2].encode(), sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(program[0], program)
shown, pressed, end = b"", False, time.time() + 60
while True:
    ready, _, _ = select.select([terminal], [], [], 1)
    if not ready:
        if time.time() > end:
            os.kill(child, signal.SIGKILL)
            sys.exit(99)
        continue
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
    if not pressed and text in shown:
        pressed = True
        os.write(terminal, keys)
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown)
sys.exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
