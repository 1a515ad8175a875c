/* relay - the least an engine can do for a standing query: receives text metrics over UDP and writes the last of each datagram as an event to
 * the client of its proc socket, with nothing in between. The bound of latency on a machine for any engine, as sink is of rate: run probe on it.
 * One client; whatever its query, it gets those events.
 *
 *   gcc -O2 -Wall -o relay relay.c
 *   relay UDP_PORT RUN_DIRECTORY
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void die(const char *what) { perror(what); exit(1); }

int main(int argc, char **argv)
{
  if (argc != 3) { fputs("usage: relay UDP_PORT RUN_DIRECTORY\n", stderr); return 2; }
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int udp = socket(AF_INET, SOCK_DGRAM, 0), buffer = 4 << 20;
  if (udp < 0 || setsockopt(udp, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer) || bind(udp, (void *)&at, sizeof at)) die("udp");
  struct sockaddr_un door = {.sun_family = AF_UNIX};
  if (snprintf(door.sun_path, sizeof door.sun_path, "%s/dmproc-proc", argv[2]) >= (int)sizeof door.sun_path) { fputs("relay: path too long\n", stderr); return 2; }
  int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (listener < 0 || bind(listener, (void *)&door, sizeof door) || listen(listener, 1)) die(door.sun_path);
  puts("ready");
  fflush(stdout);

  static char program[1 << 16], datagram[1 << 16], frame[1 << 16];
  int client = accept(listener, 0, 0);
  if (client < 0 || recv(client, program, sizeof program, 0) <= 0 || send(client, "\0\11status 0;", 11, 0) != 11) die("client");
  for (;;) {
    ssize_t n = recv(udp, datagram, sizeof datagram, 0);
    if (n < 2) continue;
    ssize_t start = n - 1; /* behind the semicolon before the last */
    while (start > 0 && datagram[start - 1] != ';') start--;
    char *metric = memchr(datagram + start, ' ', n - start); /* "gauge 13|key value time;" */
    if (!metric) continue;
    size_t length = datagram + n - metric;
    memcpy(frame + 2, "event", 5);
    memcpy(frame + 7, metric, length);
    length += 5;
    frame[0] = length >> 8;
    frame[1] = length & 0xff;
    if (send(client, frame, length + 2, MSG_NOSIGNAL) < 0) return 0; /* the client is gone */
  }
}
