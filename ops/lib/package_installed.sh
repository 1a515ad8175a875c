# Runs in a clean root ("ops/test package"): installs, feeds, asks, upgrades, removes and purges the package, and says what is left.
set -eu
step() { echo "package: $1"; }
fail() {
    echo "package: $1" >&2
    cat /tmp/log >&2 2>/dev/null || true
    exit 1
}

step "dpkg -i"
dpkg -i /tmp/leela.deb >/tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; fail "not installed"; }
[ -n "$(ls /usr/lib/leela/jars/*.jsa)" ] || fail "Java has kept no classes"
install -d -o leela -g leela -m 0750 /run/leela # RuntimeDirectory= of the unit

# the unit's own command line, as its user
start=$(sed -n 's/^ExecStart=//p' /lib/systemd/system/leela.service)
cd /var/lib/leela
rm -f /tmp/ready
mkfifo /tmp/ready
# shellcheck disable=SC2086 -- a command line
setpriv --reuid leela --regid leela --clear-groups env -i PATH=/usr/bin:/bin LEELA_JAVA_OPTS=-Xmx512m $start >/tmp/ready 2>/tmp/log &
engine=$!
read -r line </tmp/ready || fail "the service did not start"
step "$line"
leela selftest || fail "selftest"

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
kill "$collectd"

mkdir /etc/leela/alerts.d
cp /usr/share/doc/leela/alerts/*.alerts /etc/leela/alerts.d/
leela test /etc/leela/alerts.d/health.alerts || fail "tests of alerts"
leela reload >/tmp/reloaded || fail "reload"
grep -q '^alerts that start: .*leela_part_failing' /tmp/reloaded || fail "reload did not start the alerts: $(cat /tmp/reloaded)"
step "alerts of the package run after a reload"

step "an upgrade over a running version"
dpkg -i /tmp/leela.deb >/tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; fail "not upgraded"; }
kill -0 "$engine" || fail "the upgrade ended the engine by itself"
leela selftest >/dev/null || fail "selftest after the upgrade"
kill "$engine"
wait "$engine" || fail "it ended with status $?"
! find /tmp -user leela | grep . || fail "it left files in /tmp"

step "dpkg -r"
dpkg -r leela >/tmp/dpkg.log 2>&1 || fail "not removed: $(cat /tmp/dpkg.log)"
for kept in /etc/leela/leela.toml /var/lib/leela/store; do
    [ -e "$kept" ] || fail "remove has taken $kept"
done
step "dpkg -P"
dpkg -P leela >/tmp/dpkg.log 2>&1 || fail "not purged: $(cat /tmp/dpkg.log)"
left=$(find / -xdev -name '*leela*' -not -path '/tmp/*' -not -path '/proc/*' -not -path '/run/leela' | head)
[ -z "$left" ] || fail "purge has left $left"
! id leela >/dev/null 2>&1 || fail "purge has left the user"
step "nothing is left"
