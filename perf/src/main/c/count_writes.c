/* count_writes - a write plugin for collectd that only counts: the value lists that came all the way through its server.
 *
 * The count is an 8-byte integer in the file that COUNT_WRITES names, for others to read through a mapping.
 *   gcc -O2 -shared -fPIC -o count_writes.so count_writes.c
 * Of collectd's headers it needs these two declarations only (collectd 5, plugin.h).
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef int (*write_callback)(const void *data_set, const void *value_list, void *user_data);
int plugin_register_write(const char *name, write_callback callback, const void *user_data);

static uint64_t *count;

static int count_write(const void *data_set, const void *value_list, void *user_data)
{
  __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
  return 0;
}

void module_register(void)
{
  const char *name = getenv("COUNT_WRITES");
  int file = name ? open(name, O_RDWR | O_CREAT, 0600) : -1;
  if (file < 0 || ftruncate(file, sizeof *count)) return;
  void *mapped = mmap(0, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) return;
  count = mapped;
  plugin_register_write("count_writes", count_write, 0);
}
