#!/usr/bin/env bash
# Records what a real collectd of this machine measures each second, to perf/data/collectd-1s.csv.gz: a line a series, its key, the time of its
# first value, then values one second apart (counters as the rates that collectd's csv plugin makes of them).
#   perf/bench record [MINUTES=60] [FILE]
set -euo pipefail
here=$(readlink -f "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..")
minutes=${1:-60}
file=${2:-$here/data/collectd-1s.csv.gz}
case $minutes in *[!0-9]* | "") sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
[ -x /usr/sbin/collectd ] || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends collectd-core; } >&2

folder=$(mktemp -d)
trap 'kill "$collectd" 2>/dev/null || true; rm -rf "$folder"' EXIT
{
    printf 'Hostname "web1"\nFQDNLookup false\nInterval 1\nBaseDir "%s"\nPIDFile "%s/pid"\nTypesDB "/usr/share/collectd/types.db"\n' "$folder" "$folder"
    for plugin in cpu load memory interface df disk irq processes vmem contextswitch entropy uptime users swap tcpconns csv; do
        echo "LoadPlugin $plugin"
    done
    printf '<Plugin csv>\nDataDir "%s/csv"\nStoreRates true\n</Plugin>\n<Plugin tcpconns>\nAllPortsSummary true\n</Plugin>\n<Plugin df>\nMountPoint "/"\n</Plugin>\n' "$folder"
} >"$folder/collectd.conf"
/usr/sbin/collectd -f -C "$folder/collectd.conf" >"$folder/log" 2>&1 &
collectd=$!
sleep $((minutes * 60 + 5))
kill "$collectd"
wait "$collectd" || true
mkdir -p "$(dirname "$file")"
python3 - "$folder/csv" $((minutes * 60)) <<'PYTHON' | gzip -9 >"$file"
import collections, os, sys
root, wanted = sys.argv[1], int(sys.argv[2])
series = collections.defaultdict(list)
for folder, _, names in os.walk(root):
    for name in sorted(names):
        key = ".".join(os.path.relpath(os.path.join(folder, name[:-11]), root).split("/"))
        with open(os.path.join(folder, name)) as lines:
            columns = next(lines).strip().split(",")[1:]
            for line in lines:
                at, *values = line.strip().split(",")
                for column, value in zip(columns, values):
                    series[key if column == "value" else key + "." + column].append((float(at), value))
for key, points in sorted(series.items()):
    # one value a second, the last one known where collectd was late
    by_second = {int(at): value for at, value in points}
    first, last, values = min(by_second), None, []
    for second in range(first, first + wanted):
        last = by_second.get(second, last)
        values.append(last)
    if len(points) > wanted // 2:
        print(key, first, *values, sep=",")
PYTHON
echo "record: $(zcat "$file" | wc -l) series of $((minutes * 60)) values in $file ($(stat -c %s "$file") bytes)"
