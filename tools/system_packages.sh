#!/bin/sh
# Debian packages that Python cannot bring: the browser of the journeys, Chinese fonts and Pango
# for PDF, PostgreSQL for the tests. Installed when root on Debian; else named in one line, and
# set-up goes on without them.
set -u
missing=""
for package in chromium fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
# any version will do, and one from elsewhere than Debian too
has_postgres() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
server=""
has_postgres || server=" postgresql"
[ -n "$missing$server" ] || exit 0

install() { apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

# The package would make and start a cluster of the system, which nobody here asked for: the tests
# start one of their own. The switch is put back for whoever wants one later.
install_server() {
    install postgresql-common || return 1
    switch=/etc/postgresql-common/createcluster.conf
    [ ! -e "$switch" ] || cp -p "$switch" "$switch.duijie"
    echo "create_main_cluster = false" >>"$switch"
    install postgresql
    outcome=$?
    if [ -e "$switch.duijie" ]; then mv "$switch.duijie" "$switch"; else rm -f "$switch"; fi
    return $outcome
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # apart: what fails of one must not keep the other away
    [ -z "$missing" ] || { install $missing && missing=""; }
    [ -z "$server" ] || { install_server && server=""; }
    [ -n "$missing$server" ] || exit 0
fi
echo "Not installed, and only an administrator can: sudo apt-get install$missing$server (browser tests, PDF and the tests on PostgreSQL need them; all else works)." >&2
exit 0
