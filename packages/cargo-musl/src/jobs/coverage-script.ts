/**
 * Runs tests and writes which lines have run: `bash -c <this> bash <llvm-profdata> <llvm-cov> <folder of
 * profiles> <file to write> <number of words of the next command> <command that lists the programs>
 * <command that runs the tests>`. Ends as the tests do; without a profile there is nothing to write.
 *
 * Which programs there are cargo knows: in the target folder lie those of earlier builds as well.
 */
export const coverageScript = `
set -euo pipefail
profdata=$1 cov=$2 profiles=$3 lcov=$4 words=$5
list=("\${@:6:words}")
"\${@:6+words}" 2>&1 || exit
exec 2>&1
programs=$("\${list[@]}" | sed -n 's/.*"executable":"\\([^"]*\\)".*/\\1/p')
objects=()
while IFS= read -r program; do if [ -n "$program" ]; then objects+=(--object "$program"); fi; done <<<"$programs"
shopt -s nullglob
profiles_written=("$profiles"/*.profraw)
if [ \${#objects[@]} -eq 0 ] || [ \${#profiles_written[@]} -eq 0 ]; then : >"$lcov"; exit; fi
"$profdata" merge --sparse -o "$profiles/all.profdata" "\${profiles_written[@]}"
"$cov" export --format=lcov --instr-profile="$profiles/all.profdata" --ignore-filename-regex='^/(crates|rustc|target)/' "\${objects[@]}" >"$lcov"
`;
