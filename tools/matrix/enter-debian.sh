# In a mount namespace of its own: makes a folder the root, and becomes a command there.
#   bash enter-debian.sh ROOT DATA DATA-IN-ROOT REPOSITORY COMMAND…
set -e
system=$1 data=$2 place=$3 repository=$4
shift 4
mount --make-rprivate /
# dockerd remounts its root in a namespace of its own, so that has to be a mount. It has to be that of the
# namespace as well, and not a chroot: what runc runs in a container that is there enters its namespace by that.
mount --bind "$system" "$system"
mount -t proc proc "$system/proc"
mount --rbind /sys "$system/sys"
mount --rbind /dev "$system/dev"
mkdir -p "$system$place"
mount --bind "$data" "$system$place"
# Sockets of ssh agents are there, and what tests mount into containers.
mount --rbind /tmp "$system/tmp"
mkdir -p "$system$repository"
mount --bind "$repository" "$system$repository"
# This machine's names.
cat /etc/resolv.conf >"$system/etc/resolv.conf"
cd "$system"
pivot_root . .
umount -l .
exec "$@"
