# shellcheck shell=bash
# The probe also asks OpenSSL, which a program that names libpq need not have.
packages='libpq libcrypto'
probe
# A server's variables must not decide what is tested.
env -u PGHOST -u PGPORT -u PGSERVICE -u PGSSLMODE ./probe
