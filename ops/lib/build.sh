# Read by ops/leela and ops/test: where things are, which JDK, and the build.

ops=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
root=$(dirname "$ops")
stamp=$ops/target/leela.built

fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}

# Major version of the JDK in folder $1; 0 where there is none.
jdk_major() {
    if [ ! -x "$1/bin/javac" ]; then
        echo 0
        return
    fi
    local version
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release" 2>/dev/null || true)
    [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    version=${version%%[!0-9]*}
    echo "${version:-0}"
}

# Folder of the first JDK 17 or newer: JAVA_HOME, PATH, then the newest under /usr/lib/jvm.
find_jdk() {
    local candidate
    if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_major "$JAVA_HOME")" -ge 17 ]; then
        echo "$JAVA_HOME"
        return
    fi
    candidate=$(readlink -f "$(command -v javac || true)" || true)
    candidate=${candidate%/bin/javac}
    if [ -n "$candidate" ] && [ "$(jdk_major "$candidate")" -ge 17 ]; then
        echo "$candidate"
        return
    fi
    newest_jdk 17
}

# Folder of the newest JDK under /usr/lib/jvm that is at least $1.
newest_jdk() {
    local best= best_major=$(($1 - 1)) home major
    for home in /usr/lib/jvm/*; do
        major=$(jdk_major "$home")
        if [ "$major" -gt "$best_major" ]; then
            best=$home
            best_major=$major
        fi
    done
    [ -n "$best" ] && echo "$best"
}

# Whether the JDK in folder $1 knows the options behind it.
knows() {
    local java=$1/bin/java
    shift
    "$java" "$@" -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx16m -version >/dev/null 2>&1
}

# The options of the collector for an engine on the JDK in folder $1: Shenandoah, which builds of Oracle's do not have, else G1. Not all
# JDKs trim the C heap.
collector() {
    local trim="-XX:TrimNativeHeapInterval=10000"
    local beside="-XX:+UseShenandoahGC -XX:+UnlockExperimentalVMOptions -XX:ShenandoahGCHeuristics=compact"
    # shellcheck disable=SC2086
    if knows "$1" $beside $trim; then
        echo "$beside $trim"
    elif knows "$1" $beside; then
        echo "$beside"
    else
        echo "-XX:+UseG1GC -XX:MaxGCPauseMillis=10 -XX:G1PeriodicGCInterval=30000"
    fi
}

# Sets "kept" to where keep_classes keeps what the JDK in folder $1 has loaded from class path $2: beside the first of its jars.
kept_at() {
    kept=${2%%/\**}/classes${1//\//-}.jsa
}

# Lets the JDK in folder $1 start the command on class path $2 in less time: an engine runs for a moment, in a folder of its own, and
# its JVM keeps the classes that it has loaded as they are in memory. A JVM takes them only where they are of its own version and of
# these very jars, else it loads the jars; so no fault here costs more than that. Whether a JDK is silent about it is tested up to 25.
keep_classes() {
    local kept folder out pid line
    [ "$(jdk_major "$1")" -le 25 ] || return 0
    kept_at "$1" "$2"
    folder=$(mktemp -d)
    printf '%s = 0\n' udp.port collectd.port http.port >"$folder/leela.toml"
    rm -f "$kept" "$kept.new"
    exec {out}< <(cd "$folder" && JAVA_HOME=$1 LEELA_CLASSPATH=$2 LEELA_JAVA_OPTS="-XX:ArchiveClassesAtExit=$kept.new" \
        exec "$ops/leela" run -c leela.toml 2>/dev/null)
    pid=$!
    read -r line <&"$out" || true
    kill "$pid" 2>/dev/null || true
    cat <&"$out" >/dev/null || true
    wait "$pid" 2>/dev/null || true
    exec {out}<&-
    # one that was cut short would end every JVM that takes it
    if [ -s "$kept.new" ] && line=$(JAVA_HOME=$1 LEELA_CLASSPATH=$2 \
        LEELA_JAVA_OPTS="-XX:SharedArchiveFile=$kept.new -Xlog:cds*=off" "$ops/leela" version 2>&1) && [[ $line == "leela "* ]]; then
        mv "$kept.new" "$kept"
    fi
    rm -rf "$kept.new" "$folder"
}

# A folder counts as changed when a file in it is made or removed, so removals are seen too.
is_stale() {
    [ ! -f "$stamp" ] || [ -n "$(cd "$root" && find pom.xml .mvn {engine,io,adapters,ops}/{pom.xml,src/main} -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# What a person wants to know of Maven's output: which module is built, and that libraries come over the net.
show_progress() {
    local line module fetched=0
    while IFS= read -r line; do
        case $line in
            "[INFO] Building Leela"*"["*/*"]")
                module=${line#"[INFO] Building "}
                echo "leela:   ${module%% [0-9]*}, ${line##*\[}" | sed 's:/: of :; s/\]$//' >&2
                ;;
            Downloaded*)
                fetched=$((fetched + 1))
                [ $((fetched % 25)) -ne 0 ] || echo "leela:   $fetched files of libraries fetched" >&2
                ;;
        esac
    done
}

# Lets a command other than "run" go on with what is built, and says where that is older than its sources. Where nothing is
# built, help and version are told here.
check_build() {
    if [ -f "$stamp" ] || [ ! -f "$root/pom.xml" ]; then
        if [ -f "$root/pom.xml" ] && is_stale; then
            echo "leela: the sources are newer than what is built, which is used; ops/build builds anew" >&2
        fi
        return
    fi
    case ${1:-} in
        help | --help | -h) cat "$ops/lib/help.txt" ;;
        version | --version | -V)
            echo "leela $(sed -n 's:.*<version>\([0-9.]*\)\(-SNAPSHOT\)*</version>.*:\1:p' "$root/pom.xml" | head -1) (not built)"
            ;;
        *) fail "nothing is built yet; ops/build builds (a minute or so), and so does ops/leela run" ;;
    esac
    exit 0
}

# Builds with the JDK in folder $1 unless what is there is newer than its sources; a copy without sources is taken as it is.
build_if_stale() {
    [ -f "$root/pom.xml" ] && is_stale || return 0
    command -v mvn >/dev/null || fail "Maven is needed to build, and there is no mvn on PATH; on Debian: apt-get install maven"
    mkdir -p "$ops/target"
    (
        set -o pipefail
        # two commands started at once build once
        if command -v flock >/dev/null; then
            flock 9
            is_stale || exit 0
        fi
        echo "leela: building, a minute or so the first time ..." >&2
        touch "$ops/target/leela.started"
        if ! (cd "$root" && JAVA_HOME=$1 mvn -B -pl ops -am -DskipTests package) </dev/null 2>&1 | tee "$ops/target/build.log" | show_progress; then
            grep '^\[ERROR\]' "$ops/target/build.log" | head -20 >&2
            fail "the build failed; all of its output is in $ops/target/build.log"
        fi
        mv "$ops/target/leela.started" "$stamp"
        keep_classes "$1" "$ops/target/*:$ops/target/lib/*"
    ) 9>"$root/.mvn/.building" || exit 1
}
