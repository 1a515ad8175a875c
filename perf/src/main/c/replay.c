/* replay - sends the datagrams of a file to a UDP port on this machine, over and over, at a given rate.
 *
 * The file, as leela.perf.load.CollectdPool writes it: length u16, values u16, datagram; big-endian.
 * Prints one line of JSON, as blast does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 32 };

static uint64_t now_ns(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}

static unsigned u16(const unsigned char *p) { return p[0] << 8 | p[1]; }

int main(int argc, char **argv)
{
  if (argc != 5) {
    fputs("usage: replay FILE PORT VALUES_A_SECOND VALUES       a rate of 0 is as fast as it goes\n", stderr);
    return 2;
  }
  double rate = atof(argv[3]);
  uint64_t total = strtoull(argv[4], 0, 0);
  int file = open(argv[1], O_RDONLY);
  struct stat st;
  if (file < 0 || fstat(file, &st) || st.st_size < 4) { perror(argv[1]); return 1; }
  unsigned char *pool = mmap(0, st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (pool == MAP_FAILED || fd < 0 || connect(fd, (void *)&to, sizeof to)) { perror("replay"); return 1; }
  prctl(PR_SET_TIMERSLACK, 1);

  struct mmsghdr messages[BATCH] = {0};
  struct iovec parts[BATCH];
  uint64_t values = 0, datagrams = 0, errors = 0, start = now_ns();
  double lag = 0;
  off_t at = 0;
  while (values < total) {
    if (rate > 0) {
      uint64_t due = start + (uint64_t)(values / rate * 1e9), t = now_ns();
      if (t < due) {
        struct timespec ts = {due / 1000000000ull, due % 1000000000ull};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, 0);
      } else if ((t - due) / 1e9 > lag) {
        lag = (t - due) / 1e9;
      }
    }
    /* half a millisecond's worth at most, so that the rate is smooth */
    uint64_t batch = rate > 0 ? (uint64_t)(rate * 0.0005) : ~0ull, filled = 0;
    int n = 0;
    do {
      if (at + 4 >= st.st_size) at = 0;
      unsigned length = u16(pool + at);
      parts[n] = (struct iovec){pool + at + 4, length};
      messages[n].msg_hdr.msg_iov = &parts[n];
      messages[n].msg_hdr.msg_iovlen = 1;
      filled += u16(pool + at + 2);
      at += 4 + length;
      n++;
    } while (n < BATCH && filled < batch && values + filled < total);
    for (int done = 0; done < n;) {
      int sent = sendmmsg(fd, messages + done, n - done, 0);
      if (sent > 0) { done += sent; continue; }
      if (++errors > 1000) { perror("send"); return 1; }
    }
    values += filled;
    datagrams += n;
  }
  double seconds = (now_ns() - start) / 1e9;
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("{\"sent_metrics\":%llu,\"datagrams\":%llu,\"seconds\":%.6f,\"metrics_per_s\":%.0f,\"max_lag_s\":%.6f,\"errors\":%llu,\"cpu_s\":%.3f}\n",
         (unsigned long long)values, (unsigned long long)datagrams, seconds, values / seconds, lag, (unsigned long long)errors,
         used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
  return 0;
}
