# shellcheck shell=sh
# Sourced by x86_64-linux-musl-clang where STATIX_CCACHE names a folder: compiles through ccache and
# ends the wrapper. Returns where clang alone is to do it: what is no compilation, what is not known to
# be safe, and when the cache is of no use.
#
# An object of the cache is byte for byte what clang would write. ccache alone does not promise that:
# it finds objects by the text after preprocessing, which has lost the columns that debug information
# and std::source_location hold, or by the headers of an earlier compilation, while another may stand
# in front of them now. So the key also holds every file that clang reads for this very command, by
# name and content (clang -M; it lists what __has_include finds as well), and the folder where
# there is debug information.
compiles='' debug='' cxx='' value=''
for argument; do
  case $value in
    '') ;;
    output)
      if [ "$argument" = /dev/null ]; then return; fi
      value=
      continue
      ;;
    header)
      # clang takes a precompiled header that lies beside.
      if [ -e "$argument.pch" ] || [ -e "$argument.gch" ]; then return; fi
      value=
      continue
      ;;
    *)
      value=
      continue
      ;;
  esac
  case $argument in
    -c) compiles=yes ;;
    -o) value=output ;;
    -include) value=header ;;
    -I | -D | -U | -isystem | -iquote | -idirafter | -MF | -MT | -MQ) value=other ;;
    # For this machine's processor, whichever it is.
    *=native) return ;;
    -O* | -I* | -D* | -U* | -isystem?* | -std=* | -w | -ansi | -pedantic* | -pipe | -pthread | -nostdinc* | -stdlib=* | --target=* | --sysroot=*) ;;
    -MD | -MMD | -MP | -MF* | -MT* | -MQ*) ;;
    -Wa,--noexecstack) ;;
    # Options of other programs: they may write further files.
    -Wa,* | -Wl,* | -Wp,*) return ;;
    -W*) ;;
    -mllvm) return ;;
    -m*) ;;
    -g0) ;;
    -g | -g1 | -g2 | -ggdb | -ggdb[12] | -gdwarf | -gdwarf-[2345] | -gline-tables-only | -gno-* | -gz* | -gcolumn-info) debug=yes ;;
    -fno-*) ;;
    -fPIC | -fpic | -fPIE | -fpie | -fplt | -fcommon | -fwrapv | -ftrapv | -fexceptions | -frtti | -fbuiltin | -ffreestanding) ;;
    -fhosted | -fblocks | -fcoroutines* | -fchar8_t | -fsigned-* | -funsigned-* | -fshort-* | -fms-extensions | -fgnu* | -fpermissive) ;;
    -fvisibility* | -fstack-* | -fcf-protection* | -fomit-* | -f*unwind-tables | -f*-sections | -fstrict-* | -fmerge-* | -finline* | -funroll*) ;;
    -fvectorize | -fslp-vectorize | -ftree-* | -foptimize-sibling-calls | -fdelete-null-* | -fjump-tables | -fkeep-* | -ftls-model=*) ;;
    -ffast-math | -ffp-* | -fmath-* | -ffinite-* | -frounding-* | -fassociative-* | -freciprocal-* | -fsized-* | -faligned-*) ;;
    -ftemplate-* | -fconstexpr-* | -fvisibility-* | -fsemantic-* | -fident | -fcolor-diagnostics | -fdiagnostics-color* | -fmessage-length=*) ;;
    -flto | -flto=* | -fopenmp | -fsanitize=undefined | -fzero-* | -ftrivial-auto-var-init=* | -f*-prefix-map=* | -fdebug-compilation-dir=*) ;;
    -*) return ;;
    *.c) ;;
    *.cc | *.cpp | *.cxx | *.c++ | *.C) cxx=yes ;;
    *) return ;;
  esac
done
if [ -z "$compiles" ] || [ -n "$value" ] || [ -n "${CCC_OVERRIDE_OPTIONS-}" ] || ! [ -w "$STATIX_CCACHE" ]; then return; fi
case $driver in *++) cxx=yes ;; esac

# Without the options of linking, which clang would call unused once ccache has put them elsewhere.
# shellcheck disable=SC2086  # a list of flags
set -- --target=x86_64-linux-musl --sysroot=/opt/statix/sysroot ${cxx:+-stdlib=libc++} \
  -ffile-prefix-map=/statix/cargo=/cargo -ffile-prefix-map=/statix/target=/target $lenient "$@"

statix_files() {
  for argument; do
    shift
    case $value in
      '') ;;
      *)
        value=
        continue
        ;;
    esac
    case $argument in
      -c | -MD | -MMD | -MP) ;;
      -o | -MF | -MT | -MQ) value=skip ;;
      -MF* | -MT* | -MQ*) ;;
      *) set -- "$@" "$argument" ;;
    esac
  done
  "/opt/statix/llvm/bin/$driver" "$@" -w -M -MT statix 2>/dev/null
}
# In the form of make. A name with a space or the like is then none that exists.
files=$(statix_files "$@" | tr -d '\\\n')
case $files in 'statix: '*) ;; *) return ;; esac
# shellcheck disable=SC2086  # a list of files
files=$(set -f && sha256sum -- ${files#statix: } 2>/dev/null) || return
read -r compiler </opt/statix/lib/compiler.sha256

# Nobody else's settings: not of the user's home, of the crate's folder, or of a build script.
case $(export -p) in
  *CCACHE_*) for name in $(env | sed -n 's/^\(CCACHE_[A-Z0-9_]*\)=.*/\1/p'); do unset "$name"; done ;;
esac
export CCACHE_CONFIGPATH=/dev/null CCACHE_DIR="$STATIX_CCACHE" CCACHE_TEMPDIR="$STATIX_CCACHE/tmp" CCACHE_NOINODECACHE=1 \
  CCACHE_COMPILERTYPE=clang CCACHE_COMPILERCHECK="string:$compiler" CCACHE_MAXSIZE=5GiB CCACHE_UMASK=000
CCACHE_NAMESPACE="$(printf '%s' "$files" | sha256sum) ${debug:+$PWD}"
export CCACHE_NAMESPACE

exec 3>&1
said=$(/usr/bin/ccache "/opt/statix/llvm/bin/$driver" "$@" 2>&1 >&3 3>&-)
status=$?
exec 3>&-
# Its own trouble, a full disk or a folder of somebody else's, is no reason to fail.
case $said in *'ccache: error: '*) status=127 ;; esac
if [ "$status" -lt 126 ]; then
  if [ -n "$said" ]; then printf '%s\n' "$said" >&2; fi
  exit "$status"
fi
