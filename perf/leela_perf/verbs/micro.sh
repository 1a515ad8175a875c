#!/usr/bin/env bash
# Builds perf, runs a set of JMH benchmarks and writes perf/results/<date>-<commit>.md with what ran where.
#   perf/bench micro [-q] [-n NAME] [SET | REGEX ...]
#     SET    engine (series look-up, timeline, ring), codecs (text, collectd), dmproc, all (the default); or a regex of JMH's
#     -q     quick: one fork, short iterations; for a first look, not for the record (goes to target/, not to results/)
#     -n     puts -NAME behind the commit in the file's name
#   JAVA_HOME  which JDK (17 or newer)
set -eu
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../ops/lib/build.sh"
perf=$root/perf

usage() {
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

quick=
name=
while getopts qn: option; do
    case $option in
        q) quick="-f 1 -wi 2 -w 500ms -i 3 -r 500ms" ;;
        n) name=-$OPTARG ;;
        *) usage ;;
    esac
done
shift $((OPTIND - 1))

patterns=()
for set in "${@:-all}"; do
    case $set in
        engine) patterns+=(SeriesLookupBenchmark TimelineBenchmark RingBenchmark) ;;
        codecs) patterns+=(TextDecodeBenchmark CollectdDecodeBenchmark) ;;
        dmproc) patterns+=(IdleQueriesBenchmark PipelineBenchmark GroupBenchmark) ;;
        all) patterns+=(leela.perf.micro) ;;
        *) patterns+=("$set") ;;
    esac
done

java_home=$(find_java javac) || fail "no JDK 17 or newer found (looked at JAVA_HOME, PATH and /usr/lib/jvm)"
echo "run: building ..." >&2
(cd "$root" && JAVA_HOME=$java_home mvn -q -B -pl perf -am -DskipTests package) >&2

commit=$(git -C "$root" rev-parse --short HEAD)
[ -z "$(git -C "$root" status --porcelain -- engine io adapters ops perf/src)" ] || commit=$commit-changed
folder=$perf/results
[ -z "$quick" ] || folder=$perf/target
mkdir -p "$folder"
result=$folder/$(date -u +%F)-$commit$name.md

# The collector of the service; Agrona's bounds checks stay on, as they do there.
flags="-XX:+UseParallelGC -Xmx4g"
# shellcheck disable=SC2206
command=(java @ops/jvm.flags $flags org.openjdk.jmh.Main -prof gc $quick "${patterns[@]}")
table=$(mktemp)
trap 'rm -f "$table"' EXIT
# shellcheck disable=SC2086
(cd "$root" && "$java_home/bin/java" @ops/jvm.flags $flags -cp "$perf/target/*:$perf/target/lib/*" org.openjdk.jmh.Main \
    -prof gc $quick -rf text -rff "$table" "${patterns[@]}") >&2

{
    echo "# Benchmarks of $(date -u '+%F %R') UTC, commit $commit"
    echo
    echo "- CPU: $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores, shared: compare ratios within this file"
    echo "- JDK: $("$java_home/bin/java" -version 2>&1 | sed -n 2p)"
    echo "- Load when it ended: $(cut -d' ' -f1-3 /proc/loadavg)"
    echo "- Command: \`perf/bench micro${quick:+ -q} ${*:-all}\`, which ran \`${command[*]}\`"
    echo
    echo '```'
    grep -v -e 'gc.alloc.rate ' -e 'gc.count' -e 'gc.time' "$table"
    echo '```'
} >"$result"
echo "run: $result" >&2
