# shellcheck shell=bash
probe
./probe >out
cat out
grep -qx 'sha256(abc) ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' out
grep -qx 'OPENSSLDIR: "/etc/ssl"' out
grep -qxE 'built on: Thu Jan +1 00:00:00 1970 UTC' out
grep -qx 'legacy provider loaded' out
jq -er '.components[] | select(.name == "openssl").version' "$CONTRACT" >version
grep -q "^OpenSSL $(cat version) " out

# A static program meets the CA stores of all distributions.
# shellcheck disable=SC2046
musl-gcc -Wall -Wextra -Werror -I"$PROBES" "$folder/ca-store.c" -o ca-store $(x86_64-linux-musl-pkg-config --cflags --libs libcrypto)
found=$(./ca-store)
[ "$found" -gt 50 ]
# SSL_CERT_FILE wins, and is the only one read.
awk '{ print } /END CERTIFICATE/ { exit }' /etc/ssl/certs/ca-certificates.crt >one.pem
[ "$(SSL_CERT_FILE=$PWD/one.pem ./ca-store)" = 1 ]
[ "$(SSL_CERT_FILE=/nonexistent ./ca-store)" = 0 ]
echo "$(head -n 1 out): $found certificates of this machine; SSL_CERT_FILE decides"
