# SPDX-License-Identifier: Apache-2.0
"""portproof on a pseudo-terminal, and the wire from there to the pseudo-terminal of a reader."""

import os
import pathlib
import selectors
import subprocess
import threading
import time
import tty

ROOT = pathlib.Path(__file__).resolve().parents[2]
PORTPROOF = os.environ.get("PORTPROOF", str(ROOT / ".build" / "debug" / "portproof"))


def with_parity(byte):
    return byte | 0x80 if bin(byte & 0x7F).count("1") % 2 else byte & 0x7F


class Wire:
    """Carries bytes between two pseudo-terminals.

    With parity it does what the 7E1 of a reader's UART does and no pseudo-terminal can: it takes
    the parity bit off on the way to the reader and puts it on the other way. A character takes its
    time, so that a reader which answers at once does not answer before the line is free.
    """

    DELAY = 0.04

    def __init__(self, meter, reader, parity):
        self.meter, self.reader, self.parity = meter, reader, parity
        self.to_reader, self.to_meter, self.wrong_parity = bytearray(), bytearray(), 0
        # Gives the bytes that reach the reader for those that the meter said.
        self.distortion = bytes
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def close(self):
        self.ended.set()
        self.thread.join()

    def _run(self):
        selector = selectors.DefaultSelector()
        for descriptor in (self.meter, self.reader):
            selector.register(descriptor, selectors.EVENT_READ)
        while not self.ended.is_set():
            for key, _ in selector.select(0.05):
                if key.fd == self.meter:
                    self._carry_to_reader(os.read(self.meter, 4096))
                else:
                    data = os.read(self.reader, 4096)
                    self.to_meter += data
                    time.sleep(self.DELAY)
                    os.write(self.meter, bytes(map(with_parity, data)) if self.parity else data)

    def _carry_to_reader(self, data):
        if self.parity:
            self.wrong_parity += sum(byte != with_parity(byte) for byte in data)
            data = bytes(byte & 0x7F for byte in data)
        self.to_reader += data
        os.write(self.reader, self.distortion(data))


class Port:
    """The meter's local port with given readings; `path` is what a reader opens."""

    def __init__(self, mode, readings, parity=None, **identity):
        self.meter_end, self.line = os.openpty()
        self.reader_end, self.reader_line = os.openpty()
        for descriptor in (self.meter_end, self.line, self.reader_end, self.reader_line):
            tty.setraw(descriptor)
        self.path = os.ttyname(self.reader_line)
        self.process = subprocess.Popen(
            [PORTPROOF, mode, str(self.line)], pass_fds=[self.line], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for name, value in {**identity, **readings}.items():
            self.tell("%s=%s" % (name, value))
        self.tell("serve")
        assert self.process.stdout.readline() == "serving\n"
        self.wire = Wire(self.meter_end, self.reader_end,
                         mode == "iec62056" if parity is None else parity)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wire.close()
        self.process.stdin.close()
        self.lines = self.process.stdout.read().split("\n")[:-1]
        assert self.process.wait(timeout=10) == 0
        for descriptor in (self.meter_end, self.line, self.reader_end, self.reader_line):
            os.close(descriptor)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
