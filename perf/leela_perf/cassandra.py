"""Real Cassandra nodes on loopback addresses, as the tests run them: the same jars, flags and settings, each in a process of its own."""
import glob
import os
import signal
import socket
import subprocess
import time

import machine

RESOURCES = os.path.join(machine.ROOT, "adapters/src/test/resources/leela/adapters/cassandra")
USER = PASSWORD = "cassandra"
KEYSTORE_PASSWORD = "of-the-test"


def class_path():
    """The server's jars, in Maven's local repository; looked up once."""
    folder = os.path.join(machine.ROOT, "adapters/target/cassandra")
    found = os.path.join(folder, "classpath")
    if not os.path.exists(found):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["mvn", "-B", "-ntp", "-q", "-f", os.path.join(RESOURCES, "server-pom.xml"), "dependency:build-classpath",
                        "-DincludeScope=runtime", "-Dmdep.outputFile=" + found], check=True)
    return machine.read(found)


def java_17():
    """The server runs on JDK 17 only."""
    for home in sorted(glob.glob("/usr/lib/jvm/*")):
        release = os.path.join(home, "release")
        if os.path.exists(release) and 'JAVA_VERSION="17' in machine.read(release):
            return home
    raise SystemExit("Cassandra needs a JDK 17 under /usr/lib/jvm")


class Node:
    """One node; start() returns once it takes requests."""

    def __init__(self, folder, number, port, heap, nodes):
        self.folder, self.number, self.port, self.heap = os.path.join(folder, "node%d" % number), number, port, heap
        self.address = "127.0.0.%d" % number
        self.has_login = nodes == 1
        self.process = None
        os.makedirs(os.path.join(self.folder, "tmp"))
        token = -(1 << 63) + (1 << 64) // nodes * (number - 1)
        for name in ("jvm.flags", "logback.xml", "cassandra.yaml"):
            text = machine.read(os.path.join(RESOURCES, name))
            if nodes > 1:
                # who may log in is kept by one node, until system_auth is replicated and repaired, and goes with that
                text = text.replace("authenticator: PasswordAuthenticator", "authenticator: AllowAllAuthenticator")
            for key, value in {"FOLDER": self.folder, "ADDRESS": self.address, "PORT": port, "STORAGE_PORT": port + 1, "SEED": "127.0.0.1",
                               "TOKEN": token, "KEYSTORE_PASSWORD": KEYSTORE_PASSWORD}.items():
                text = text.replace("@%s@" % key, str(value))
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.password_file = os.path.join(self.folder, "password")
        with open(os.open(self.password_file, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(PASSWORD + "\n")
        subprocess.run([os.path.join(java_17(), "bin/keytool"), "-genkeypair", "-alias", "node", "-keyalg", "EC", "-dname", "CN=node", "-keystore",
                        os.path.join(self.folder, "node.p12"), "-storetype", "PKCS12", "-storepass", KEYSTORE_PASSWORD], check=True,
                       stderr=subprocess.DEVNULL)

    def start(self):
        is_new = not os.path.exists(os.path.join(self.folder, "data"))
        self.log = os.path.join(self.folder, "cassandra.log")
        tmp = os.path.join(self.folder, "tmp")
        self.process = subprocess.Popen(
            [os.path.join(java_17(), "bin/java"), "-Xms" + self.heap, "-Xmx" + self.heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
             "@" + os.path.join(self.folder, "jvm.flags"), "-Dcassandra.config=file://" + os.path.join(self.folder, "cassandra.yaml"),
             "-Dcassandra.storagedir=" + self.folder, "-Dlogback.configurationFile=file://" + os.path.join(self.folder, "logback.xml"),
             "-Dcassandra-foreground=yes", "-Dcassandra.jmx.local.port=0", "-Dcassandra.skip_wait_for_gossip_to_settle=0",
             "-Dcassandra.ring_delay_ms=0", "-Dcassandra.superuser_setup_delay_ms=0", "-Djava.io.tmpdir=" + tmp, "-Djna.tmpdir=" + tmp,
             "-cp", class_path(), "org.apache.cassandra.service.CassandraDaemon"],
            stdout=open(self.log, "a", encoding="utf-8"), stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 180
        while not self.is_ready(is_new):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("Cassandra did not start; see " + self.log)
            time.sleep(0.05)
        return self

    def is_ready(self, is_new):
        try:
            socket.create_connection((self.address, self.port), 1).close()
        except OSError:
            return False
        # only then is there somebody to log in as
        return not is_new or not self.has_login or "Created default superuser role" in machine.read(self.log)

    def stop(self):
        """In its tracks: connections stay open and nothing answers."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()


def configuration(nodes, replicas):
    """For an engine that keeps its history there, in place of the name of its storage."""
    login = 'username = "%s"\npassword_file = "%s"' % (USER, nodes[0].password_file) if nodes[0].has_login else ""
    points = ", ".join('"%s:%d"' % (node.address, node.port) for node in nodes)
    return """
[cassandra]
contact_points = [%s]
replication_factor = %d
create_schema = true
%s
""" % (points, replicas, login)
