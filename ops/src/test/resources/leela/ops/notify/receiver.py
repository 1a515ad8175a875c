"""A web server that may be killed at any moment: what is posted to it is a line of its standard output before it answers.

The argument is the port, 0 for any; the first line is the port.
"""
import http.server
import json
import os
import sys


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        line = json.dumps({"id": self.headers.get("Idempotency-Key", ""), "body": body}) + "\n"
        os.write(1, line.encode())
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):
        # not by its own, which asks for the host's name
        http.server.socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address


server = Server(("127.0.0.1", int(sys.argv[1])), Receiver)
os.write(1, b"%d\n" % server.server_port)
server.serve_forever()
