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

# A folder counts as changed when a file in it is made or removed, so removals are seen too.
is_stale() {
    [ ! -f "$stamp" ] || [ -n "$(cd "$root" && find pom.xml .mvn {engine,io,adapters,ops}/{pom.xml,src/main} -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Builds with the JDK in folder $1 unless what is there is newer than its sources; a copy without sources is taken as it is.
build_if_stale() {
    [ -f "$root/pom.xml" ] && is_stale || return 0
    command -v mvn >/dev/null || fail "Maven is needed to build, and there is no mvn on PATH; on Debian: apt-get install maven"
    mkdir -p "$ops/target"
    (
        # two commands started at once build once
        if command -v flock >/dev/null; then
            flock 9
            is_stale || exit 0
        fi
        echo "${0##*/}: building, a minute or so the first time ..." >&2
        touch "$ops/target/leela.started"
        if ! (cd "$root" && JAVA_HOME=$1 mvn -q -B -pl ops -am -DskipTests package) </dev/null >"$ops/target/build.log" 2>&1; then
            tail -20 "$ops/target/build.log" >&2
            fail "the build failed; all of its output is in $ops/target/build.log"
        fi
        mv "$ops/target/leela.started" "$stamp"
    ) 9>"$root/.mvn/.building" || exit 1
}
