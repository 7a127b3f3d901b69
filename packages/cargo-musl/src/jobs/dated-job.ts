import type { ImageContract } from '@statix/contract';
import type { CargoJob } from '../workbench/workbench.js';

/** Said on standard error, which is what a person sees of a build. */
export const COMPILED_LATER =
  'statix: the target folder was compiled at a later time than the clock shows now: all of it is compiled again';

/**
 * `-newer` and a file instead of a time that is reckoned: find of any system has it. Whether it is older than what
 * cargo goes by decides the clock that gives both their times. What an earlier build script has left in its place, a
 * link, a FIFO or a folder, is removed: it would be followed, waited for, or end the shell.
 */
const script = `target=$1
shift
now=$target/.statix-now
rm -rf -- "$now"
if { true >"$now"; } 2>/dev/null; then
  later=$(find "$target"/*/.fingerprint "$target"/*/*/.fingerprint -newer "$now" 2>/dev/null | head -n 1)
  rm -f -- "$now"
  if [ -n "$later" ]; then
    echo '${COMPILED_LATER}' >&2
    find "$target" -mindepth 1 -delete
  fi
fi
unset PWD later now
exec "$@"`;

/**
 * A job of cargo in a target folder that holds nothing from the future. Cargo compares times: a file counts as changed
 * when it is newer than what was compiled of it (doc comment of cargo's core/compiler/fingerprint). Where the clock
 * was set back since, an edit of now is older than that, and the program of before it would be built under the hash
 * of after it. So the folder is emptied then.
 */
export function datedJob<T>(
  job: CargoJob<T>,
  { paths }: Pick<ImageContract, 'paths'>,
): CargoJob<T> {
  return { ...job, argv: ['/bin/sh', '-c', script, 'sh', paths.target, ...job.argv] };
}
