# Read by the command "leela", in a checkout and in an installation: where it is, which Java, and what Java keeps of its classes.

ops=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}

# Major version of the Java in folder $1, where that has program $2 (java, or javac where a JDK is needed); else 0.
java_major() {
    if [ ! -x "$1/bin/$2" ]; then
        echo 0
        return
    fi
    local version
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release" 2>/dev/null || true)
    [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    version=${version%%[!0-9]*}
    echo "${version:-0}"
}

# Folder of the first Java 17 or newer that has program $1: JAVA_HOME, PATH, then the newest under /usr/lib/jvm.
find_java() {
    local candidate
    if [ -n "${JAVA_HOME:-}" ] && [ "$(java_major "$JAVA_HOME" "$1")" -ge 17 ]; then
        echo "$JAVA_HOME"
        return
    fi
    candidate=$(readlink -f "$(command -v "$1" || true)" || true)
    candidate=${candidate%/bin/"$1"}
    if [ -n "$candidate" ] && [ "$(java_major "$candidate" "$1")" -ge 17 ]; then
        echo "$candidate"
        return
    fi
    newest_java 17 "$1"
}

# Folder of the newest Java under /usr/lib/jvm that is at least $1 and has program $2.
newest_java() {
    local best= best_major=$(($1 - 1)) home major
    for home in /usr/lib/jvm/*; do
        major=$(java_major "$home" "$2")
        if [ "$major" -gt "$best_major" ]; then
            best=$home
            best_major=$major
        fi
    done
    [ -n "$best" ] && echo "$best"
}

# Whether the Java in folder $1 can give back what the C heap has freed: from 17.0.9 and from 21 on.
can_trim() {
    local major update
    IFS=. read -r major _ update _ <<<"$(sed -n 's/^JAVA_VERSION="\([0-9.]*\).*/\1/p' "$1/release" 2>/dev/null)"
    [ "${major:-0}" -ge 21 ] || { [ "${major:-0}" = 17 ] && [ "${update:-0}" -ge 9 ]; }
}

# Sets "kept" to where keep_classes keeps what the Java in folder $1 has loaded from class path $2: beside the first of its jars.
kept_at() {
    kept=${2%%/\**}/classes${1//\//-}.jsa
}

# Lets the Java in folder $1 start the command on class path $2 in less time: an engine runs for a moment, in a folder of its own, and
# its JVM keeps the classes that it has loaded as they are in memory, those that read the words of any command among them, which
# "-c FILE" would not need. A JVM takes them only where they are of its own version and of these very jars, else it loads the jars;
# so no fault here costs more than that. Whether a Java is silent about it is tested up to 25.
keep_classes() {
    local kept folder out pid line
    [ "$(java_major "$1" java)" -le 25 ] || return 0
    kept_at "$1" "$2"
    folder=$(mktemp -d)
    printf '%s = 0\n' udp.port collectd.port http.port >"$folder/leela.toml"
    rm -f "$kept" "$kept.new"
    exec {out}< <(cd "$folder" && JAVA_HOME=$1 LEELA_CLASSPATH=$2 LEELA_JAVA_OPTS="-XX:ArchiveClassesAtExit=$kept.new" \
        exec "$ops/leela" run --config=leela.toml 2>/dev/null)
    pid=$!
    read -r line <&"$out" || true
    kill "$pid" 2>/dev/null || true
    cat <&"$out" >/dev/null || true
    wait "$pid" 2>/dev/null || true
    exec {out}<&-
    # one that was cut short would end every JVM that takes it
    if [ -s "$kept.new" ] && line=$(JAVA_HOME=$1 LEELA_CLASSPATH=$2 \
        LEELA_JAVA_OPTS="-XX:SharedArchiveFile=$kept.new -Xlog:cds*=off" "$ops/leela" version 2>&1) && [[ $line == "leela "* ]]; then
        chmod a+r "$kept.new" && mv "$kept.new" "$kept"
    fi
    rm -rf "$kept.new" "$folder"
}
