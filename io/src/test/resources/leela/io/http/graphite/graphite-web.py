"""Renders targets by Debian's graphite-web, which asks the server at 127.0.0.1:PORT for the series.

Reads a JSON object a line: the parameters of /render; writes {"status": N, "body": text} a line.
"""
import json
import os
import sys
import types
import warnings

warnings.simplefilter('ignore')
port, folder = sys.argv[1], sys.argv[2]
settings = types.ModuleType('oracle_settings')
settings.__dict__.update(
    SECRET_KEY='oracle', TIME_ZONE='UTC', CLUSTER_SERVERS=['127.0.0.1:' + port], ALLOWED_HOSTS=['*'],
    STORAGE_DIR=folder, CONF_DIR=folder, LOG_DIR=folder, WHISPER_DIR=folder, INDEX_FILE=folder + '/index',
    STANDARD_DIRS=[], CARBONLINK_HOSTS=[], MEMCACHE_HOSTS=[], FIND_CACHE_DURATION=0, DEFAULT_CACHE_DURATION=0,
    REMOTE_RETRY_DELAY=0, USE_WORKER_POOL=False, LOG_ROTATION=False, FETCH_TIMEOUT=60, FIND_TIMEOUT=60,
    LOG_FILE_INFO='/dev/null', LOG_FILE_EXCEPTION='/dev/null', LOG_FILE_CACHE='/dev/null',
    LOG_FILE_RENDERING='/dev/null',
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': folder + '/graphite.db'}})
sys.modules['oracle_settings'] = settings
os.environ['GRAPHITE_SETTINGS_MODULE'] = 'oracle_settings'
os.environ['DJANGO_SETTINGS_MODULE'] = 'graphite.settings'

import django
django.setup()
from django.core.management import call_command
from django.test import RequestFactory
from graphite.render.views import renderView

answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
call_command('migrate', run_syncdb=True, verbosity=0)
requests = RequestFactory()
for line in sys.stdin:
    try:
        response = renderView(requests.post('/render', json.loads(line)))
        answer = {'status': response.status_code, 'body': response.content.decode()}
    except Exception as fault:
        answer = {'status': 500, 'body': repr(fault)}
    answers.write(json.dumps(answer) + '\n')
    answers.flush()
