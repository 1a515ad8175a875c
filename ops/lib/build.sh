# Read by ops/leela, ops/build and ops/test in a checkout: the JDK, and the build.

. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/java.sh"
root=$(dirname "$ops")
stamp=$ops/target/leela.built

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
