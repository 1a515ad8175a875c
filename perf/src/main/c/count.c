/* count - a write plugin of collectd that adds up the values it is given, in an 8-byte file that others map: what collectd has taken in.
 *
 *   gcc -O2 -Wall -shared -fPIC -DHAVE_CONFIG_H -I/usr/include/collectd -I/usr/include/collectd/core -I/usr/include/collectd/core/daemon -o count.so count.c
 *
 * The file is named by the environment's COLLECTD_COUNT.
 */
#include "collectd.h"
#include "plugin.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static uint64_t *count;

static int count_write(const data_set_t *ds, const value_list_t *vl, user_data_t *unused)
{
  __atomic_fetch_add(count, vl->values_len, __ATOMIC_RELAXED);
  return 0;
}

void module_register(void)
{
  const char *path = getenv("COLLECTD_COUNT");
  int fd = path ? open(path, O_RDWR) : -1;
  void *map = fd < 0 ? MAP_FAILED : mmap(0, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED) { ERROR("count: COLLECTD_COUNT names no file of 8 bytes"); return; }
  count = map;
  plugin_register_write("count", count_write, NULL);
}
