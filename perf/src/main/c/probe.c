/* probe - latency of an engine under an open-loop load. Sends text metrics over UDP on a fixed schedule, whatever comes of them; the last
 * metric of each datagram is a probe, whose value is the time it was due and whose timestamp is the time it was sent. Reads the events of the
 * probes at a standing query of its own and at the multicast socket, and writes how long each took, from when it was due, as native 64-bit
 * nanoseconds into DIRECTORY/{due-to-sent,due-to-proc,due-to-multicast,sent-to-proc,sent-to-multicast}.ns.
 *
 *   gcc -O2 -Wall -pthread -o probe probe.c
 *   probe UDP_PORT RUN_DIRECTORY RESULT_DIRECTORY RATE METRICS_A_DATAGRAM SERIES SECONDS [WARM_UP_SECONDS]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000ul
#define NAME "probe.p"
enum { BUFFER = 1 << 18 };

static uint64_t base_ns, measured_from_ns; /* monotonic; durations are counted from base */
static int64_t wall_minus_base;            /* epoch ns = ns since base + this */
static volatile int ended;

static uint64_t clock_ns(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * SECOND + t.tv_nsec;
}
static uint64_t since_base(void) { return clock_ns(CLOCK_MONOTONIC) - base_ns; }

static void die(const char *what) { perror(what); exit(1); }

/* durations on their way to a file */
struct series { const char *name; uint64_t *ns, count, capacity; };

static void add(struct series *s, int64_t ns)
{
  if (s->count < s->capacity) s->ns[s->count++] = ns < 0 ? 0 : (uint64_t)ns;
}

static struct series make(const char *name, uint64_t capacity)
{
  struct series s = {name, malloc(capacity * 8), 0, capacity};
  if (!s.ns) die("malloc");
  memset(s.ns, 0, capacity * 8); /* no page faults while measuring */
  return s;
}

static void save(const char *folder, struct series *s)
{
  char path[512];
  snprintf(path, sizeof path, "%s/%s.ns", folder, s->name);
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(s->ns, 8, s->count, f) != s->count || fclose(f)) die(path);
}

/* what one reader of events gathers */
struct reader { int fd; struct series due, sent; uint64_t events; };

/* "event 13|probe.p000001 VALUE SECONDS.FRACTION;": all probes in these bytes; returns how many bytes hold whole events */
static size_t events(struct reader *r, const char *p, size_t length)
{
  const char *end = p + length, *start = p, *semicolon;
  uint64_t now = since_base();
  while ((semicolon = memchr(p, ';', end - p))) {
    const char *bar = memchr(p, '|', semicolon - p);
    r->events++;
    if (bar && semicolon - bar > (long)sizeof NAME && !memcmp(bar + 1, NAME, sizeof NAME - 1)) {
      char *q = strchr(bar, ' ');
      double due = strtod(q, &q);
      uint64_t whole = strtoull(q, &q, 10), fraction = 0, unit = SECOND;
      if (*q == '.') for (q++; *q >= '0' && *q <= '9'; q++) { unit /= 10; fraction += (uint64_t)(*q - '0') * unit; }
      int64_t sent = (int64_t)(whole * SECOND + fraction) - wall_minus_base;
      if ((uint64_t)due >= measured_from_ns) {
        add(&r->due, (int64_t)now - (int64_t)due);
        add(&r->sent, (int64_t)now - sent);
      }
    }
    p = semicolon + 1;
  }
  return p - start;
}

static int unix_socket(int type, const char *folder, const char *name, struct sockaddr_un *a)
{
  *a = (struct sockaddr_un){.sun_family = AF_UNIX};
  if (snprintf(a->sun_path, sizeof a->sun_path, "%s/%s", folder, name) >= (int)sizeof a->sun_path) { fputs("probe: path too long\n", stderr); exit(2); }
  int fd = socket(AF_UNIX, type, 0);
  if (fd < 0) die("socket");
  return fd;
}

static int read_fully(int fd, char *p, size_t n)
{
  while (n) {
    ssize_t k = recv(fd, p, n, 0);
    if (k <= 0) return 0;
    p += k; n -= k;
  }
  return 1;
}

/* the client of a standing query: frames of a 2-byte length and events */
static void *proc(void *arg)
{
  struct reader *r = arg;
  static char bytes[BUFFER];
  size_t have = 0;
  for (;;) {
    ssize_t n = recv(r->fd, bytes + have, sizeof bytes - have, 0);
    if (n <= 0) return 0;
    have += n;
    size_t at = 0;
    while (have - at >= 2) {
      size_t length = (size_t)(unsigned char)bytes[at] << 8 | (unsigned char)bytes[at + 1];
      if (have - at < length + 2) break;
      events(r, bytes + at + 2, length);
      at += length + 2;
    }
    memmove(bytes, bytes + at, have - at);
    have -= at;
  }
}

static struct sockaddr_un registrar, own;

/* a multicast peer: whole events in each datagram */
static void *multicast(void *arg)
{
  struct reader *r = arg;
  static char bytes[BUFFER];
  time_t registered = 0;
  while (!ended) {
    time_t now = time(0);
    if (now != registered && sendto(r->fd, own.sun_path, strlen(own.sun_path), MSG_DONTWAIT, (void *)&registrar, sizeof registrar) > 0) registered = now;
    ssize_t n = recv(r->fd, bytes, sizeof bytes - 1, 0);
    if (n > 0) { bytes[n] = 0; events(r, bytes, n); }
  }
  return 0;
}

static void wait_for(uint64_t due)
{
  uint64_t at = base_ns + due;
  struct timespec t = {at / SECOND, at % SECOND};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0)) { }
}

int main(int argc, char **argv)
{
  if (argc < 8) { fputs("usage: probe UDP_PORT RUN_DIRECTORY RESULT_DIRECTORY RATE METRICS_A_DATAGRAM SERIES SECONDS [WARM_UP_SECONDS]\n", stderr); return 2; }
  const char *run = argv[2], *results = argv[3];
  double rate = atof(argv[4]), seconds = atof(argv[7]), warm_up = argc > 8 ? atof(argv[8]) : 0;
  uint64_t metrics = strtoull(argv[5], 0, 10), series = strtoull(argv[6], 0, 10);
  if (rate <= 0 || seconds <= 0 || metrics < 1 || metrics > 1000 || series < 1) { fputs("probe: rate, metrics (1 to 1000), series and seconds are above 0\n", stderr); return 2; }
  uint64_t datagrams = (uint64_t)((seconds + warm_up) * rate / metrics), capacity = datagrams + 1000;
  prctl(PR_SET_TIMERSLACK, 1);

  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  if (udp < 0 || connect(udp, (void *)&to, sizeof to)) die("udp");

  struct sockaddr_un door;
  struct reader query = {.due = make("due-to-proc", capacity), .sent = make("sent-to-proc", capacity)};
  query.fd = unix_socket(SOCK_STREAM, run, "dmproc-proc", &door);
  if (connect(query.fd, (void *)&door, sizeof door)) die(door.sun_path);
  char frame[64] = "\0\0proc match 6|^probe id;", answer[64] = "";
  frame[1] = strlen(frame + 2);
  if (send(query.fd, frame, frame[1] + 2, 0) < 0 || !read_fully(query.fd, answer, 2) || !read_fully(query.fd, answer, (unsigned char)answer[1])) die("query");
  if (strncmp(answer, "status 0", 8)) { fprintf(stderr, "probe: query refused: %s\n", answer); return 1; }

  struct reader peer = {.due = make("due-to-multicast", capacity), .sent = make("sent-to-multicast", capacity)};
  unix_socket(SOCK_DGRAM, run, "timeline-multicast", &registrar);
  peer.fd = unix_socket(SOCK_DGRAM, results, "peer", &own);
  unlink(own.sun_path);
  if (bind(peer.fd, (void *)&own, sizeof own)) die(own.sun_path);
  struct timeval tv = {0, 200000};
  setsockopt(peer.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);

  struct series lag = make("due-to-sent", capacity);
  /* all but the probe is rendered beforehand: a cycle of datagrams over all series */
  uint64_t cycle = metrics > 1 ? (series + metrics - 2) / (metrics - 1) : 1, key = 0;
  size_t room = metrics * 64 + 128, *lengths = calloc(cycle, sizeof *lengths);
  char *bodies = malloc(cycle * room);
  if (!bodies || !lengths) die("malloc");
  for (uint64_t i = 0; i < cycle; i++) {
    char *p = bodies + i * room;
    for (uint64_t m = 1; m < metrics; m++, key = (key + 1) % series)
      p += sprintf(p, "gauge 13|bench.m%06" PRIu64 " %" PRIu64 ".5 %" PRIu64 ".0;", key % 1000000, 10 + key % 90, (uint64_t)time(0));
    lengths[i] = p - (bodies + i * room);
  }

  base_ns = clock_ns(CLOCK_MONOTONIC);
  wall_minus_base = (int64_t)clock_ns(CLOCK_REALTIME);
  measured_from_ns = (uint64_t)((warm_up + 1) * SECOND);
  pthread_t query_thread, peer_thread;
  pthread_create(&query_thread, 0, proc, &query);
  pthread_create(&peer_thread, 0, multicast, &peer);

  uint64_t errors = 0, measured = 0;
  for (uint64_t i = 0; i < datagrams; i++) {
    uint64_t due = SECOND + (uint64_t)((double)i * metrics / rate * SECOND); /* a second for the peer to be registered */
    char *body = bodies + i % cycle * room, *p = body + lengths[i % cycle];
    wait_for(due);
    uint64_t sent = since_base(), wall = sent + wall_minus_base;
    p += sprintf(p, "gauge 13|" NAME "%06" PRIu64 " %" PRIu64 " %" PRIu64 ".%09" PRIu64 ";", i % 100, due, wall / SECOND, wall % SECOND);
    if (send(udp, body, p - body, 0) < 0) errors++;
    if (due >= measured_from_ns) { measured++; add(&lag, (int64_t)(sent - due)); }
  }
  uint64_t last = since_base();
  usleep(1000000); /* stragglers; what comes later still would be counted as lost */
  ended = 1;
  shutdown(query.fd, SHUT_RDWR);
  pthread_join(query_thread, 0);
  pthread_join(peer_thread, 0);
  unlink(own.sun_path);
  struct series *all[] = {&lag, &query.due, &query.sent, &peer.due, &peer.sent};
  for (int i = 0; i < 5; i++) save(results, all[i]);
  printf("{\"metrics\":%" PRIu64 ",\"metrics_per_s\":%.0f,\"errors\":%" PRIu64 ",\"probes\":%" PRIu64 ",\"proc\":%" PRIu64 ",\"multicast\":%" PRIu64
         ",\"multicast_events\":%" PRIu64 "}\n",
         datagrams * metrics, datagrams * metrics / ((last - SECOND) / 1e9), errors, measured, query.due.count, peer.due.count, peer.events);
  return 0;
}
