#!/usr/bin/env bash
# Measures alerts against a real ejabberd, Redis and Alertmanager, and writes perf/results/<date>-<commit>-alerts.md: latency from
# datagram to client, ejabberd and whole engines killed, Redis away, two engines on one directory, a storm of alerts. Eight minutes.
#   perf/bench alerts [--kills N] [PART ...]
#     PART   outages (latency, kills, Redis, two engines), storm (limit, memory, intake), kills (of the engine, a web server, an
#            Alertmanager and ejabberd in a storm: who was told what, and how often; --kills of the engine, 20); default: the first two
#   JAVA_HOME  which JDK (17 or newer)
set -eu
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../ops/lib/build.sh"

usage() {
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

kills=20
command="perf/bench alerts $*"
if [ "${1:-}" = --kills ]; then
    kills=${2:-}
    case $kills in *[!0-9]* | "") usage ;; esac
    shift 2
    [ $# -gt 0 ] || set -- kills
fi
tests=
for part in "${@:-outages storm}"; do
    for name in $part; do
        case $name in
            outages) tests=$tests,ChatOutagesTest ;;
            storm) tests=$tests,AlertStormTest ;;
            kills) tests=$tests,KilledEngineTest,KilledReceiversTest,KilledChatServerTest ;;
            *) usage ;;
        esac
    done
done

java_home=$(find_java javac) || fail "no JDK 17 or newer found (looked at JAVA_HOME, PATH and /usr/lib/jvm)"
commit=$(git -C "$root" rev-parse --short HEAD)
[ -z "$(git -C "$root" status --porcelain -- engine io adapters ops)" ] || commit=$commit-changed
result=$root/perf/results/$(date -u +%F)-$commit-alerts.md
log=$(mktemp)
trap 'rm -f "$log"' EXIT
maven="mvn -B -Pslow -pl ops -am test -Dtest=${tests#,} -Dleela.kills=$kills -Dsurefire.failIfNoSpecifiedTests=false"
# shellcheck disable=SC2086
(cd "$root" && JAVA_HOME=$java_home $maven) >"$log" 2>&1 || { tail -40 "$log" >&2; fail "the tests failed"; }
{
    echo "# Alerts, $(date -u '+%F %R') UTC, commit $commit"
    echo
    cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1)
    echo "- CPU: $cpu, $(nproc) cores, shared with ejabberd, Redis, client and sender"
    echo "- JDK: $("$java_home/bin/java" -version 2>&1 | sed -n 2p)"
    echo "- Command: \`$command\`, which ran \`$maven\`"
    echo
    # the tests print the head of each table again and again; it begins with a word
    grep '^| ' "$log" | awk '
        /^\| [a-z]/ && !/^\| median/ {
            if ($0 != head) {
                head = columns = $0
                gsub(/[^|]+/, " --- ", columns)
                print "\n" head "\n" columns
            }
            next
        }
        { print }'
} >"$result"
cat "$result"
