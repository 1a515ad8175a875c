#!/usr/bin/env bash
# Builds perf and runs the jcstress tests: what is claimed where threads meet. Fails where an outcome is forbidden or nothing ran.
#   perf/bench stress [JCSTRESS OPTION ...]     as in: perf/bench stress -m quick -t SeriesTableStress
#   JAVA_HOME  which JDK (17 or newer)
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../ops/lib/build.sh"
perf=$root/perf

java_home=$(find_java javac) || fail "no JDK 17 or newer found (looked at JAVA_HOME, PATH and /usr/lib/jvm)"
echo "stress: building ..." >&2
(cd "$root" && JAVA_HOME=$java_home mvn -q -B -pl perf -am -DskipTests package) >&2

mkdir -p "$perf/target/stress"
cd "$perf/target/stress"
jvm_args=$(grep '^-' "$ops/jvm.flags" | paste -sd' ')
"$java_home/bin/java" "@$ops/jvm.flags" -cp "$perf/target/*:$perf/target/lib/*" org.openjdk.jcstress.Main \
    -jvmArgsPrepend "$jvm_args" -r "$perf/target/stress/report" "$@" | tee run.log
# all that were planned, and some: a test that needs more threads than there are cores is left out in silence
grep -E 'Results: [0-9]+ planned' run.log | tail -1 | grep -Eq 'Results: ([1-9][0-9]*) planned; \1 passed, 0 failed, 0 soft errs, 0 hard errs' \
    || fail "not every run passed, or none ran; see $perf/target/stress/report/index.html"
