import type { ImageContract } from '@statix/contract';
import { toolPaths } from '../cargo/image-tools.js';
import {
  compilerCacheUse,
  COUNTERS,
  isOfCounters,
  type CompilerCacheUse,
} from '../output/compiler-cache-use.js';
import { jobWithLines } from '../output/job-with-lines.js';
import type { CargoJob } from '../workbench/workbench.js';

/**
 * Looks at the counters of the compiler cache, runs the program, and looks again. The image's compiler takes
 * away all settings of ccache from a build, a log of results (CCACHE_STATSLOG) among them, so that the counters
 * are what there is; who has the target folder has them alone. Where nothing was ever counted, no program is
 * started for it, and none afterwards where no counter has changed since: a clock that was set back costs a line
 * and makes none that is wrong. What an earlier build script has left in the place of the file whose time says
 * that, a link or a FIFO, is removed: it would be followed, or waited for. The shell's own PWD is kept from the program, as in {@link unpackInside}.
 */
const script = `ccache=$1 cache=$2
shift 2
look() {
  seen=none
  for counted in "$cache"/[0-9a-f]/stats "$cache"/[0-9a-f]/[0-9a-f]/stats; do
    if [ ! -e "$counted" ]; then continue; fi
    seen=$(CCACHE_CONFIGPATH=/dev/null CCACHE_DIR="$cache" "$ccache" --print-stats 2>/dev/null)
    break
  done
}
unset PWD
look
before=$seen
begun=$cache/.statix-begun
if [ -L "$begun" ] || [ ! -f "$begun" ]; then rm -f -- "$begun" 2>/dev/null; fi
{ true >"$begun"; } 2>/dev/null
"$@"
code=$?
for changed in "$cache"/[0-9a-f]/stats "$cache"/[0-9a-f]/[0-9a-f]/stats; do
  if [ "$changed" -nt "$begun" ]; then
    look
    break
  fi
done
set -f
set -- $before / $seen
printf '%s\\n' "${COUNTERS} $*"
exit "$code"`;

/**
 * A job that also tells what its compilations had of the compiler cache, where it has one. For a container: the
 * program is no longer what a workbench of this machine starts, and would outlive this process there.
 *
 * @param told gets it when the job has ended; undefined where it is not known. Not called where there is no cache
 */
export function countingJob<T>(
  job: CargoJob<T>,
  contract: Pick<ImageContract, 'compilerCache' | 'tools'>,
  told: (use: CompilerCacheUse | undefined) => void,
): CargoJob<T> {
  const { compilerCache = '' } = contract;
  const cache = job.environment[compilerCache];
  const { ccache } = toolPaths(contract);
  const { after } = job;
  if (cache === undefined || ccache === undefined || after === undefined) return job;
  // The last one is the job's own; what a crate prints comes before it.
  let last = '';
  const isShown = (line: string): boolean => {
    if (!isOfCounters(line)) return true;
    last = line;
    return false;
  };
  return jobWithLines(job.onOutput, { stdout: isShown }, (onOutput) => ({
    ...job,
    onOutput,
    argv: ['/bin/sh', '-c', script, 'sh', ccache, cache, ...job.argv],
    after: async (result, files) => {
      told(compilerCacheUse(last));
      return after(result, files);
    },
  }));
}
