# Read by ops/test: "ops/test package" builds the packages twice, and installs the .deb in a clean root of Debian with a Java runtime
# and collectd, as root, with debootstrap. What it says is left in ops/target/package.told.

test_package() {
    local sums
    mkdir -p "$ops/target"
    "$ops/package" >"$ops/target/package.sums" || exit 1
    sums=$(cat "$ops/target/package.sums")
    echo "$sums"
    echo "package: building once more"
    [ "$("$ops/package")" = "$sums" ] || fail "two builds differ"
    echo "package: both builds are equal to the byte"
    install_in_clean_root "$(echo "$ops"/target/leela_*.deb)" "$(echo "$ops"/target/leela-*.tar.gz)"
}

# The package $1 as one of a later version, at $2.
make_next_version() {
    local folder
    folder=$(mktemp -d)
    dpkg-deb -R "$1" "$folder/deb"
    sed -i 's/^Version: .*/&+next/' "$folder/deb/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$folder/deb" "$2" >/dev/null
    rm -rf "$folder"
}

install_in_clean_root() {
    local deb=$1 archive=$2 mirror suite
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
    cp "$archive" "$clean_root/tmp/leela.tar.gz"
    make_next_version "$deb" "$clean_root/tmp/next.deb"
    cp "$ops/lib/package_installed.sh" "$clean_root/tmp/try.sh"
    chroot "$clean_root" bash /tmp/try.sh | tee "$ops/target/package.told"
    [ "${PIPESTATUS[0]}" = 0 ] || fail "not as it should be"
}
