# shellcheck shell=bash
probe
printf 'read by curl' >file
./probe "file://$PWD/file"
