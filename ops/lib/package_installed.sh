# Runs in a clean root ("ops/test package"): installs, feeds, asks, upgrades, removes and purges the package, unpacks the archive, and
# says what is left.
set -eu
step() { echo "package: $1"; }
fail() {
    echo "package: $1" >&2
    cat /tmp/log >&2 2>/dev/null || true
    exit 1
}
now_ms() { echo $(($(date +%s%N) / 1000000)); }

# Starts the unit's own command line as its user, with the further options $1 of Java, and says what the engine says: its ready line, and
# how long that took.
engine=
start_engine() {
    local command line began
    command=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/leela.service)
    rm -f /tmp/ready
    mkfifo /tmp/ready
    began=$(now_ms)
    # shellcheck disable=SC2086 -- a command line
    (cd /var/lib/leela && exec setpriv --reuid leela --regid leela --clear-groups \
        env -i PATH=/usr/bin:/bin LEELA_JAVA_OPTS="-Xmx512m ${1:-}" $command >/tmp/ready 2>>/tmp/log) &
    engine=$!
    read -r line </tmp/ready || fail "the service did not start"
    took=$(($(now_ms) - began))
    ready=$line
}
end_engine() {
    kill "$engine"
    wait "$engine" || fail "it ended with status $?"
}
mode_of() { stat -c '%a %U:%G' "$1"; }
expect() { [ "$2" = "$3" ] || fail "$1: $2 (expected: $3)"; }

step "dpkg -i"
dpkg -i /tmp/leela.deb >/tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; fail "not installed"; }
[ -n "$(ls /usr/lib/leela/jars/*.jsa)" ] || fail "Java has kept no classes"
expect "mode of /var/lib/leela" "$(mode_of /var/lib/leela)" "750 leela:leela"
for file in 34-page.md page.png grafana/provisioning/datasources/leela.yaml grafana/dashboards/leela.json alerts/host.alerts; do
    [ -f "/usr/share/doc/leela/$file" ] || fail "/usr/share/doc/leela/$file is not there"
done
install -d -o leela -g leela -m 0750 /run/leela # RuntimeDirectory= of the unit

start_engine
step "$ready"
step "ready after $took ms, the first start"
leela selftest || fail "selftest"
leela status || fail "status"
expect "mode of the control socket" "$(mode_of /run/leela/control)" "660 leela:leela"

mkdir -p /tmp/collectd
cat >/tmp/collectd/conf <<'END'
FQDNLookup false
Hostname "web1"
BaseDir "/tmp/collectd"
PIDFile "/tmp/collectd/pid"
Interval 1
LoadPlugin load
LoadPlugin network
<Plugin network>
  Server "127.0.0.1" "25826"
</Plugin>
END
leela query --count 3 'SELECT id FROM ^web1\.load;' >/tmp/results 2>/dev/null &
query=$!
/usr/sbin/collectd -f -C /tmp/collectd/conf >/tmp/collectd/log 2>&1 &
collectd=$!
wait "$query" || fail "no result of collectd's values: $(cat /tmp/collectd/log)"
step "collectd's values are seen: $(head -1 /tmp/results)"
for _ in $(seq 100); do
    leela keys 'web1.load*' | grep -q . && break
    sleep 0.2
done
leela keys 'web1.load*' >/tmp/keys
[ -s /tmp/keys ] || fail "collectd's values are not in the history"
step "and kept: $(paste -sd' ' /tmp/keys)"
kill "$collectd"

mkdir /etc/leela/alerts.d
cp /usr/share/doc/leela/alerts/*.alerts /etc/leela/alerts.d/
leela test /etc/leela/alerts.d/health.alerts || fail "tests of alerts"
leela reload >/tmp/reloaded || fail "reload"
grep -q '^alerts that start: .*leela_part_failing' /tmp/reloaded || fail "reload did not start the alerts: $(cat /tmp/reloaded)"
step "alerts of the package run after a reload"

step "an upgrade over a running version"
echo '# the operator was here' >>/etc/leela/leela.toml
dpkg -i /tmp/next.deb >/tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; fail "not upgraded"; }
dpkg -s leela | grep -q '^Version: .*+next' || fail "dpkg says: $(dpkg -s leela)"
grep -q 'the operator was here' /etc/leela/leela.toml || fail "the upgrade took the operator's configuration"
kill -0 "$engine" || fail "the upgrade ended the engine by itself"
leela selftest >/dev/null || fail "selftest after the upgrade"
end_engine # as systemd does once the package is there
start_engine
step "ready after $took ms, the start behind the upgrade"
leela keys 'web1.load*' | cmp - /tmp/keys || fail "the upgrade lost history"
step "the history of before is there"
for options in "" "-Xshare:off"; do
    end_engine
    start_engine "$options"
    step "ready after $took ms${options:+, with $options}"
done
end_engine
! find /tmp -user leela | grep . || fail "it left files in /tmp"

step "dpkg -r"
dpkg -r leela >/tmp/dpkg.log 2>&1 || fail "not removed: $(cat /tmp/dpkg.log)"
for kept in /etc/leela/leela.toml /var/lib/leela/store; do
    [ -e "$kept" ] || fail "remove has taken $kept"
done
step "left: $(find / -xdev -name '*leela*' -not -path '/tmp/*' -not -path '/proc/*' -not -path '/var/lib/leela/*' -not -path '/etc/leela/*' | paste -sd' ')"
step "dpkg -P"
dpkg -P leela >/tmp/dpkg.log 2>&1 || fail "not purged: $(cat /tmp/dpkg.log)"
left=$(find / -xdev -name '*leela*' -not -path '/tmp/*' -not -path '/proc/*' -not -path '/run/leela' | head)
[ -z "$left" ] || fail "purge has left $left"
! id leela >/dev/null 2>&1 || fail "purge has left the user"
step "nothing is left"

step "the archive, unpacked by an ordinary user"
useradd --create-home reader
tar -C /home/reader -xzf /tmp/leela.tar.gz
chown -R reader:reader /home/reader
cat >/tmp/archive.sh <<'END'
set -eu
cd /home/reader/leela-*
./leela run >ready 2>log &
for _ in $(seq 300); do
    grep -q ready: ready && break
    sleep 0.1
done
./leela selftest
kill %1
wait %1
END
setpriv --reuid reader --regid reader --clear-groups env -i PATH=/usr/bin:/bin HOME=/home/reader bash /tmp/archive.sh \
    || fail "the archive does not run: $(cat /home/reader/leela-*/log)"
step "done"
