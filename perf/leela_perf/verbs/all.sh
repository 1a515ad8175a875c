#!/usr/bin/env bash
# All measurements that claims rest on, on the commit that is checked out: perf/results/<date>-<commit>-speed.md, .jsonl, charts, and histograms.
#   perf/bench all [PART ...]    as in: perf/bench all sources compare
#     PART   sources series datagrams steady parts queries latency compare (the default: all, about an hour on a quiet machine)
#   SERVERS, STEADY  which to compare with; metrics a second for steady
#   RUN    what each measurement is run by, as in RUN=quiet; nothing by default
set -eu
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../ops/lib/build.sh"
perf=$root/perf

case "${1:-}" in -*) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
[ $# -gt 0 ] || set -- sources series datagrams steady parts queries latency compare

stem=$perf/results/$(date -u +%F)-$(git -C "$root" rev-parse --short HEAD)-speed
measure() {
    echo "shows: $*" >&2
    { echo; ${RUN:-} "$perf/bench" "$@" --json "$stem.jsonl" || echo "FAILED: $*"; } >>"$stem.md"
}

[ -e "$stem.md" ] || echo "# Speed of a whole engine, sender and peers on the same machine" >"$stem.md"
for part; do
    case $part in
        sources)
            measure load rate
            measure load rate --source collectd
            measure load rate --source unix
            measure load rate --source unix --per-datagram 700
            measure load rate --source unix --per-datagram 700 --storage none
            ;;
        series) for series in 100000 1000000; do measure load rate --series $series; done
            for series in 10000 5000000; do measure load rate --series $series --searches 3; done ;;
        datagrams) for metrics in 1 8 32 128; do measure load rate --per-datagram $metrics --searches 3; done ;;
        steady) measure load steady --rate "${STEADY:-2800000}" --seconds 60 ;;
        parts) measure load parts --searches 5 ;;
        queries) measure load queries --searches 5 ;;
        latency) measure latency --warm-up 45 --seconds 10 --out "$stem-latency" ;;
        compare) for server in ${SERVERS:-collectd influxdb victoria-metrics netdata}; do measure compare $server; done
            measure compare netdata --per-datagram 66 ;;
        *) fail "no part $part" ;;
    esac
done
"$perf/bench charts" "$stem.jsonl"
echo "shows: $stem.md" >&2
