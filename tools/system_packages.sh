#!/bin/sh
# Debian packages that Python cannot bring: the browser of the journeys, Chinese fonts and Pango
# for PDF. Installed when root on Debian; else named in one line, and set-up goes on without them.
set -u
wanted="chromium fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0"
missing=""
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Not installed, and only an administrator can: sudo apt-get install$missing (browser tests and PDF need them; all else works)." >&2
exit 0
