"""A server that holds whole answers in memory: how long a request takes where nothing is looked up, computed or written as text, so what the
client, the kernel and a connection take alone."""
import os
import signal
import socket

HEAD_END = b"\r\n\r\n"


class FromMemory:
    """Sends for each path of a GET the bytes that it was given, and closes the connection; in a process of its own."""
    name = "answer from memory"

    def __init__(self, answers):
        listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.http_port = listening.getsockname()[1]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                serve(listening, answers)
            finally:
                os._exit(0)
        listening.close()

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def serve(listening, answers):
    while True:
        connection, _ = listening.accept()
        with connection:
            request = b""
            while HEAD_END not in request:
                request += connection.recv(4096)
            connection.sendall(answers[request.split(b" ", 2)[1].decode()])


def raw(port, path):
    """An answer as it comes, head, chunks and all."""
    request = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" % path
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request.encode())
        parts = []
        while True:
            part = connection.recv(1 << 20)
            if not part:
                break
            parts.append(part)
    return b"".join(parts)


def whole(answer):
    """The same with its length in its head, in place of chunks."""
    head, body = answer.split(HEAD_END, 1)
    if b"chunked" not in head.lower():
        return answer
    parts = []
    while True:
        size, rest = body.split(b"\r\n", 1)
        length = int(size, 16)
        if length == 0:
            break
        parts.append(rest[:length])
        body = rest[length + 2:]
    text = b"".join(parts)
    lines = [line for line in head.split(b"\r\n") if b"chunked" not in line.lower()]
    return b"\r\n".join(lines + [b"content-length: %d" % len(text)]) + HEAD_END + text


def is_complete(room, size):
    """Whether so many bytes are a whole answer; of one that has neither length nor chunks only its connection's end tells."""
    head = bytes(room[:min(size, 4096)])
    at = head.find(HEAD_END)
    if at < 0:
        return False
    lines = head[:at].lower().split(b"\r\n")
    if any(line.startswith(b"transfer-encoding") for line in lines):
        return bytes(room[size - 5:size]) == b"0\r\n\r\n"
    lengths = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length")]
    return bool(lengths) and size >= at + len(HEAD_END) + lengths[0]
