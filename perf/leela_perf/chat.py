"""A real ejabberd from Debian on loopback, and a person's client of another hand: both as the tests of the engine have them."""
import json
import os
import socket
import subprocess
import threading

import machine
from engine import wait_until

LIBRARIES = "/usr/lib/x86_64-linux-gnu"
CLIENT = os.path.join(machine.ROOT, "ops/src/test/resources/leela/ops/chat/client.py")
PATIENCE_S = 180
CONFIG = os.path.join(machine.ROOT, "adapters/src/test/resources/leela/adapters/xmpp/ejabberd.yml")


def is_installed():
    return all(os.path.exists(path) for path in ("/usr/bin/erl", "/usr/sbin/ejabberdctl", "/usr/lib/python3/dist-packages/slixmpp"))


class Ejabberd:
    """With these users of localhost, each with its name as password; three ports from the first on."""

    def __init__(self, folder, port, users):
        os.makedirs(os.path.join(folder, "spool"))
        self.plain, self.tls, node = port, port + 1, port + 2
        self.certificate = os.path.join(folder, "certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", self.certificate], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(folder, "cert.pem"), "w", encoding="ascii") as file:
            file.write(machine.read(self.certificate) + machine.read(os.path.join(folder, "key.pem")))
        with open(os.path.join(folder, "inetrc"), "w", encoding="ascii"):
            pass
        with open(os.path.join(folder, "ejabberd.yml"), "w", encoding="ascii") as file:
            file.write(machine.read(CONFIG).replace("@FOLDER@", folder).replace("@PLAIN_PORT@", str(self.plain)).replace("@TLS_PORT@", str(self.tls)))
        register = "".join('ejabberd_auth:try_register(<<"%s">>, <<"localhost">>, <<"%s">>), ' % (user, user) for user in users)
        self.process = subprocess.Popen(
            ["/usr/bin/erl", "-sname", "leelaperf%d@localhost" % node, "-setcookie", "leelaperf", "-start_epmd", "false", "-erl_epmd_port", str(node),
             "-kernel", "inet_dist_use_interface", "{127,0,0,1}", "-mnesia", "dir", '"%s/spool"' % folder, "-s", "ejabberd", "-noinput", "+K", "true",
             "-eval", register + 'file:write_file("registered", <<>>).'],
            cwd=os.path.join(folder, "spool"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, EJABBERD_CONFIG_PATH=folder + "/ejabberd.yml", EJABBERD_LOG_PATH=folder + "/ejabberd.log",
                     ERL_CRASH_DUMP=folder + "/crash.dump", ERL_LIBS=LIBRARIES, HOME=folder, ERL_DIST_PORT=str(node)))
        awaited(self, lambda: os.path.exists(folder + "/spool/registered") and is_listening(self.tls), "ejabberd listens")

    def close(self):
        self.process.kill()
        self.process.wait()


class Client:
    """Logged in as this user; on_message is given what comes, and when by the monotonic clock in ns."""

    def __init__(self, port, user, on_message):
        self.process = subprocess.Popen(["/usr/bin/python3", "-X", "utf8", "-u", CLIENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.process.stdin.write(json.dumps({"port": port, "jid": user + "@localhost/home", "password": user}) + "\n")
        self.process.stdin.flush()
        self.on_message, self.is_online = on_message, False
        threading.Thread(target=self.read, daemon=True).start()
        awaited(self, lambda: self.is_online, user + " is online")

    def read(self):
        for line in self.process.stdout:
            told = json.loads(line)
            if "online" in told:
                self.is_online = True
            elif "body" in told:
                self.on_message(told["body"], told["at"])

    def close(self):
        self.process.kill()
        self.process.wait()


def awaited(part, condition, what):
    """Leaves nothing running where it never comes true."""
    try:
        wait_until(condition, PATIENCE_S, what)
    except SystemExit:
        part.close()
        raise


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
