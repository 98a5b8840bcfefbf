#!/bin/sh
# Before the tests: installs the system tools they use, where that is possible (root, apt). Where it is not, says loudly what will be
# skipped and how to get it; with CI=true a missing tool is a failure.
set -u
missing=''
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
if [ -z "${CHROMIUM_PATH:-}" ] && ! command -v google-chrome >/dev/null 2>&1; then need chromium chromium; fi
need xmlsec1 xmlsec1
need xmllint libxml2-utils
need qpdf qpdf
need pdftotext poppler-utils
needFile() { # needFile FILE PACKAGE: of what is no command
  # shellcheck disable=SC2086
  ls $1 >/dev/null 2>&1 || missing="$missing $2"
}
# Readers, virtual cards and key stores: on Linux.
if [ "$(uname -s)" = Linux ]; then
  need pcscd pcscd
  need opensc-tool opensc
  need softhsm2-util softhsm2
  need stunnel stunnel4
  need ip iproute2
  needFile '/usr/lib/pcsc/drivers/serial/libifdvpcd.so' vsmartcard-vpcd
  needFile '/usr/include/PCSC/winscard.h' libpcsclite-dev
  needFile '/usr/lib/*/opensc-pkcs11.so' opensc-pkcs11
  needFile '/usr/lib/*/engines-3/pkcs11.so' libengine-pkcs11-openssl
fi
# What was built without its headers was left out by npm; it is there from now on.
readers() {
  [ -d node_modules/pcsclite ] || [ ! -e /usr/include/PCSC/winscard.h ] || npm install --no-save --no-audit --no-fund >/dev/null 2>&1
}
[ -z "$missing" ] && readers; [ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing:$missing"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing fonts-dejavu-core >/dev/null && readers && exit 0
fi

echo "************************************************************************"
for package in $missing; do echo "MISSING: $package. Its tests are SKIPPED. To run them: apt-get install $package"; done
echo "************************************************************************"
[ "${CI:-}" = true ] && exit 1
exit 0
