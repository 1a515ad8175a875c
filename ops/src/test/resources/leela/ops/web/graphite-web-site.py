"""Debian's graphite-web as a site on a free port of loopback, with the server at 127.0.0.1:PORT as its only one.

Prints its own port when it is up.
"""
import mimetypes
import os
import sys
import types
import warnings

warnings.simplefilter('ignore')
port, folder = sys.argv[1], sys.argv[2]
settings = types.ModuleType('site_settings')
settings.__dict__.update(
    SECRET_KEY='site', TIME_ZONE='UTC', CLUSTER_SERVERS=['127.0.0.1:' + port], ALLOWED_HOSTS=['*'],
    STORAGE_DIR=folder, CONF_DIR=folder, LOG_DIR=folder, WHISPER_DIR=folder, INDEX_FILE=folder + '/index',
    STANDARD_DIRS=[], CARBONLINK_HOSTS=[], MEMCACHE_HOSTS=[], FIND_CACHE_DURATION=0, DEFAULT_CACHE_DURATION=0,
    REMOTE_RETRY_DELAY=0, USE_WORKER_POOL=False, LOG_ROTATION=False, FETCH_TIMEOUT=60, FIND_TIMEOUT=60,
    LOG_FILE_INFO='/dev/null', LOG_FILE_EXCEPTION='/dev/null', LOG_FILE_CACHE='/dev/null',
    LOG_FILE_RENDERING='/dev/null',
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': folder + '/graphite.db'}})
sys.modules['site_settings'] = settings
os.environ['GRAPHITE_SETTINGS_MODULE'] = 'site_settings'
os.environ['DJANGO_SETTINGS_MODULE'] = 'graphite.settings'

import django
django.setup()
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

STATIC = '/usr/share/graphite-web'
call_command('migrate', run_syncdb=True, verbosity=0)
application = get_wsgi_application()


def site(environ, start_response):
    path = os.path.normpath(environ['PATH_INFO'])
    if path.startswith('/static/') and os.path.isfile(STATIC + path):
        with open(STATIC + path, 'rb') as file:
            start_response('200 OK', [('Content-Type', mimetypes.guess_type(path)[0] or 'text/plain')])
            return [file.read()]
    return application(environ, start_response)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


WSGIRequestHandler.log_message = lambda *_: None
server = make_server('127.0.0.1', 0, site, server_class=Server)
print(server.server_port, flush=True)
server.serve_forever()
