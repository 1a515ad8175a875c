"""graphite-web of Debian over whisper files, which are written as carbon does."""
import os
import sys

import servers

# a Python server, in the process that is measured
PROGRAM = """
import os, sys, types, warnings
warnings.simplefilter('ignore')
port, folder = int(sys.argv[1]), sys.argv[2]
settings = types.ModuleType('perf_settings')
settings.__dict__.update(
    SECRET_KEY='perf', TIME_ZONE='UTC', CLUSTER_SERVERS=[], ALLOWED_HOSTS=['*'], STORAGE_DIR=folder, CONF_DIR=folder, LOG_DIR=folder,
    WHISPER_DIR=folder + '/whisper', INDEX_FILE=folder + '/index', STANDARD_DIRS=[folder + '/whisper'], CARBONLINK_HOSTS=[],
    MEMCACHE_HOSTS=[], FIND_CACHE_DURATION=0, DEFAULT_CACHE_DURATION=0, USE_WORKER_POOL=False, LOG_ROTATION=False,
    LOG_FILE_INFO='/dev/null', LOG_FILE_EXCEPTION='/dev/null', LOG_FILE_CACHE='/dev/null', LOG_FILE_RENDERING='/dev/null',
    DATABASES={{'default': {{'ENGINE': 'django.db.backends.sqlite3', 'NAME': folder + '/graphite.db'}}}})
sys.modules['perf_settings'] = settings
os.environ['GRAPHITE_SETTINGS_MODULE'] = 'perf_settings'
os.environ['DJANGO_SETTINGS_MODULE'] = 'graphite.settings'
import django
django.setup()
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
call_command('migrate', run_syncdb=True, verbosity=0)
from wsgiref.simple_server import WSGIRequestHandler, make_server
WSGIRequestHandler.log_message = lambda *_: None
make_server('127.0.0.1', port, get_wsgi_application()).serve_forever()
"""


class GraphiteWeb(servers.Server):
    name = "graphite-web 1.1"

    def __init__(self, port):
        super().__init__(port)
        self.http_port = self.port2

    def prepare(self):
        return ["/usr/bin/python3", self.file("server.py", PROGRAM), str(self.port2), self.folder], {}

    def is_up(self):
        try:
            self.get("/version")
            return True
        except OSError:
            return False

    def load(self, batches):
        """Batches of (key, second, value as text), each of one key."""
        sys.path.append("/usr/lib/python3/dist-packages")
        import whisper  # of Debian's package, as graphite-web is
        sent = 0
        for batch in batches:
            path = os.path.join(self.folder, "whisper", *batch[0][0].split(".")) + ".wsp"
            if not os.path.exists(path):
                os.makedirs(os.path.dirname(path), exist_ok=True)
                whisper.create(path, [(10, 3_200_000 if batch[0][0].startswith("year") else 9_000)], sparse=True)
            whisper.update_many(path, [(second, float(value)) for _, second, value in batch])
            sent += len(batch)
        return sent
