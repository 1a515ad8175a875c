/* clients - starts standing queries, each on a connection of its own, and reads what they give. "%06d" in the regex becomes the query's number.
 *
 *   gcc -O2 -Wall -o clients clients.c
 *   clients PROC_SOCKET COUNT REGEX PIPELINE
 *
 * Says "ready" once all are started, and ends when it is told to.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { EVENTS = 256 };

static void die(const char *what) { perror(what); exit(1); }

static int start(const struct sockaddr_un *door, int number, const char *regex, const char *pipeline)
{
  char name[256], frame[1024], answer[64];
  const char *place = strstr(regex, "%06d");
  if (place) snprintf(name, sizeof name, "%.*s%06d%s", (int)(place - regex), regex, number, place + 4);
  else snprintf(name, sizeof name, "%s", regex);
  int length = snprintf(frame + 2, sizeof frame - 2, "proc match %zu|%s %s;", strlen(name), name, pipeline);
  frame[0] = length >> 8;
  frame[1] = length;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (void *)door, sizeof *door) || send(fd, frame, length + 2, 0) != length + 2) die(door->sun_path);
  if (recv(fd, answer, 11, MSG_WAITALL) != 11 || memcmp(answer + 2, "status 0;", 9)) { fprintf(stderr, "clients: query %d was refused\n", number); exit(1); }
  return fd;
}

int main(int argc, char **argv)
{
  if (argc != 5) { fputs("usage: clients PROC_SOCKET COUNT REGEX PIPELINE\n", stderr); return 2; }
  struct sockaddr_un door = {.sun_family = AF_UNIX};
  if (strlen(argv[1]) >= sizeof door.sun_path) { fprintf(stderr, "clients: %s: longer than a socket's path may be\n", argv[1]); return 2; }
  strcpy(door.sun_path, argv[1]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int poll = epoll_create1(0);
  for (int i = 0; i < atoi(argv[2]); i++) {
    struct epoll_event readable = {.events = EPOLLIN, .data.fd = start(&door, i, argv[3], argv[4])};
    if (epoll_ctl(poll, EPOLL_CTL_ADD, readable.data.fd, &readable)) die("epoll");
  }
  puts("ready");
  fflush(stdout);
  static char bytes[1 << 16];
  struct epoll_event ready[EVENTS];
  for (;;) {
    int n = epoll_wait(poll, ready, EVENTS, -1);
    for (int i = 0; i < n; i++)
      if (recv(ready[i].data.fd, bytes, sizeof bytes, 0) <= 0) { fputs("clients: the engine has ended a query\n", stderr); return 1; }
  }
}
