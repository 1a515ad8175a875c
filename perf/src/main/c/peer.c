/* peer - a local program that wants every event: binds a unix datagram socket, registers it once a second with the engine's
 * multicast socket, reads what comes and counts it. Prints one JSON line when it is told to end.
 *
 *   gcc -O2 -Wall -o peer peer.c
 *   peer REGISTRATION_SOCKET OWN_SOCKET
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, DATAGRAM = 65536 };

static volatile sig_atomic_t quit;
static void on_signal(int s) { (void)s; quit = 1; }

static struct sockaddr_un address(const char *path)
{
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof a.sun_path) { fprintf(stderr, "peer: %s: longer than a socket's path may be\n", path); exit(2); }
  strcpy(a.sun_path, path);
  return a;
}

int main(int argc, char **argv)
{
  if (argc != 3) { fputs("usage: peer REGISTRATION_SOCKET OWN_SOCKET\n", stderr); return 2; }
  struct sockaddr_un engine = address(argv[1]), own = address(argv[2]);
  signal(SIGINT, on_signal);
  signal(SIGTERM, on_signal);
  unlink(argv[2]);
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (void *)&own, sizeof own)) { perror(argv[2]); return 1; }
  struct timeval tv = {0, 200000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);

  static struct mmsghdr mm[BATCH];
  static struct iovec iv[BATCH];
  char *buffer = malloc((size_t)BATCH * DATAGRAM);
  for (int i = 0; i < BATCH; i++) {
    iv[i] = (struct iovec){buffer + (size_t)i * DATAGRAM, DATAGRAM};
    mm[i].msg_hdr.msg_iov = &iv[i];
    mm[i].msg_hdr.msg_iovlen = 1;
  }
  uint64_t datagrams = 0, bytes = 0;
  time_t registered = 0;
  fprintf(stderr, "ready\n");
  while (!quit) {
    time_t now = time(0);
    if (now != registered && sendto(fd, argv[2], strlen(argv[2]), MSG_DONTWAIT, (void *)&engine, sizeof engine) > 0) registered = now;
    int n = recvmmsg(fd, mm, BATCH, MSG_WAITFORONE, 0);
    for (int i = 0; i < n; i++) bytes += mm[i].msg_len;
    if (n > 0) datagrams += n;
    else if (errno != EAGAIN && errno != EINTR) { perror("peer: recv"); return 1; }
  }
  struct rusage ru;
  getrusage(RUSAGE_SELF, &ru);
  printf("{\"datagrams\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"cpu_s\":%.3f}\n", datagrams, bytes,
         ru.ru_utime.tv_sec + ru.ru_utime.tv_usec / 1e6 + ru.ru_stime.tv_sec + ru.ru_stime.tv_usec / 1e6);
  unlink(argv[2]);
  return 0;
}
