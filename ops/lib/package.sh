# Read by ops/test: "ops/test package" builds the packages twice, and installs the .deb in a clean root of Debian with a Java runtime
# and collectd, as root, with debootstrap.

test_package() {
    local sums
    "$ops/package" | tee "$ops/target/package.sums"
    sums=$(cat "$ops/target/package.sums")
    echo "package: building once more"
    [ "$("$ops/package")" = "$sums" ] || fail "two builds differ"
    echo "package: both builds are equal to the byte"
    install_in_clean_root "$(echo "$ops"/target/leela_*.deb)"
}

install_in_clean_root() {
    local deb=$1 mirror suite
    dpkg-deb --info "$deb" >/dev/null
    command -v debootstrap >/dev/null || fail "debootstrap is needed; on Debian: apt-get install debootstrap"
    clean_root=$(mktemp -d)
    chmod 755 "$clean_root"
    trap 'umount "$clean_root/dev" "$clean_root/proc" 2>/dev/null; rm -rf --one-file-system "$clean_root"' EXIT
    suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    mirror=$(apt-cache policy base-files | sed -n 's/.* \(https\?:[^ ]*\) '"$suite"'\/.*/\1/p' | head -1)
    echo "package: a clean root of Debian ($suite) with openjdk-17-jre-headless and collectd-core"
    debootstrap --variant=minbase --include=openjdk-17-jre-headless,collectd-core "$suite" "$clean_root" "$mirror" >"$ops/target/debootstrap.log" 2>&1 \
        || fail "no clean root; see $ops/target/debootstrap.log"
    mount -t proc proc "$clean_root/proc"
    mount --bind /dev "$clean_root/dev"
    cp "$deb" "$clean_root/tmp/leela.deb"
    cp "$ops/lib/package_installed.sh" "$clean_root/tmp/try.sh"
    chroot "$clean_root" bash /tmp/try.sh
}
